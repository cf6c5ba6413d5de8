"""Which function handles which operation."""

from __future__ import annotations

import pkgutil
from collections.abc import Callable
from importlib import import_module
from typing import TypeVar

from .calls import Call, Reply

Handler = Callable[[Call], Reply]
HandlerT = TypeVar("HandlerT", bound=Handler)

_handlers: dict[str, Handler] = {}


def operation(operation_id: str) -> Callable[[HandlerT], HandlerT]:
    """Register a function as the handler of the operation with this operationId."""

    def register(handler: HandlerT) -> HandlerT:
        other = _handlers.get(operation_id)
        if other is not None and (other.__module__, other.__qualname__) != (handler.__module__, handler.__qualname__):
            raise ValueError(f"{operation_id} is handled by {other.__module__}.{other.__qualname__} already")
        _handlers[operation_id] = handler
        return handler

    return register


def load_handlers() -> dict[str, Handler]:
    """Import every module of `handlers` and return all handlers by operationId."""
    from . import handlers

    for module in pkgutil.iter_modules(handlers.__path__):
        import_module(f"{handlers.__name__}.{module.name}")
    return dict(_handlers)
