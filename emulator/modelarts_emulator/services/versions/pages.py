"""Pages of the samples that a version froze."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Connection, Row, func, select

from ...store.version_tables import version_samples
from ..pages import cut_page
from ..samples.criteria import SampleCriteria
from ..samples.views import Sign, view_label, view_sample
from ..samples.where import where_frozen


def list_frozen(
    conn: Connection, version: Row[Any], criteria: SampleCriteria, order: str, limit: int, page: int
) -> tuple[int, list[Row[Any]]]:
    """How many samples of a version meet the criteria, and one page of them, in the order they were frozen."""
    where = where_frozen(conn, version, criteria)
    if criteria == SampleCriteria():
        total = int(version.total_sample_count)
    else:
        total = int(conn.execute(select(func.count()).select_from(version_samples).where(*where)).scalar_one())
    cut = cut_page(total, limit, page, falling=order != "asc")
    if not cut.size:
        return total, []
    position = version_samples.c.position
    keys = select(position).where(*where).order_by(position.desc() if cut.falling else position)
    chosen = keys.limit(cut.size).offset(cut.skip).subquery("page")
    found = conn.execute(
        select(version_samples)
        .join(chosen, chosen.c.position == position)
        .where(version_samples.c.version_pk == version.pk)
        .order_by(position.desc() if cut.falling != cut.reverse else position)
    )
    return total, list(found)


def view_frozen(row: Row[Any], sign: Sign) -> dict[str, Any]:
    """A frozen sample as replies show it."""
    shown = [
        view_label(each["name"], each["type"], each["property"], each.get("score"), each["annotated_by"])
        for each in row.labels
    ]
    return view_sample(row, shown, sign)
