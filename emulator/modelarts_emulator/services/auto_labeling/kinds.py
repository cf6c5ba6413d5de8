"""The kinds of intelligent tasks: where they may run, and the documented codes of what they do."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from ...errors import find_error

IMAGE_KINDS: Final = (0, 1)


@dataclass(frozen=True, slots=True)
class SmartKind:
    """One kind. ``number`` is its documented code, ``holding`` that among the tasks that hold a dataset.

    The other codes say that it was prepared, that it works, that it is done, that it failed, and that another one
    runs already; the last with the HTTP status that the catalogue gives it.
    """

    name: str
    number: int
    holding: int
    dataset_types: tuple[int, ...]
    prepared: str
    working: str
    done: str
    failed: str
    exists: str
    exists_status: int
    labels: bool = True


KINDS: Final[dict[str, SmartKind]] = {
    kind.name: kind
    for kind in (
        SmartKind(
            "auto-label", 0, 0, IMAGE_KINDS, "ModelArts.4902", "ModelArts.4914", "ModelArts.4916", "ModelArts.4917",
            "ModelArts.4386", 501,
        ),
        SmartKind(
            "pre-label", 1, 1, IMAGE_KINDS, "ModelArts.4902", "ModelArts.4950", "ModelArts.4952", "ModelArts.4953",
            "ModelArts.4387", 501,
        ),
        SmartKind(
            "auto-grouping", 2, 7, (*IMAGE_KINDS, 3), "ModelArts.4960", "ModelArts.4960", "ModelArts.4962",
            "ModelArts.4963", "ModelArts.4964", 200, labels=False,
        ),
    )
}  # fmt: skip


def message_of(code: str) -> str:
    """What the catalogue says for a code of something that goes well."""
    return find_error(code, 200).message
