"""Versions of datasets: what they freeze and the files that they write."""
