"""The catalogue of error codes that may lie beside a description: `errors.yaml`."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from ..load import find_root
from ..load.errors import TextError
from ..load.source import read_source
from ..problems import Problem, ProblemsError

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

NAME = "errors.yaml"


@dataclass(frozen=True, slots=True)
class ErrorCode:
    """One error of the service. `status` is the HTTP status, `message` what it sends, with gaps to fill in."""

    code: str
    status: int
    message: str
    description: str = ""
    deprecated: bool = False


def read_catalogue(spec: Path) -> tuple[ErrorCode, ...]:
    """Read the catalogue beside the root file, () where there is none. Raises ProblemsError."""
    file = find_root(spec).parent / NAME
    if not file.is_file():
        return ()
    try:
        source = read_source(file, str(file))
    except TextError as error:
        raise ProblemsError([Problem(error.rule, str(file), error.line, error.message, error.fix)]) from error
    entries: list[Any] = source.value if isinstance(source.value, list) else [None]
    problems = [
        Problem("bad-error-entry", str(file), source.line((index,)), "an entry needs a code, a status and a message")
        for index, entry in enumerate(entries)
        if not _is_sound(entry)
    ]
    if problems:
        raise ProblemsError(problems)
    return tuple(_error_code(entry) for entry in entries)


def group_errors(errors: Iterable[ErrorCode]) -> dict[str, list[ErrorCode]]:
    """Return the errors that each code stands for, in the order of the catalogue."""
    groups: dict[str, list[ErrorCode]] = {}
    for error in errors:
        groups.setdefault(error.code, []).append(error)
    return groups


def _is_sound(entry: Any) -> bool:
    return (
        isinstance(entry, dict)
        and isinstance(entry.get("code"), str)
        and isinstance(entry.get("status"), int)
        and isinstance(entry.get("message"), str)
    )


def _error_code(entry: dict[str, Any]) -> ErrorCode:
    return ErrorCode(
        code=entry["code"],
        status=entry["status"],
        message=entry["message"],
        description=str(entry.get("description", "")),
        deprecated=entry.get("deprecated") is True,
    )
