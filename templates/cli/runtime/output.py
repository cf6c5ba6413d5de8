"""Printing results: a table for people, JSON, YAML or one JSON document per line for programs."""

from __future__ import annotations

import json
import sys
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Any

import click

from ..._runtime.shapes import is_array
from .query import search
from .records import labelled, plain
from .tables import show_table

if TYPE_CHECKING:
    from collections.abc import Sequence

    from jmespath.parser import ParsedResult


class Format(StrEnum):
    """How results are printed."""

    TABLE = "table"
    JSON = "json"
    YAML = "yaml"
    NDJSON = "ndjson"


@dataclass(slots=True)
class OutputSettings:
    """What the user asked for: format, query, columns of a table."""

    format: Format | None = None
    query: ParsedResult | None = None
    columns: tuple[str, ...] = ()


def show(result: Any, settings: OutputSettings, columns: Sequence[str] = (), default: Format = Format.TABLE) -> None:
    """Print a result. `columns` are those of a table where the user named none."""
    if result is None:
        return
    if isinstance(result, bytes):
        sys.stdout.buffer.write(result)
        sys.stdout.flush()
        return
    form = settings.format or default
    if settings.query is not None:
        data = search(settings.query, plain(result))
        columns = ()
    else:
        data = labelled(result) if form is Format.TABLE else plain(result)
    if form is Format.TABLE:
        show_table(data, settings.columns or columns, chosen=bool(settings.columns or settings.query))
    else:
        _WRITERS[form](data)


def _show_json(data: Any) -> None:
    click.echo(json.dumps(data, ensure_ascii=False, indent=2))


def _show_ndjson(data: Any) -> None:
    for item in data if is_array(data) else [data]:
        click.echo(json.dumps(item, ensure_ascii=False, separators=(",", ":")))


def _show_yaml(data: Any) -> None:
    from .yaml_text import dump_yaml

    click.echo(dump_yaml(data), nl=False)


_WRITERS = {Format.JSON: _show_json, Format.NDJSON: _show_ndjson, Format.YAML: _show_yaml}
