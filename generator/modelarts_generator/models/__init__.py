"""Models: Python classes for all schemas, printed by datamodel-code-generator."""

from __future__ import annotations

from .generate import generate_models

__all__ = ["generate_models"]
