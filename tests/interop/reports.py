"""Tools that say what a test wants them to say."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import pytest

from interop.commands import Done
from interop.row import Job, Need, Row


def job(folder: Path, *operations: str, bundle: str = "openapi.json") -> Job:
    return Job(folder / bundle, frozenset(operations), folder)


def row(use: Callable[[Job], list[str]], *known: str, needs: tuple[Need, ...] = (Need.PYTHON,)) -> Row:
    return Row("tool", "mypy", needs, "openapi.json", "all of it", use, known, "a fault of the tool" if known else "")


def say(
    monkeypatch: pytest.MonkeyPatch, module: object, told: Any, status: int = 0, error: str = ""
) -> list[list[str]]:
    """Let every tool of a module say this; return the commands that were given to it."""
    commands: list[list[str]] = []

    def run_tool(command: Sequence[str | Path], folder: Path, env: object = None) -> Done:
        commands.append([str(word) for word in command])
        return Done(status, told if isinstance(told, str) else json.dumps(told), error)

    monkeypatch.setattr(module, "run_tool", run_tool)
    return commands
