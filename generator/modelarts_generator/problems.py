"""Problems: what is wrong with a description, where, and what to do about it."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable


class Severity(StrEnum):
    """How much a problem matters: errors stop the pipeline, warnings are only printed."""

    ERROR = "error"
    WARNING = "warning"


@dataclass(frozen=True, slots=True)
class Problem:
    """One finding, printed as ``spec/paths/x.yaml:14 rule: message (fix)``.

    ``file`` is the path as the user would write it, ``line`` counts from 1; 0 means the file as a whole.
    """

    rule: str
    file: str
    line: int
    message: str
    fix: str = ""
    severity: Severity = Severity.ERROR

    def __str__(self) -> str:
        place = f"{self.file}:{self.line}" if self.line else self.file
        warning = "warning: " if self.severity is Severity.WARNING else ""
        fix = f" ({self.fix})" if self.fix else ""
        return f"{place} {self.rule}: {warning}{self.message}{fix}"


def sort_problems(problems: Iterable[Problem]) -> list[Problem]:
    """Return the problems once each, in the order of files and lines."""
    return sorted(set(problems), key=lambda problem: (problem.file, problem.line, problem.rule, problem.message))


class ProblemsError(Exception):
    """Raised between two stages of the pipeline when the one before has found errors."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = sort_problems(problems)
        super().__init__("\n".join(str(problem) for problem in self.problems))


def stop_on_errors(problems: Iterable[Problem]) -> None:
    """Raise ProblemsError if any of the problems is an error."""
    found = list(problems)
    if any(problem.severity is Severity.ERROR for problem in found):
        raise ProblemsError(found)
