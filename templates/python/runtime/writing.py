"""From arguments to bodies. What is sent was checked first."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from math import isfinite
from typing import TYPE_CHECKING, Any

from .errors import RequestValidationError
from .lookup import load_model
from .operation import Operation
from .shapes import is_mapping, is_object, is_series

if TYPE_CHECKING:
    from pydantic import BaseModel

Place = tuple[int | str, ...]


def write_json(operation: Operation[Any], body: Any, extra: Mapping[str, Any] | None) -> bytes:
    """Check the arguments of a call and return them as JSON: by wire name, and only what was given.

    Arguments that are None are left out; a None inside an object is sent. Raises RequestValidationError.
    """
    from pydantic_core import to_json

    if is_mapping(body):
        body = {name: value for name, value in body.items() if value is not None}
    plain = _Plain()
    data = plain.convert(body, ())
    if operation.request:
        data = _check(operation, data, plain.received)
    if extra:
        data = _merge(data, plain.convert(extra, ()))
    return to_json(data)


def _check(operation: Operation[Any], data: Any, received: set[Place]) -> Any:
    from pydantic import ValidationError
    from pydantic_core import PydanticSerializationError, to_json

    from .models import WRITING

    assert operation.request  # noqa: S101 - the caller looked
    model = load_model(operation.request)
    writing = WRITING.set(True)
    try:
        # Strict JSON rules: "5" is no number and 1 is no boolean, but 0 may stand for DatasetType(0).
        checked = model.model_validate_json(to_json(data), strict=True)
    except ValidationError as error:
        problems = [
            (_place(found["loc"]), found["msg"]) for found in error.errors(include_url=False, include_input=False)
        ]
        # Without its cause, which would print the arguments: one of them may be a secret.
        raise invalid_arguments(operation, problems) from None
    except PydanticSerializationError as error:
        raise invalid_arguments(operation, [("", str(error))]) from None
    finally:
        WRITING.reset(writing)
    from .slips import find_slips

    if slips := find_slips(checked, data, received):
        raise invalid_arguments(operation, slips)
    return checked.model_dump(mode="json", by_alias=True, exclude_unset=True)


def invalid_arguments(operation: Operation[Any], problems: Sequence[tuple[str, str]]) -> RequestValidationError:
    """Return the error that says what is wrong with the arguments of a call."""
    lines = "".join(f"\n  {place or 'body'}: {message}" for place, message in problems)
    return RequestValidationError(f"The arguments of {operation.id} are not valid:{lines}", problems)


def _place(location: Place) -> str:
    return ".".join(str(part) for part in location)


class _Plain:
    """Turns models and enumeration members into plain data."""

    def __init__(self) -> None:
        self.received: set[Place] = set()
        """Fields unknown to their models that came in models: the service's own, not slips of the pen."""

    def convert(self, value: Any, place: Place) -> Any:
        from enum import Enum

        from pydantic import BaseModel

        if isinstance(value, BaseModel):
            self.received.update((*place, name) for name in value.model_extra or ())
            return self.convert(_given_fields(value), place)
        if isinstance(value, Enum):
            return value.value
        if is_mapping(value):
            return {name: self.convert(item, (*place, name)) for name, item in value.items()}
        if is_series(value):
            return [self.convert(item, (*place, index)) for index, item in enumerate(value)]
        if isinstance(value, float) and not isfinite(value):
            name = _place(place)
            raise RequestValidationError(f"{name} must be a finite number", [(name, "Must be a finite number")])
        return value


def _given_fields(model: BaseModel) -> Any:
    """Return the fields that a model was given, by wire name, with inner models as they are."""
    if model.__pydantic_root_model__:
        return vars(model)["root"]
    fields = type(model).model_fields
    given = {fields[name].alias or name: getattr(model, name) for name in model.model_fields_set if name in fields}
    return {**given, **(model.model_extra or {})}


def _merge(base: Any, more: Any) -> Any:
    if is_object(base) and is_object(more):
        joined = dict(base)
        for name, value in more.items():
            joined[name] = _merge(joined[name], value) if name in joined else value
        return joined
    return more
