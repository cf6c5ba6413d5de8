"""Bases of all generated models and enumerations."""

from __future__ import annotations

import threading
from collections.abc import Iterator, Mapping
from contextvars import ContextVar
from enum import Enum, IntEnum, StrEnum
from typing import Any, ClassVar

from pydantic import BaseModel, ConfigDict

WRITING: ContextVar[bool] = ContextVar("writing", default=False)
"""True while a request is checked: enumerations then accept known values only."""


_BUILDING = threading.RLock()


class ApiModel(BaseModel):
    """An object of the API. Fields unknown to this version are kept in ``model_extra``."""

    # Validators are built on first use: most programs use few of the models that a module holds.
    model_config = ConfigDict(extra="allow", populate_by_name=True, protected_namespaces=(), defer_build=True)

    open_fields: ClassVar[bool] = False
    """Whether the API itself allows any field here (then strict writing allows it too)."""

    @classmethod
    def model_rebuild(
        cls,
        *,
        force: bool = False,
        raise_errors: bool = True,
        _parent_namespace_depth: int = 2,
        _types_namespace: Mapping[str, Any] | None = None,
    ) -> bool | None:
        """Build the model, in one thread at a time: older versions of pydantic may else use one that is half built."""
        with _BUILDING:
            return super().model_rebuild(
                force=force,
                raise_errors=raise_errors,
                _parent_namespace_depth=_parent_namespace_depth + 1 if _parent_namespace_depth else 0,
                _types_namespace=_types_namespace,
            )

    def __repr_args__(self) -> Iterator[tuple[str | None, Any]]:
        # Most objects have dozens of fields and few values: what was not received would only hide the rest.
        return ((name, value) for name, value in super().__repr_args__() if value is not None)


class _Open:
    """What both kinds of open enumeration share."""

    @property
    def is_known(self) -> bool:
        """False for a value that this version of the package does not know."""
        return getattr(self, "_name_", "") in type(self).__dict__["_member_map_"]


class OpenIntEnum(_Open, IntEnum):
    """Numbers with names. A number not known yet becomes a member named ``UNKNOWN_<number>``."""

    @classmethod
    def _missing_(cls, value: object) -> Any:
        if not isinstance(value, int) or isinstance(value, bool) or WRITING.get():
            return None
        member = int.__new__(cls, value)
        return _name_member(member, f"UNKNOWN_{value}", value)

    def __reduce_ex__(self, protocol: Any) -> tuple[Any, ...]:
        return _pickle(self)


class OpenStrEnum(_Open, StrEnum):
    """Strings with names. A string not known yet becomes a member named ``UNKNOWN_<string>``."""

    @classmethod
    def _missing_(cls, value: object) -> Any:
        if not isinstance(value, str) or WRITING.get():
            return None
        member = str.__new__(cls, value)
        return _name_member(member, f"UNKNOWN_{value}", value)

    def __reduce_ex__(self, protocol: Any) -> tuple[Any, ...]:
        return _pickle(self)


def _pickle(member: Enum) -> tuple[Any, ...]:
    # Some releases of Python pickle members by name; the name of an unknown one means nothing to its class.
    return type(member), (member.value,)


def _name_member(member: Enum, name: str, value: object) -> Enum:
    # Not entered in the class: iterating over the enumeration shows what is known only.
    member._name_ = name
    member._value_ = value
    return member
