"""Finding what is wrong in a request though its model takes it: unknown fields, and numbers that are none."""

from __future__ import annotations

from collections.abc import Iterator
from difflib import get_close_matches
from typing import Any

from pydantic import BaseModel

from .models import OpenIntEnum
from .shapes import is_array, is_object

Place = tuple[int | str, ...]


def find_slips(model: BaseModel, data: Any, received: set[Place]) -> list[tuple[str, str]]:
    """Return (place, message) of every unknown field, and of every number of an enumeration given as something else.

    ``data`` is what the model was read from; what stands at the places ``received`` came from the service.
    """
    found = _walk(model, data, ())
    return [(".".join(str(part) for part in place), message) for place, message in found if place not in received]


def _walk(value: Any, given: Any, place: Place) -> Iterator[tuple[Place, str]]:
    if isinstance(value, OpenIntEnum):
        # In Python True is 1 and 0.0 is 0, and pydantic looks the members of enumerations up like that.
        if isinstance(given, bool | float):
            yield place, "Input should be a valid integer"
    elif isinstance(value, BaseModel):
        fields = type(value).model_fields
        if not getattr(value, "open_fields", False):
            known = [field.alias or name for name, field in fields.items()]
            for name in value.model_extra or ():
                yield (*place, name), _describe(name, known)
        for name in value.model_fields_set:
            if name in fields:
                yield from _walk_field(value, name, given, place)
    elif is_array(value):
        for index, item in enumerate(value):
            yield from _walk(item, given[index] if is_array(given) else None, (*place, index))
    elif is_object(value):
        for key, item in value.items():
            yield from _walk(item, given.get(key) if is_object(given) else None, (*place, key))


def _walk_field(model: BaseModel, name: str, given: Any, place: Place) -> Iterator[tuple[Place, str]]:
    value = getattr(model, name)
    if model.__pydantic_root_model__:
        return _walk(value, given, place)
    wire = type(model).model_fields[name].alias or name
    inner = given.get(wire, given.get(name)) if is_object(given) else None
    return _walk(value, inner, (*place, wire))


def _describe(name: str, known: list[str]) -> str:
    near = get_close_matches(name, known, 1)
    hint = f"did you mean {near[0]!r}?" if near else "pass it in options={'body_extra': ...} to send it all the same"
    return f"Unknown field; {hint}"
