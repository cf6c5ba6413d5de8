"""The target `site`: a reference that is read in a browser, page by page, without a server of its own."""

from .pages import render_site

__all__ = ["render_site"]
