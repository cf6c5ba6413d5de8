"""Errors as a script sees them: one line on standard error and an exit code that says what kind it was."""

from __future__ import annotations

import re
import sys
from enum import IntEnum
from typing import TYPE_CHECKING, Any

import click

from .terminal import styled

if TYPE_CHECKING:
    from collections.abc import Iterable


class ExitCode(IntEnum):
    """What the exit status of a command means."""

    OK = 0
    API_ERROR = 1
    USAGE = 2
    CREDENTIALS = 3
    NOT_FOUND = 4
    CONFLICT = 5
    RATE_LIMITED = 6
    WAIT_FAILED = 7
    WAIT_TIMEOUT = 8
    CONNECTION = 9
    FORBIDDEN = 10
    SERVER_ERROR = 11
    FILES_FAILED = 12
    INTERNAL = 70
    INTERRUPTED = 130


EXIT_CODES_HELP = (
    "Exit codes: 0 done, 1 refused by the service, 2 wrong usage, 3 not signed in or not configured, 4 not found, "
    "5 conflict, 6 rate limited, 7 ended in failure while waiting, 8 waited too long, 9 no connection or no answer in "
    "time, 10 not permitted, 11 error of the service, 12 some files were not uploaded, 70 error of this program, "
    "130 interrupted."
)

# The names of the SDK's classes, the most specific first: importing them here would make every start slower.
_CODES = {
    "WaitFailedError": ExitCode.WAIT_FAILED,
    "WaitTimeoutError": ExitCode.WAIT_TIMEOUT,
    "AuthenticationError": ExitCode.CREDENTIALS,
    "PermissionDeniedError": ExitCode.FORBIDDEN,
    "NotFoundError": ExitCode.NOT_FOUND,
    "ConflictError": ExitCode.CONFLICT,
    "RateLimitError": ExitCode.RATE_LIMITED,
    "ServerError": ExitCode.SERVER_ERROR,
    "ApiError": ExitCode.API_ERROR,
    "CredentialsError": ExitCode.CREDENTIALS,
    "ConfigurationError": ExitCode.CREDENTIALS,
    "RequestValidationError": ExitCode.USAGE,
    "ConnectionError_": ExitCode.CONNECTION,
    "TimeoutError_": ExitCode.CONNECTION,
    "UploadError": ExitCode.FILES_FAILED,
}


_ARGUMENT = re.compile(r"\b([a-z][a-z_]+)=(?=[\s,;.]|$)")


def exit_code(error: BaseException) -> ExitCode:
    """Return the exit code of an error of the SDK."""
    if type(error).__name__ == "UploadError" and error.__cause__ is not None:
        return exit_code(error.__cause__)
    for ancestor in type(error).__mro__:
        if ancestor.__name__ in _CODES:
            return _CODES[ancestor.__name__]
    return ExitCode.API_ERROR


def describe(error: BaseException) -> str:
    """Return one line about an error: what happened, the service's code and the id of the request."""
    if type(error).__name__ == "UploadError" and error.__cause__ is not None:
        return f"The upload was refused: {describe(error.__cause__)}"
    message = getattr(error, "error_msg", None) or _reword(error) or type(error).__name__
    facts: list[Any] = []
    if getattr(error, "status", None) is not None:
        facts.append(f"HTTP {error.status}")  # type: ignore[attr-defined]
    facts.append(getattr(error, "error_code", None))
    if getattr(error, "request_id", None):
        facts.append(f"request {error.request_id}")  # type: ignore[attr-defined]
    if getattr(error, "retry_after", None) is not None:
        facts.append(f"retry after {error.retry_after:g} s")  # type: ignore[attr-defined]
    return _one_line(message) + _in_brackets(str(fact) for fact in facts if fact)


def report(error: BaseException) -> None:
    """Print the line about an error to standard error."""
    complain(describe(error))


def complain(message: str) -> None:
    """Print one line to standard error, red on a terminal."""
    word = styled("error:", sys.stderr, fg="red", bold=True)
    click.echo(f"{word} {message}", err=True)


def _reword(error: BaseException) -> str:
    """Turn a message for programmers into one for this program's users."""
    message, problems = str(error), getattr(error, "problems", None)
    if problems:
        return "; ".join(f"{place}: {text}" for place, text in problems)
    head, *rest = message.split("\n")
    listed = "; ".join(line.strip(" -") for line in rest if line.startswith("  - "))
    # "region=" is an argument in Python, an option here.
    return _ARGUMENT.sub(lambda found: f"--{found[1].replace('_', '-')}", f"{head} {listed}" if listed else message)


def _one_line(text: str) -> str:
    return " ".join(text.split()).rstrip(".")


def _in_brackets(facts: Iterable[str]) -> str:
    listed = ", ".join(facts)
    return f" ({listed})" if listed else ""
