"""Validation: whether the bundle is a sound OpenAPI document."""

from .validator import validate_document, validate_structure

__all__ = ["validate_document", "validate_structure"]
