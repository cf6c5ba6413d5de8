"""Comparing two versions of a description by meaning, not by text."""
