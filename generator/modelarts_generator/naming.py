"""Names: from the words of a description to Python identifiers, the same on every run."""

from __future__ import annotations

import re
import unicodedata
from typing import TYPE_CHECKING

from .reserved import CLASS_WORDS, KEYWORDS

if TYPE_CHECKING:
    from collections.abc import Iterable

_WORD = re.compile(r"[A-Z]{2,}s(?![a-z])|[A-Z]+(?=[A-Z][a-z])|[A-Z]+[a-z]?(?![a-z])|[A-Z]?[a-z]+|[0-9]+")
_PLAIN = re.compile(r"[a-z][a-z0-9]*(_[a-z0-9]+)*")
_SIGN = re.compile(r"^([+-])(\d)")
_SIGNS = {"+": "plus", "-": "minus"}
_SPLIT = re.compile(r"[\W_]+")


def words(name: str) -> list[str]:
    """Split a name into lower-case words: `OBSPath2Id`, `obs-path-2-id` and `obs_path2_id` alike."""
    normal = _SIGN.sub(lambda match: f"{_SIGNS[match[1]]} {match[2]}", unicodedata.normalize("NFKC", name))
    found: list[str] = []
    for part in _SPLIT.split(normal):
        # Where words begin inside a name is known for Latin letters only.
        found.extend(_join_digits(_WORD.findall(part)) if part.isascii() else [part])
    return [word.lower() for word in found]


def _join_digits(parts: list[str]) -> list[str]:
    # "v2", "sha256": digits belong to the word before them.
    joined: list[str] = []
    for part in parts:
        if part.isdigit() and joined:
            joined[-1] += part
        else:
            joined.append(part)
    return joined


def snake(name: str, reserved: Iterable[str] = KEYWORDS, prefix: str = "n") -> str:
    """Make a name for a variable; "" if nothing in the name can be part of an identifier."""
    if (
        name.isidentifier()
        and name == name.lower()
        and not name.startswith("_")
        and "__" not in name
        and name.isascii()
    ):
        result = name.rstrip("_") or name
    else:
        result = "_".join(words(name))
    return _finish(result, reserved, prefix + "_")


def constant(name: str, prefix: str = "N") -> str:
    """Make a name for a constant or a member of an enumeration; "" if that is impossible."""
    return _finish("_".join(words(name)).upper(), (), prefix + "_")


def pascal(name: str, reserved: Iterable[str] = CLASS_WORDS) -> str:
    """Make a name for a class; "" if that is impossible. A good name stays as it is (`OBSPath`)."""
    if name.isidentifier() and name.isascii() and name[0].isupper() and "_" not in name:
        result = name
    else:
        spoken = _SIGN.sub(lambda match: f"{_SIGNS[match[1]]} {match[2]}", name)
        result = "".join(word[0].upper() + word[1:] for part in _SPLIT.split(spoken) for word in _keep_case(part))
    if result and result[0].isdigit():
        result = f"N{result}"
    if not result.isidentifier():
        return ""
    return f"{result}Model" if result in reserved else result


def _keep_case(part: str) -> list[str]:
    normal = unicodedata.normalize("NFKC", part)
    return _WORD.findall(normal) if normal.isascii() else [normal]


def _finish(result: str, reserved: Iterable[str], prefix: str) -> str:
    if result and result[0].isdigit():
        result = prefix + result
    if not result.isidentifier():
        return ""
    return f"{result}_" if result in reserved else result


class Names:
    """Gives out names that are used once, in the order they are asked for: `id`, `id_2`, `id_3`."""

    def __init__(self, taken: Iterable[str] = (), separator: str = "_") -> None:
        self._taken = set(taken)
        self._separator = separator

    def allocate(self, wanted: str) -> str:
        """Return the wanted name, with a number behind it if it is taken."""
        name, number = wanted, 1
        while name in self._taken:
            number += 1
            name = f"{wanted.rstrip('_')}{self._separator}{number}"
        self._taken.add(name)
        return name

    def __contains__(self, name: str) -> bool:
        return name in self._taken
