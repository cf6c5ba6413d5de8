"""Reading objects that do not fit their models: what fits is read, the rest stays as received."""

from __future__ import annotations

import types
from functools import lru_cache
from typing import Annotated, Any, Union, get_args, get_origin

from pydantic import BaseModel, TypeAdapter, ValidationError
from pydantic.fields import FieldInfo

from .shapes import is_array, is_object


def read_leniently(kind: Any, value: Any) -> Any:
    """Read a decoded JSON value as a type. It never raises: a value that does not fit is returned as it is."""
    if value is None:
        return None
    if isinstance(kind, type) and issubclass(kind, BaseModel):
        return _read_object(kind, value)
    origin = get_origin(kind)
    arguments = get_args(kind)
    if origin is Annotated:
        return read_leniently(arguments[0], value)
    if origin is list and is_array(value):
        return [read_leniently(arguments[0], item) for item in value]
    if origin is dict and is_object(value):
        return {key: read_leniently(arguments[1], item) for key, item in value.items()}
    if origin in (Union, types.UnionType):
        return _read_union(kind, arguments, value)
    return _read_plain(kind, value)


def _read_object(model: type[BaseModel], value: Any) -> Any:
    try:
        return model.model_validate(value)
    except ValidationError:
        pass
    if model.__pydantic_root_model__:
        root: FieldInfo = model.model_fields["root"]
        return _construct(model, {"root": read_leniently(root.annotation, value)}, {})
    if not is_object(value):
        return value
    given: dict[str, Any] = dict(value)
    read: dict[str, Any] = {}
    for name, field in model.model_fields.items():
        for key in (field.alias, name):
            if key is not None and key in given:
                read[name] = read_leniently(field.annotation, given.pop(key))
                break
    return _construct(model, read, given)


def _construct(model: type[BaseModel], read: dict[str, Any], extra: dict[str, Any]) -> BaseModel:
    values = dict(read)
    for name, field in model.model_fields.items():
        if name not in values:
            # A missing field reads as its default, and as None where it has none.
            values[name] = (
                None if field.is_required() else field.get_default(call_default_factory=True, validated_data={})
            )
    # model_construct looks fields up by alias first, so an alias that is another field's name would mislead it.
    built = model.__new__(model)
    object.__setattr__(built, "__dict__", values)
    object.__setattr__(built, "__pydantic_fields_set__", set(read))
    object.__setattr__(built, "__pydantic_extra__", extra if model.model_config.get("extra") == "allow" else None)
    object.__setattr__(built, "__pydantic_private__", None)
    return built


def _read_union(kind: Any, arguments: tuple[Any, ...], value: Any) -> Any:
    fitting = _read_plain(kind, value)
    if fitting is not value or not (is_object(value) or is_array(value)):
        return fitting
    # None of the alternatives fits: read it as the first one that can take this kind of value at all.
    for alternative in arguments:
        read = read_leniently(alternative, value)
        if read is not value:
            return read
    return value


def _read_plain(kind: Any, value: Any) -> Any:
    try:
        return _adapter(kind).validate_python(value)
    except (ValidationError, TypeError):
        return value


@lru_cache(maxsize=1024)
def _adapter(kind: Any) -> TypeAdapter[Any]:
    return TypeAdapter(kind)
