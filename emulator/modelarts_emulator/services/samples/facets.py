"""What samples can be searched by: their own attributes and those who labelled them.

Kept as they come, so that nobody has to read all samples; what was seen once stays on offer.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import Any, Final

import orjson
from sqlalchemy import Connection, bindparam, select

from ...store.counters import keep_rows
from ...store.dataset_tables import sample_facets
from ...store.prepared import Prepared
from .metadata import is_own

LABELER: Final = ""
NAME_LIMIT: Final = 128
VALUE_LIMIT: Final = 256
#: How many are shown at most.
SHOWN: Final = 1000

_LIST: Final = Prepared(
    select(sample_facets.c.name, sample_facets.c.value)
    .where(sample_facets.c.dataset_pk == bindparam("dataset"))
    .order_by(sample_facets.c.name, sample_facets.c.value)
    .limit(SHOWN)
)


def note_facets(
    conn: Connection, dataset_pk: int, attributes: Iterable[Mapping[str, Any]], labelers: Iterable[str]
) -> None:
    """Keep the attributes of samples, and the authors of labels, as something to search by."""
    seen = {(LABELER, name) for name in labelers if name.startswith("human")}
    seen |= {(key, _as_text(value)) for held in attributes for key, value in held.items() if is_own(key)}
    rows = [
        {"dataset_pk": dataset_pk, "name": name, "value": value}
        for name, value in sorted(seen)
        if len(name) <= NAME_LIMIT and len(value) <= VALUE_LIMIT
    ]
    keep_rows(conn, sample_facets, rows)


def _as_text(value: object) -> str:
    return value if isinstance(value, str) else orjson.dumps(value).decode()


def list_facets(conn: Connection, dataset_pk: int) -> dict[str, Any]:
    """Labelers, and the values of every attribute."""
    held: defaultdict[str, list[str]] = defaultdict(list)
    rows: list[Any] = _LIST.all(conn, {"dataset": dataset_pk})
    for name, value in rows:
        held[name].append(value)
    labelers = held.pop(LABELER, [])
    return {"metadata": dict(held), "labelers": labelers}
