"""Request bodies and responses."""

from __future__ import annotations

from .change import Direction
from .comparison import Comparison
from .schemas import compare_schemas
from .view import View


def compare_request(comparison: Comparison, place: str, old: View, new: View) -> None:
    """Compare the request bodies of two versions of one operation."""
    old, new = old.followed(), new.followed()
    where = f"{place} request"
    if not old and not new:
        return
    if not new:
        comparison.breaking("request-body-removed", where, "the request has no body any more", old)
    elif not old and new.get("required"):
        comparison.breaking("request-body-added", where, "the request needs a body now", new)
    elif not old:
        comparison.additive("request-body-added", where, "the request may have a body now", new)
    else:
        before, after = bool(old.get("required")), bool(new.get("required"))
        if after and not before:
            comparison.breaking("request-body-required", where, "the body is required now", new)
        elif before and not after:
            comparison.additive("request-body-optional", where, "the body is optional now", new)
        comparison.texts(where, old, new)
        _compare_content(comparison, where, old, new, Direction.REQUEST)


def compare_responses(comparison: Comparison, place: str, old: View, new: View) -> None:
    """Compare the responses of two versions of one operation."""
    before, after = dict(old.child("responses").entries()), dict(new.child("responses").entries())
    for status, view in before.items():
        where = f"{place} response {status}"
        if status not in after:
            comparison.breaking("response-removed", where, "the status is gone", view)
        else:
            _compare_response(comparison, where, view, after[status])
    for status, view in after.items():
        if status not in before:
            comparison.additive("response-added", f"{place} response {status}", "the status is new", view)


def _compare_response(comparison: Comparison, place: str, old: View, new: View) -> None:
    comparison.texts(place, old, new)
    _compare_headers(comparison, place, old, new)
    _compare_content(comparison, place, old, new, Direction.RESPONSE)
    before, after = old.get("links") or {}, new.get("links") or {}
    for name in before:
        if name not in after:
            comparison.cosmetic("link-removed", place, f"the link {name} is gone", new)
    for name in after:
        if name not in before:
            comparison.additive("link-added", place, f"the link {name} is new", new)


def _compare_headers(comparison: Comparison, place: str, old: View, new: View) -> None:
    # Names of headers mean the same in any case.
    before = {str(name).lower(): (name, view) for name, view in old.child("headers").entries()}
    after = {str(name).lower(): (name, view) for name, view in new.child("headers").entries()}
    for key, (name, view) in before.items():
        where = f"{place} header {name}"
        if key not in after:
            comparison.breaking("header-removed", where, "the header is gone", view)
        else:
            comparison.texts(where, view, after[key][1])
            other = after[key][1].child("schema")
            compare_schemas(comparison, where, view.child("schema"), other, Direction.RESPONSE)
    for key, (name, view) in after.items():
        if key not in before:
            comparison.additive("header-added", f"{place} header {name}", "the header is new", view)


def _compare_content(comparison: Comparison, place: str, old: View, new: View, direction: Direction) -> None:
    before, after = dict(old.child("content").entries()), dict(new.child("content").entries())
    for name, view in before.items():
        if name not in after:
            comparison.breaking("media-type-removed", place, f"{name} is gone", view)
        else:
            comparison.examples(place, view, after[name])
            other = after[name].child("schema")
            compare_schemas(comparison, f"{place} {name}", view.child("schema"), other, direction)
    for name, view in after.items():
        if name not in before:
            comparison.additive("media-type-added", place, f"{name} is new", view)
