"""Samples: uploading, finding, labelling and deleting them."""
