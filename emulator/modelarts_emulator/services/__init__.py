"""The rules of the service: they know the store, the clock and the objects, but nothing of HTTP."""
