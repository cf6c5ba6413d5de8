"""Dereferencing: a document in which what a `$ref` names stands in its place."""

from .dereferencer import dereference

__all__ = ["dereference"]
