"""Limits of elements: datamodel-code-generator gives each limited element a type of its own; they are written in place.

`kinds: list[KindsItem]` with `KindsItem = TypeAliasType("KindsItem", Annotated[str, Field(max_length=3)])` becomes
`kinds: list[Annotated[str, Field(max_length=3)]]`: the made-up names would change with every schema that is added.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

_DEFINITION = re.compile(r'^(?P<name>\w+) = TypeAliasType\("(?P=name)", (?P<type>Annotated\[.*\])\)\n', re.MULTILINE)
_ANNOTATION = re.compile(r"^    \w+: .*$", re.MULTILINE)
_REEXPORT = re.compile(r"^(?:from \._internal import|__all__ = ).*$", re.MULTILINE)


def inline_elements(modules: Mapping[str, str]) -> dict[str, str]:
    """Return the modules without made-up types for elements."""
    types = {match["name"]: match["type"] for text in modules.values() for match in _DEFINITION.finditer(text)}
    if not types:
        return dict(modules)
    names = re.compile(rf"(?<![\w'\"])(?:{'|'.join(map(re.escape, types))})(?![\w'\"])")

    def write_out(text: str) -> str:
        # A type may be made of others: a list of lists of limited elements.
        while (found := names.sub(lambda match: types[match[0]], text)) != text:
            text = found
        return text

    def forget(match: re.Match[str]) -> str:
        kept = re.sub(rf'"?\b(?:{"|".join(map(re.escape, types))})\b"?(?:, )?', "", match[0])
        return re.sub(r", *(?=\]?$)", "", kept)

    return {
        path: _REEXPORT.sub(forget, _ANNOTATION.sub(lambda match: write_out(match[0]), _DEFINITION.sub("", text)))
        for path, text in modules.items()
    }
