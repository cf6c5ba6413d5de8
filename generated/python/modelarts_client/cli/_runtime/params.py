"""Types of options: what may be typed for an enumeration or an object."""

from __future__ import annotations

import sys
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click
from click.shell_completion import CompletionItem

from ..._runtime.shapes import is_array
from .bodies import BodyError, read_value

if TYPE_CHECKING:
    from collections.abc import Iterable

    ParamType = click.ParamType[Any]
else:
    ParamType = click.ParamType  # takes no type argument before click 8.4


_KINDS: dict[type, str] = {
    dict: "an object",
    list: "an array",
    str: "a string",
    bool: "a boolean",
    type(None): "null",
}


class EnumChoice(ParamType):
    """One value of an enumeration, given by its name in any case, or by the value itself.

    `choices` are the values by name, or the values alone where they are names themselves.
    """

    def __init__(self, name: str, choices: Mapping[str, int | str] | Sequence[str]) -> None:
        self.name = name
        self.choices: dict[str, int | str] = dict(
            choices if isinstance(choices, Mapping) else zip(choices, choices, strict=True)
        )
        self._known = {_fold(str(value)): value for value in self.choices.values()}
        self._known |= {_fold(label): value for label, value in self.choices.items()}

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> int | str:
        """Return the value to send. The value of a member goes before the name of another one."""
        exact = next((known for known in self.choices.values() if str(known) == str(value)), None)
        if exact is not None:
            return exact
        try:
            return self._known[_fold(str(value))]
        except KeyError:
            self.fail(f"{value!r} is not one of {self.describe()}", param, ctx)

    def describe(self) -> str:
        """Name the choices: ``table (400), video (600)`` for numbers, the values themselves otherwise."""
        return ", ".join(
            label if _fold(label) == _fold(str(value)) else f"{label} ({value})"
            for label, value in self.choices.items()
        )

    def get_metavar(self, param: click.Parameter, ctx: click.Context) -> str:
        """Show few short choices in full, otherwise only that a name or a number is expected."""
        short = "|".join(self.choices)
        if len(short) <= 32:
            return f"[{short}]"
        return "NAME|NUMBER" if any(isinstance(value, int) for value in self.choices.values()) else "NAME"

    def shell_complete(self, ctx: click.Context, param: click.Parameter, incomplete: str) -> list[CompletionItem]:
        """Offer the names that begin with what was typed."""
        return [CompletionItem(label) for label in self.choices if label.startswith(incomplete.lower())]


class JsonValue(ParamType):
    """An object or array: JSON, ``@file.json``, ``@file.yaml``, ``@-`` or ``key=value,key=value``.

    `expected` is the kind of value that is needed, `strings` names properties whose values are text in
    ``key=value``; with `text`, anything that is not JSON is taken as text.
    """

    name = "json"

    def __init__(self, expected: type | None = None, strings: Iterable[str] = (), *, text: bool = False) -> None:
        self.expected = expected
        self.strings = frozenset(strings)
        self.text = text

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        """Read the value; an option for objects refuses other kinds of JSON."""
        if not isinstance(value, str):
            return value
        try:
            found = read_value(value, self.strings)
        except BodyError as error:
            if self.text and not value.startswith("@"):
                return value
            self.fail(str(error), param, ctx)
        if self.expected is not None and not isinstance(found, self.expected):
            self.fail(f"{_KINDS[self.expected]} is needed, not {_kind(found)}", param, ctx)
        return found

    def get_metavar(self, param: click.Parameter, ctx: click.Context) -> str:
        """Name the forms that are accepted."""
        return "JSON|@FILE"


class JsonObjects(JsonValue):
    """Objects for an array: each option gives one, or an array of several."""

    def __init__(self, strings: Iterable[str] = ()) -> None:
        super().__init__(None, strings)

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        """Return a list of objects."""
        found = super().convert(value, param, ctx)
        listed = found if is_array(found) else [found]
        for item in listed:
            if not isinstance(item, dict):
                self.fail(f"an object is needed, not {_kind(item)}", param, ctx)
        return listed


class Moment(ParamType):
    """A point in time, sent as milliseconds since the epoch: the number itself, or a date in ISO 8601 (UTC)."""

    name = "time"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> int:
        """Return the milliseconds. A date without a zone is in UTC, like the dates that tables show."""
        text = str(value).strip()
        if text.isdecimal():
            return int(text)
        try:
            moment = datetime.fromisoformat(text)
        except ValueError:
            self.fail(f"{text!r} is neither a number of milliseconds nor a date such as 2025-10-09T08:00Z", param, ctx)
        if moment.tzinfo is None:
            moment = moment.replace(tzinfo=UTC)
        return round(moment.timestamp() * 1000)

    def get_metavar(self, param: click.Parameter, ctx: click.Context) -> str:
        """Name both forms."""
        return "DATE|MS"


class FileContent(ParamType):
    """The bytes of a file, or of standard input (``-``)."""

    name = "file"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> bytes:
        """Read the file; a leading ``@`` as in other options is allowed."""
        if isinstance(value, bytes):
            return value
        try:
            name = str(value).removeprefix("@")
            return sys.stdin.buffer.read() if name == "-" else Path(name).expanduser().read_bytes()
        except OSError as error:
            self.fail(f"cannot read {value}: {error.strerror or error}", param, ctx)

    def get_metavar(self, param: click.Parameter, ctx: click.Context) -> str:
        """Say that a file is needed."""
        return "FILE"


def _fold(label: str) -> str:
    return label.lower().replace("_", "-").replace(" ", "-")


def _kind(value: object) -> str:
    return _KINDS.get(type(value), "a number")
