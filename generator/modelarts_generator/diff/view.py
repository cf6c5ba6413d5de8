"""Looking at a place in one of the two documents."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from ..document import Bundle
from ..grammar import Pointer


@dataclass(frozen=True)
class View:
    """A place in a document and what stands there; looking further follows every `$ref`."""

    bundle: Bundle
    pointer: Pointer
    value: Any

    @classmethod
    def of(cls, bundle: Bundle) -> View:
        """Look at the whole document."""
        return cls(bundle, (), bundle.document)

    def followed(self) -> View:
        """Look at what a `$ref` leads to."""
        pointer, value = self.bundle.follow(self.pointer, self.value)
        return View(self.bundle, pointer, value)

    def child(self, *steps: str | int) -> View:
        """Look at a place further in; its value is None if there is nothing."""
        view = self
        for step in steps:
            view = view.followed()
            value = view.value.get(step) if isinstance(view.value, dict) else None
            if isinstance(view.value, list) and isinstance(step, int) and step < len(view.value):
                value = view.value[step]
            view = View(view.bundle, (*view.pointer, step), value)
        return view

    def entries(self) -> Iterator[tuple[Any, View]]:
        """Yield keys or indexes with the followed views of the values."""
        view = self.followed()
        if isinstance(view.value, dict):
            yield from ((key, view.child(key).followed()) for key in view.value)
        elif isinstance(view.value, list):
            yield from ((index, view.child(index).followed()) for index in range(len(view.value)))

    def get(self, key: str, default: Any = None) -> Any:
        """Return the plain value of a field."""
        value = self.followed().value
        return value.get(key, default) if isinstance(value, dict) else default

    def __bool__(self) -> bool:
        return self.value is not None
