"""Parts of schemas that a `$ref` leads to. They become components: their places may not be there any more."""

from __future__ import annotations

import re
from typing import Any

from ..grammar import Pointer, is_reference, walk
from ..references import parse_reference

_KEYWORDS = frozenset(("components", "schemas", "$defs", "definitions"))
_NOT_IN_A_NAME = re.compile(r"[^A-Za-z0-9._\-]+")


def name_parts(document: dict[str, Any]) -> dict[Pointer, str]:
    """Return names for new components by the places, all steps as text, of the schemas that they will hold."""
    taken = set(document.get("components", {}).get("schemas", {}))
    names: dict[Pointer, str] = {}
    for node in walk(document):
        if node.kind == "schema" and is_reference(node):
            place = parse_reference(node.value["$ref"]).steps
            if place not in names and (len(place) != 3 or place[:2] != ("components", "schemas")):
                names[place] = _find_name(place, taken)
                taken.add(names[place])
    return names


def _find_name(place: Pointer, taken: set[str]) -> str:
    steps = [str(step) for step in place if step not in _KEYWORDS]
    name = _NOT_IN_A_NAME.sub("_", ".".join(steps)).strip("_")
    number = 2
    found = name
    while found in taken:
        found, number = f"{name}.{number}", number + 1
    return found
