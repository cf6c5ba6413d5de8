"""Lists of datasets: filters, order and pages, all in SQL."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import cache
from typing import TYPE_CHECKING, Any, Final

from sqlalchemy import ColumnElement, Connection, Integer, Row, Select, bindparam, func, select

from ...store.dataset_tables import dataset_counts, datasets, samples
from ...store.prepared import Prepared
from ...store.version_tables import versions
from ..lifecycle import VersionStatus
from ..pages import cut_page
from ..versions.ratios import read_range
from ..versions.views import VERSION_COLUMNS, VERSION_FORMATS, view_version
from .kinds import EXPORTABLE_TYPES
from .requests import DEFAULT_WORKSPACE
from .views import SUMMARY_COLUMNS, view_dataset, view_tasks

if TYPE_CHECKING:
    from ...backend import Backend

PREVIEWS: Final = 4
_COLUMNS: Final = (*SUMMARY_COLUMNS, datasets.c.label_list, datasets.c.pk)
_COUNTS: Final = Prepared(
    select(dataset_counts.c.dataset_type, dataset_counts.c.number).where(
        dataset_counts.c.project_id == bindparam("project_id"),
        dataset_counts.c.workspace_id == bindparam("workspace_id"),
    )
)

Sign = Callable[[str], str]


def list_datasets(backend: Backend, project_id: str, query: Mapping[str, Any], sign: Sign) -> dict[str, Any]:
    """One page of a project's datasets. `query` has the documented names; `sign` makes download addresses."""
    filters = _Filters(project_id, query)
    limit = query.get("limit", 10)
    skip = query.get("offset", 0) * limit
    with backend.store.read() as conn:
        total = _count(conn, filters)
        rows = _read_page(conn, filters, _Page(query, limit, total)) if skip < total else []
        views = [_view(conn, row, query, sign) for row in rows]
    return {"total_number": total, "datasets": views}


class _Filters:
    """The conditions of one request."""

    def __init__(self, project_id: str, query: Mapping[str, Any]) -> None:
        self.project_id = project_id
        self.workspace_id = query.get("workspace_id") or DEFAULT_WORKSPACE
        self.types = _wanted_types(query)
        self.where = [datasets.c.project_id == project_id, datasets.c.workspace_id == self.workspace_id]
        if self.types is not None:
            one = len(self.types) == 1
            self.where.append(
                datasets.c.dataset_type == self.types[0] if one else datasets.c.dataset_type.in_(self.types)
            )
        others = [*_search(query), *_generation(query), *_with_versions(query)]
        self.where += others
        self.countable = not others


def _wanted_types(query: Mapping[str, Any]) -> list[int] | None:
    wanted = query.get("dataset_type")
    if query.get("support_export"):
        return [number for number in EXPORTABLE_TYPES if wanted in (None, number)]
    return None if wanted is None else [wanted]


def _search(query: Mapping[str, Any]) -> list[ColumnElement[bool]]:
    text = query.get("search_content")
    return [func.lower(datasets.c.dataset_name).contains(text.lower(), autoescape=True)] if text else []


def _generation(query: Mapping[str, Any]) -> list[ColumnElement[bool]]:
    # All datasets that CreateDataset makes are of the first generation.
    wanted = query.get("dataset_version", "v1")
    return [datasets.c.dataset_version == wanted] if wanted == "v2" else []


def _with_versions(query: Mapping[str, Any]) -> list[ColumnElement[bool]]:
    held = [versions.c.dataset_pk == datasets.c.pk, versions.c.status == VersionStatus.NORMAL]
    any_version = select(1).where(*held).exists()
    conditions: list[ColumnElement[bool]] = []
    wanted = query.get("contain_versions")
    if wanted is not None:
        conditions.append(any_version if wanted else ~any_version)
    ratio = read_range(query.get("train_evaluate_ratio"))
    number = query.get("version_format")
    if ratio is not None or number is not None:
        # One version has to meet both.
        if ratio is not None:
            held.append(versions.c.ratio.between(*ratio))
        if number is not None:
            held.append(versions.c.version_format == VERSION_FORMATS[number])
        conditions.append(select(1).where(*held).exists())
    return conditions


