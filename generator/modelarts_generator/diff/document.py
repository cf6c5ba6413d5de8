"""What is said about the interface as a whole."""

from __future__ import annotations

from .comparison import Comparison
from .view import View


def compare_info(comparison: Comparison, old: View, new: View) -> None:
    """Compare title, version, texts and tags."""
    before, after = old.child("info"), new.child("info")
    comparison.texts("info", before, after)
    if before.get("version") != after.get("version"):
        message = f"the version was {before.get('version')}, is {after.get('version')}"
        comparison.cosmetic("version-changed", "info", message, after)
    if old.get("tags") != new.get("tags"):
        comparison.cosmetic("tags-changed", "tags", "the tags have changed", new.child("tags"))


def compare_servers(comparison: Comparison, old: View, new: View) -> None:
    """Compare the addresses where the interface is found."""
    before = {str(view.get("url")): view for _, view in old.child("servers").entries()}
    after = {str(view.get("url")): view for _, view in new.child("servers").entries()}
    for url, view in before.items():
        if url not in after:
            comparison.breaking("server-removed", f"server {url}", "the server is gone", view)
        else:
            comparison.texts(f"server {url}", view, after[url])
            if view.get("variables") != after[url].get("variables"):
                comparison.additive("server-changed", f"server {url}", "the variables have changed", after[url])
    for url, view in after.items():
        if url not in before:
            comparison.additive("server-added", f"server {url}", "the server is new", view)
