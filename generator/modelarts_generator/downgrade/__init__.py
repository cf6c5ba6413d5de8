"""Downgrading: an OpenAPI 3.1 document becomes one of OpenAPI 3.0 that says the same."""

from .downgrader import VERSION, downgrade

__all__ = ["VERSION", "downgrade"]
