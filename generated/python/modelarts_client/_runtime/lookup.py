"""Finding models by name, and values by their names on the wire."""

from __future__ import annotations

from functools import cache
from importlib import import_module
from typing import TYPE_CHECKING, Any

from .shapes import is_object

if TYPE_CHECKING:
    from pydantic import BaseModel

    from .operation import Path

_PACKAGE = (__package__ or "").rpartition(".")[0]


@cache
def load_model(name: str) -> type[BaseModel]:
    """Import the model that ``module:Class`` names, below the package's ``models``."""
    module, _, kind = name.partition(":")
    model: type[BaseModel] = getattr(import_module(f"{_PACKAGE}.models.{module}"), kind)
    return model


def pick(reply: Any, path: Path) -> Any:
    """Return what stands at a place inside a reply, or None when there is nothing."""
    for name in path:
        if reply is None:
            return None
        reply = _get(reply, name)
    return reply


def _get(holder: Any, name: str) -> Any:
    if is_object(holder):
        return holder.get(name)
    kind: Any = holder.__class__
    attribute = _attributes(kind).get(name, name)
    return getattr(holder, attribute, None)


@cache
def _attributes(model: Any) -> dict[str, str]:
    """Map the wire names of a model's fields to its attributes, where they differ."""
    fields: dict[str, Any] = getattr(model, "model_fields", {})
    return {field.alias: name for name, field in fields.items() if field.alias and field.alias != name}
