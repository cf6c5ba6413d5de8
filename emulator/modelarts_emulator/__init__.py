"""A stateful local emulator of the ModelArts REST API."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

__all__ = ["Config", "__version__", "create_app"]

if TYPE_CHECKING:
    __version__: str
    from .app import create_app
    from .config import Config


def __getattr__(name: str) -> Any:
    # Loaded on use, so that the command line can answer --help without importing a database library.
    if name == "create_app":
        from .app import create_app

        return create_app
    if name == "Config":
        from .config import Config

        return Config
    if name == "__version__":
        from importlib.metadata import version

        return version("modelarts-emulator")
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