def _count(conn: Connection, filters: _Filters) -> int:
    if not filters.countable:
        return int(conn.execute(select(func.count()).select_from(datasets).where(*filters.where)).scalar_one())
    rows = _COUNTS.all(conn, {"project_id": filters.project_id, "workspace_id": filters.workspace_id})
    counts = [tuple(row) for row in rows]
    return sum(number for kind, number in counts if filters.types is None or kind in filters.types)


class _Page:
    """Which rows one page holds, and in which order."""

    def __init__(self, query: Mapping[str, Any], limit: int, total: int) -> None:
        self.by_name = query.get("sort_by") == "dataset_name"
        self.descending = query.get("order", "desc") == "desc"
        cut = cut_page(total, limit, query.get("offset", 0), falling=self.descending)
        self.skip, self.size, self.falling = cut.skip, cut.size, cut.falling


def _read_page(conn: Connection, filters: _Filters, page: _Page) -> Sequence[Row[Any]]:
    values: dict[str, Any] = {"size": page.size, "skip": page.skip}
    one_type = filters.types is not None and len(filters.types) == 1
    if not filters.countable or (filters.types is not None and not one_type):
        statement = _select_page(filters.where, by_name=page.by_name, falling=page.falling, descending=page.descending)
        return conn.execute(statement, values).all()
    values |= {"project_id": filters.project_id, "workspace_id": filters.workspace_id}
    if filters.types is not None:
        values["dataset_type"] = filters.types[0]
    return _common_page(one_type, page.by_name, page.falling, page.descending).all(conn, values)


@cache
def _common_page(one_type: bool, by_name: bool, falling: bool, descending: bool) -> Prepared:
    """The page of a list without a filter, or with one type: building the statement takes longer than running it."""
    where = [
        datasets.c.project_id == bindparam("project_id"),
        datasets.c.workspace_id == bindparam("workspace_id"),
    ]
    if one_type:
        where.append(datasets.c.dataset_type == bindparam("dataset_type"))
    return Prepared(_select_page(where, by_name=by_name, falling=falling, descending=descending))


def _select_page(
    where: Sequence[ColumnElement[bool]], *, by_name: bool, falling: bool, descending: bool
) -> Select[Any]:
    """The rows of one page; `size` and `skip` are bound later."""
    first = datasets.c.dataset_name if by_name else datasets.c.create_time
    size, skip = bindparam("size", type_=Integer), bindparam("skip", type_=Integer)
    keys = select(datasets.c.pk, first.label("first")).where(*where).limit(size).offset(skip)
    keys = keys.order_by(first.desc() if falling else first, datasets.c.pk.desc() if falling else datasets.c.pk)
    page = keys.subquery("page")
    statement = select(*_COLUMNS).join(page, page.c.pk == datasets.c.pk)
    if descending:
        return statement.order_by(page.c.first.desc(), page.c.pk.desc())
    return statement.order_by(page.c.first, page.c.pk)


def _view(conn: Connection, row: Row[Any], query: Mapping[str, Any], sign: Sign) -> dict[str, Any]:
    view = view_dataset(row)
    *_, label_list, pk = tuple(row)
    version_id = view.get("current_version_id")
    if query.get("check_running_task"):
        view |= view_tasks(row, query.get("running_task_type"))
    else:
        view |= {"exist_running_task": False, "running_tasks_id": []}
    if query.get("with_labels"):
        view["labels"] = label_list
    if query.get("file_preview"):
        view["samples"] = _previews(conn, pk, sign)
    if query.get("contain_versions") and version_id is not None:
        view["versions"] = _current_version(conn, version_id)
    return view


def _previews(conn: Connection, dataset_pk: int, sign: Sign) -> list[dict[str, Any]]:
    found = conn.execute(
        select(samples.c.source, samples.c.create_time)
        .where(samples.c.dataset_pk == dataset_pk)
        .order_by(samples.c.pk)
        .limit(PREVIEWS)
    )
    # A line of text is no file: there is nothing to download.
    return [{"url": sign(row.source), "create_time": row.create_time} for row in found if row.source.startswith("/")]


def _current_version(conn: Connection, version_id: str) -> list[dict[str, Any]]:
    statement = select(*VERSION_COLUMNS).where(versions.c.version_id == version_id)
    return [view_version(found, version_id) for found in conn.execute(statement)]
