"""Selecting: a description becomes a smaller one, with the operations of some tags only."""

from .selector import select_operations

__all__ = ["select_operations"]
