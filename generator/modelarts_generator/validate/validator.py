"""All checks of a bundle's soundness."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from ..document import Bundle
from ..problems import Problem, Severity
from .official import check_official
from .operations import check_operations
from .schemas import check_schemas
from .values import check_values

STRUCTURE: tuple[Callable[[Bundle], Iterator[Problem]], ...] = (check_official, check_schemas)
CONTENT: tuple[Callable[[Bundle], Iterator[Problem]], ...] = (check_operations, check_values)


def validate_structure(bundle: Bundle) -> list[Problem]:
    """Return where fields are missing, unknown or of the wrong kind."""
    return [problem for check in STRUCTURE for problem in check(bundle)]


def validate_document(bundle: Bundle) -> list[Problem]:
    """Return everything that makes the document unsound.

    What is written in a sound structure is only looked at once the structure is sound.
    """
    problems = validate_structure(bundle)
    if all(problem.severity is not Severity.ERROR for problem in problems):
        problems += (problem for check in CONTENT for problem in check(bundle))
    return problems
