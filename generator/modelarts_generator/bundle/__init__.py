"""Bundling: many files become one document whose every `$ref` starts with ``#/``."""

from .bundler import Bundled, bundle_document

__all__ = ["Bundled", "bundle_document"]
