"""Labels and groups that are proposed from the content of samples."""
