"""Types, limits and free text as Markdown."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any

from ..model import TypeKind
from ..text import one_line

if TYPE_CHECKING:
    from collections.abc import Callable

    from ..model import Constraints, Type

_LIMIT = 2**31 - 1
_CODE = re.compile(r"(`[^`]*`)")
_EDGE_UNDERSCORE = re.compile(r"(?<!\w)_|_(?!\w)|(?<=_)_|_(?=_)")


def markdown(text: str) -> str:
    """Return free text in one line, without accidental markup; what is in backticks stays code."""
    parts = _CODE.split(one_line(text))
    return "".join(part if index % 2 else _escape(part) for index, part in enumerate(parts))


def table_cell(text: str) -> str:
    """Make finished Markdown fit into a cell of a table."""
    return text.replace("|", "\\|").replace("\n", " ")


def code(text: object) -> str:
    """Return a value as code."""
    return f"`{text}`"


def json_block(value: Any) -> str:
    """Return an example as indented JSON."""
    return json.dumps(value, ensure_ascii=False, indent=2)


def type_link(kind: Type | None, models: str) -> str:
    """Describe a type, with a link to its page below `models`."""
    return describe_type(kind, lambda item: f"[{item.name}]({models}{item.module}.md#{item.name.lower()})", code)


def describe_type(kind: Type | None, link: Callable[[Type], str], write: Callable[[str], str]) -> str:
    """Describe a type in words; `link` writes the name of a model or an enumeration, `write` a value."""
    if kind is None:
        return "nothing"
    if kind.kind in {TypeKind.MODEL, TypeKind.ENUM}:
        return link(kind)
    if kind.kind is TypeKind.ARRAY:
        return f"array of {describe_type(kind.items, link, write)}"
    if kind.kind is TypeKind.MAP:
        return f"map of {describe_type(kind.items, link, write)}"
    if kind.kind is TypeKind.UNION:
        return " or ".join(describe_type(member, link, write) for member in kind.members)
    if kind.values:
        return " or ".join(write(json.dumps(value)) for value in kind.values)
    return {"any": "any JSON", "binary": "bytes"}.get(str(kind.kind), str(kind.kind))


def limits_text(kind: Type) -> str:
    """Describe the limits of a value, "" where it has none."""
    limits = kind.constraints
    texts = [
        _range(_worth(limits.minimum), _worth(limits.maximum), ""),
        _range(limits.min_length, limits.max_length, " characters"),
        _range(limits.min_items, limits.max_items, " items"),
        *_others(limits),
    ]
    inner = limits_text(kind.items) if kind.items else ""
    return ", ".join([text for text in texts if text] + ([f"each {inner}"] if inner else []))


def _others(limits: Constraints) -> list[str]:
    texts = []
    if limits.exclusive_minimum is not None:
        texts.append(f"more than {limits.exclusive_minimum:g}")
    if limits.exclusive_maximum is not None:
        texts.append(f"less than {limits.exclusive_maximum:g}")
    if limits.multiple_of is not None:
        texts.append(f"a multiple of {limits.multiple_of:g}")
    if limits.pattern is not None:
        texts.append(code(limits.pattern))
    return texts


def _worth(value: float | None) -> float | None:
    # The limits of 32 and 64 bit numbers say nothing about the service.
    return None if value is None or abs(value) >= _LIMIT else value


def _range(low: float | None, high: float | None, unit: str) -> str:
    if low is not None and high is not None:
        return f"{low:g}{unit}" if low == high else f"{low:g} to {high:g}{unit}"
    if high is not None:
        return f"at most {high:g}{unit}"
    return f"at least {low:g}{unit}" if low else ""


def _escape(text: str) -> str:
    escaped = text.replace("\\", "\\\\").replace("<", "&lt;").replace("*", "\\*").replace("[", "\\[")
    return _EDGE_UNDERSCORE.sub("\\_", escaped)
