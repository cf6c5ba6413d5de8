"""The state of one comparison."""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass, field

from .change import Change, Direction, Level
from .view import View

_TEXTS = ("title", "summary", "description")


@dataclass
class Comparison:
    """Collects changes.

    `seen` remembers pairs of schemas, so that recursion ends and nothing is told twice; `waiting` holds those that
    have been come across and not been compared yet, so that a long chain of them needs no deep stack.
    """

    changes: dict[Change, None] = field(default_factory=dict)
    seen: set[object] = field(default_factory=set)
    waiting: deque[tuple[str, View, View, Direction]] = field(default_factory=deque)

    def add(self, level: Level, rule: str, place: str, message: str, view: View) -> None:
        """Note a change."""
        file, line = view.bundle.locate(view.pointer)
        self.changes[Change(level, rule, place, message, file, line)] = None

    def breaking(self, rule: str, place: str, message: str, view: View) -> None:
        """Note a change that breaks users."""
        self.add(Level.BREAKING, rule, place, message, view)

    def additive(self, rule: str, place: str, message: str, view: View) -> None:
        """Note a change that only adds something."""
        self.add(Level.ADDITIVE, rule, place, message, view)

    def cosmetic(self, rule: str, place: str, message: str, view: View) -> None:
        """Note a change that no program can tell."""
        self.add(Level.COSMETIC, rule, place, message, view)

    def texts(self, place: str, old: View, new: View) -> None:
        """Compare what is written for people."""
        for name in _TEXTS:
            if old.get(name) != new.get(name):
                self.cosmetic(f"{name}-changed", place, f"the {name} has changed", new)

    def deprecation(self, place: str, old: View, new: View) -> None:
        """Compare the warnings that something will go."""
        before, after = bool(old.get("deprecated")), bool(new.get("deprecated"))
        if after and not before:
            self.additive("deprecated", place, "is deprecated now", new)
        elif before and not after:
            self.additive("deprecation-withdrawn", place, "is no longer deprecated", new)

    def examples(self, place: str, old: View, new: View) -> None:
        """Compare examples, by value."""
        for key in ("example", "examples"):
            before = {name: view.value for name, view in old.child(key).entries()} or old.get(key)
            after = {name: view.value for name, view in new.child(key).entries()} or new.get(key)
            if before != after:
                self.cosmetic("examples-changed", place, "the examples have changed", new)
