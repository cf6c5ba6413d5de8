"""The labels of a dataset."""
