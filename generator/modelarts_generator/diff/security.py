"""Ways of signing in."""

from __future__ import annotations

from typing import Any

from .comparison import Comparison
from .view import View

_DETAILS = ("type", "in", "name", "scheme", "bearerFormat", "openIdConnectUrl", "flows")
_Choice = frozenset[tuple[str, tuple[str, ...]]]


def compare_security(comparison: Comparison, place: str, old: View, new: View) -> None:
    """Compare the choices of credentials of two versions of one operation."""
    before, after = _choices(old), _choices(new)
    for choice in before:
        if choice not in after and not _is_open(after):
            comparison.breaking("security-removed", place, f"{_say(choice)} is not enough any more", new)
    for choice in after:
        if choice not in before:
            if _is_open(before):
                comparison.breaking("security-added", place, f"{_say(choice)} is needed now", new)
            else:
                comparison.additive("security-added", place, f"{_say(choice)} is enough now", new)


def compare_schemes(comparison: Comparison, old: View, new: View) -> None:
    """Compare how the credentials themselves are sent."""
    before = dict(old.child("components", "securitySchemes").entries())
    after = dict(new.child("components", "securitySchemes").entries())
    for name, view in before.items():
        place = f"security scheme {name}"
        if name not in after:
            comparison.breaking("security-scheme-removed", place, "the scheme is gone", view)
        else:
            comparison.texts(place, view, after[name])
            for key in _DETAILS:
                if view.get(key) != after[name].get(key):
                    comparison.breaking("security-scheme-changed", place, f"{key} has changed", after[name])
    for name, view in after.items():
        if name not in before:
            comparison.additive("security-scheme-added", f"security scheme {name}", "the scheme is new", view)


def _choices(operation: View) -> list[_Choice]:
    """Return the choices of an operation, the document's own where it has none."""
    value: Any = operation.get("security")
    if value is None:
        value = operation.bundle.document.get("security") or []
    choices = [_choice(entry) for entry in value if isinstance(entry, dict)]
    return choices or [frozenset()]


def _choice(entry: dict[str, Any]) -> _Choice:
    return frozenset((name, tuple(sorted(scopes or ()))) for name, scopes in entry.items())


def _is_open(choices: list[_Choice]) -> bool:
    return frozenset() in choices


def _say(choice: _Choice) -> str:
    named = (f"{name} ({', '.join(scopes)})" if scopes else name for name, scopes in sorted(choice))
    return " with ".join(named) or "no credential"
