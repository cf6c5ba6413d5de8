"""One module per group of operations; a handler translates between HTTP and a service, nothing more."""
