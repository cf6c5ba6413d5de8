"""A change, and how much it matters."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Level(StrEnum):
    """What a change means to people who use the interface as it was described before."""

    BREAKING = "breaking"
    ADDITIVE = "additive"
    COSMETIC = "cosmetic"


class Direction(StrEnum):
    """Which way a value travels: what narrows a request widens the choice that readers of a reply rely on."""

    REQUEST = "request"
    RESPONSE = "response"


@dataclass(frozen=True, slots=True)
class Change:
    """One change. `place` is for people; `file` and `line` lead to the new description, or to the old one."""

    level: Level
    rule: str
    place: str
    message: str
    file: str
    line: int


def narrowed(direction: Direction) -> Level:
    """Return the level of a change that leaves fewer values possible."""
    return Level.BREAKING if direction is Direction.REQUEST else Level.ADDITIVE


def widened(direction: Direction) -> Level:
    """Return the level of a change that makes more values possible."""
    return Level.ADDITIVE if direction is Direction.REQUEST else Level.BREAKING
