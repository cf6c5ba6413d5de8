"""Limits of elements: datamodel-code-generator gives each limited element a type of its own; they are written in place.

`kinds: list[KindsItem]` with `KindsItem = TypeAliasType("KindsItem", Annotated[str, Field(max_length=3)])` becomes
`kinds: list[Annotated[str, Field(max_length=3)]]`: the made-up names would change with every schema that is added.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping

_DEFINITION = re.compile(
    # With the description that follows where the type is an alternative of a described property.
    r'^(?P<name>\w+) = TypeAliasType\("(?P=name)", (?P<type>Annotated\[.*\])\)\n(?:"""\n(?:(?!""").*\n)*"""\n)?',
    re.MULTILINE,
)
_ANNOTATION = re.compile(r"^    \w+: .*$", re.MULTILINE)
#: Where datamodel-code-generator puts the classes of modules that need each other.
_SHARED = "_internal.py"
_REEXPORT = re.compile(r"^(?:from \._internal import|__all__ = ).*$", re.MULTILINE)


def inline_elements(modules: Mapping[str, str]) -> dict[str, str]:
    """Return the modules without made-up types for elements.

    A made-up name counts in its own module only: elsewhere the same name may be that of a class.
    """
    types = {
        path: {match["name"]: match["type"] for match in _DEFINITION.finditer(text)} for path, text in modules.items()
    }
    shared = {name for path, found in types.items() if path.endswith(_SHARED) for name in found}
    return {path: _without(text, types[path], shared) for path, text in modules.items()}


def _without(text: str, types: Mapping[str, str], shared: Collection[str]) -> str:
    if types:
        names = _any_of(types)
        text = _ANNOTATION.sub(lambda match: _write_out(match[0], names, types), _DEFINITION.sub("", text))
    gone = {*types, *shared}
    return _REEXPORT.sub(lambda match: _forget(match[0], gone), text) if gone else text


def _write_out(line: str, names: re.Pattern[str], types: Mapping[str, str]) -> str:
    # A type may be made of others: a list of lists of limited elements.
    while (found := names.sub(lambda match: types[match[0]], line)) != line:
        line = found
    return line


def _forget(line: str, names: Collection[str]) -> str:
    # `Name as Name_1` imports a class that has the name of a type made up here.
    kept = re.sub(rf'"?\b(?:{"|".join(map(re.escape, names))})\b"?(?! as )(?:, )?', "", line)
    return re.sub(r", *(?=\]?$)", "", kept)


def _any_of(names: Iterable[str]) -> re.Pattern[str]:
    return re.compile(rf"(?<![\w'\"])(?:{'|'.join(map(re.escape, names))})(?![\w'\"])")
