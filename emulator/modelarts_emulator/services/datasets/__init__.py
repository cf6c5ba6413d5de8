"""Datasets: creating, listing, changing and deleting them, and figures on them."""
