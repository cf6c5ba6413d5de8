"""Running the rules."""

from __future__ import annotations

from ..bundle import Bundled
from ..problems import Problem
from .context import Context
from .rules import RULES

HOUSE = "modelarts"
"""A description that says ``x-lint: modelarts`` in its info asks for our own style."""


def lint_document(bundled: Bundled, house_style: bool | None = None) -> list[Problem]:
    """Return what the rules find.

    Rules of our own style apply where `house_style` says so, or, if it is None, where the description does.
    """
    info = bundled.bundle.document.get("info") or {}
    house = info.get("x-lint") == HOUSE if house_style is None else house_style
    context = Context(bundled.bundle, house, bundled.unused)
    problems = []
    for name, rule in RULES.items():
        if house or not rule.house:
            problems += lint_rule(name, context)
    return problems


def lint_rule(name: str, context: Context) -> list[Problem]:
    """Return what a single rule finds."""
    problems = []
    for finding in RULES[name].check(context):
        if finding.file:
            problems.append(Problem(name, finding.file, 0, finding.message, finding.fix))
        else:
            problems.append(context.bundle.problem(name, finding.pointer, finding.message, finding.fix))
    return problems
