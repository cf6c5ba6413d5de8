"""Parameters of operators as data: names, types, ranges and defaults."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final, Literal

ParameterType = Literal["integer", "number", "boolean", "choice", "path"]
Value = int | float | bool | str

_TEXT_LIMIT: Final = 1024


class ParameterProblemError(ValueError):
    """A value is missing, of another type or out of range; the message names the parameter."""


@dataclass(frozen=True, slots=True)
class Parameter:
    """One parameter. Requests send values as texts or as JSON values; both are read.

    ``auto`` allows the text "auto" for a number, read as 0. ``power_of_two`` is for sizes of generated images.
    """

    name: str
    type: ParameterType
    default: Value | None = None
    minimum: float = -math.inf
    maximum: float = math.inf
    choices: tuple[str, ...] = ()
    auto: bool = False
    power_of_two: bool = False

    def read(self, value: Any) -> Value | None:
        """Check a value and return it in its own type. Raises `ParameterProblemError`."""
        if value is None or value == "":
            if self.default is None and self.type == "path":
                raise ParameterProblemError(f"{self.name} is needed")
            return self.default
        if self.auto and str(value).lower() == "auto":
            return 0
        return _READERS[self.type](self, str(value))


def _number(parameter: Parameter, text: str) -> float:
    try:
        value = float(text) if len(text) < 40 else math.nan
    except ValueError:
        value = math.nan
    if not parameter.minimum <= value <= parameter.maximum:
        limits = f"a number from {parameter.minimum:g} to {parameter.maximum:g}"
        raise ParameterProblemError(f"{parameter.name} is {text[:40]!r}, not {limits}")
    return value


def _integer(parameter: Parameter, text: str) -> int:
    value = _number(parameter, text)
    if not value.is_integer():
        raise ParameterProblemError(f"{parameter.name} is {text[:40]!r}, not a whole number")
    if parameter.power_of_two and int(value).bit_count() != 1:
        raise ParameterProblemError(f"{parameter.name} is {text[:40]!r}, not a power of 2")
    return int(value)


def _boolean(parameter: Parameter, text: str) -> bool:
    if text.lower() not in ("true", "false"):
        raise ParameterProblemError(f"{parameter.name} is {text[:40]!r}, neither True nor False")
    return text.lower() == "true"


def _choice(parameter: Parameter, text: str) -> str:
    if text not in parameter.choices:
        raise ParameterProblemError(f"{parameter.name} is {text[:40]!r}, not one of {', '.join(parameter.choices)}")
    return text


def _path(parameter: Parameter, text: str) -> str:
    if not text.startswith(("obs://", "s3://", "/")) or len(text) > _TEXT_LIMIT:
        raise ParameterProblemError(f"{parameter.name} is no OBS path such as obs://bucket/folder")
    return text


_READERS: Final[dict[str, Callable[[Parameter, str], Value]]] = {
    "integer": _integer,
    "number": _number,
    "boolean": _boolean,
    "choice": _choice,
    "path": _path,
}

VALIDATE: Final = Parameter("do_validation", "boolean", True)


def integer(name: str, default: int, minimum: float, maximum: float, *, power_of_two: bool = False) -> Parameter:
    """A whole number."""
    return Parameter(name, "integer", default, minimum, maximum, power_of_two=power_of_two)


def number(name: str, default: float, minimum: float, maximum: float) -> Parameter:
    """A number."""
    return Parameter(name, "number", default, minimum, maximum)


def choice(name: str, default: str, *choices: str) -> Parameter:
    """One of several words."""
    return Parameter(name, "choice", default, choices=choices)


def read_values(parameters: Sequence[Parameter], sent: Mapping[str, Any]) -> dict[str, Any]:
    """Values of all parameters; what else is sent is for the console and is passed over."""
    return {parameter.name: parameter.read(sent.get(parameter.name)) for parameter in parameters}
