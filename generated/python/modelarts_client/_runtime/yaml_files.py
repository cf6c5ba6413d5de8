"""Reading small YAML files of the user."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from .errors import ConfigurationError
from .shapes import is_object


def read_yaml(path: Path) -> dict[str, Any]:
    """Read a YAML mapping. Raises ConfigurationError, which never quotes the content: it may hold passwords."""
    from ruamel.yaml import YAML
    from ruamel.yaml.error import YAMLError

    try:
        content: object = YAML(typ="safe", pure=True).load(path)  # pyright: ignore[reportUnknownMemberType]
    except (YAMLError, OSError, UnicodeDecodeError) as error:
        mark: Any = getattr(error, "problem_mark", None)
        place = f", line {mark.line + 1}" if mark is not None else ""
        raise ConfigurationError(f"{path} cannot be read{place}: {type(error).__name__}") from None
    if content is None:
        return {}
    if not is_object(content):
        raise ConfigurationError(f"{path} must hold a mapping")
    return content
