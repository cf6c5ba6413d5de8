"""Writing samples to folders, manifests and new datasets."""
