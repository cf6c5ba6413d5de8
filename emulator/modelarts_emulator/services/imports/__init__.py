"""Reading folders, manifests and tables into a dataset."""
