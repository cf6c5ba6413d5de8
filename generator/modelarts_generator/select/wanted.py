"""Which tags are wanted."""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from ..problems import Problem

if TYPE_CHECKING:
    from ..document import Bundle


@dataclass(frozen=True, slots=True)
class Wanted:
    """The operations that have a tag of `include`, all if that is empty, and none of `exclude`."""

    include: frozenset[str]
    exclude: frozenset[str]

    def __bool__(self) -> bool:
        return bool(self.include or self.exclude)

    def takes(self, operation: dict[str, Any]) -> bool:
        """Tell whether an operation is wanted."""
        tags = set(operation.get("tags") or ())
        return not tags & self.exclude and (not self.include or bool(tags & self.include))


def check_tags(bundle: Bundle, wanted: Wanted, known: Iterable[str]) -> Iterator[Problem]:
    """Yield a problem for every wanted tag that no operation has."""
    names = sorted(set(known))
    for tag in sorted((wanted.include | wanted.exclude) - set(names)):
        near = difflib.get_close_matches(tag, names, n=3) or [name for name in names if tag in name][:3]
        fix = f"did you mean {' or '.join(near)}?" if near else f"there are {', '.join(names)}" if names else ""
        yield bundle.problem("unknown-tag", ("tags",), f"no operation has the tag {tag!r}", fix)
