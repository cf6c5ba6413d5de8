"""What a request for an export may say, beyond its schema."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final

from sqlalchemy import Connection, Row, select

from ...errors import ServiceError
from ...store.version_tables import versions
from .. import failures
from ..datasets.kinds import KINDS, DatasetKind
from ..datasets.requests import NewDataset, read_request
from ..datasets.statistics import can_split, read_label_stats
from ..failures import failure
from ..lifecycle import VersionStatus
from ..obs_paths import check_buckets, read_folder
from ..samples.criteria import read_conditions
from ..samples.states import LABELLED_STATES, states_named
from ..versions.ratios import is_split, read_ratio

if TYPE_CHECKING:
    from ...backend import Backend

DIR: Final = "DIR"
NEW_DATASET: Final = "NEW_DATASET"
#: Which samples are exported, as the documents number it.
LABELLED, UNLABELLED, ALL, SEARCH = range(4)
#: Layouts of the files: a folder for each label, or label files beside the data.
TREE, TILE = 1, 2
COCO: Final = "COCO"
PREFIXES: Final = ("obs://", "s3://")
#: How many samples a request can name one by one.
NAMED_SAMPLES: Final = 10_000

_NAME: Final = re.compile(r"[0-9A-Za-z_-]{1,100}")


@dataclass(frozen=True, slots=True)
class NewExport:
    """A request that passed all checks: values of the task's row, and the dataset that it is to fill."""

    values: dict[str, Any]
    dataset_request: dict[str, Any] = field(default_factory=dict)
    dataset: NewDataset | None = None


def read_export(conn: Connection, backend: Backend, row: Row[Any], request: Mapping[str, Any]) -> NewExport:
    """Check a request to export a dataset. Raises `ServiceError` for the first rule that it breaks."""
    kind = KINDS[row.dataset_type]
    params = {key: value for key, value in (request.get("export_params") or {}).items() if value is not None}
    path = _read_path(backend, request)
    shown = _read_params(params)
    export_type = _read_type(request, params)
    values = {
        "export_type": export_type,
        "export_format": _read_format(request, kind, export_type),
        "version_format": request.get("version_format", "Default"),
        "version_id": request.get("version_id") or None,
        "path": path,
        "destination": shown["export_dest"],
        "params": shown,
        "options": _read_options(request, kind),
    }
    _check_samples(conn, backend, row, kind, values)
    if shown["export_dest"] == DIR:
        return NewExport(values)
    wanted = _dataset_request(row, shown, path, header=values["options"]["header"])
    return NewExport(values, wanted, read_request(backend, wanted))


def _read_path(backend: Backend, request: Mapping[str, Any]) -> str:
    try:
        path = read_folder(request.get("path") or "", "path")
        check_buckets(backend.objects, path)
    except ServiceError as error:
        raise failure(failures.EXPORT_PATH, error.message) from error
    return path


def _read_params(params: Mapping[str, Any]) -> dict[str, Any]:
    """The parameters as replies show them: what was given, and the documented defaults."""
    try:
        ratio = read_ratio(str(params.get("train_sample_ratio", "")))
    except ServiceError as error:
        raise failure(failures.EXPORT_PARAMETER, "train_sample_ratio is a number from 0 to 1") from error
    if len(params.get("samples") or ()) > NAMED_SAMPLES:
        raise failure(failures.EXPORT_PARAMETER, f"samples names more than {NAMED_SAMPLES} samples")
    defaults = {"sample_state": "", "export_dest": DIR, "clear_hard_property": True, "ratio_sample_usage": False}
    return {**defaults, **params, "train_sample_ratio": ratio}


def _read_type(request: Mapping[str, Any], params: Mapping[str, Any]) -> int:
    if request.get("export_type") is not None:
        return int(request["export_type"])
    filtered = any(params.get(name) for name in ("search_conditions", "samples", "sample_state"))
    return SEARCH if filtered or request.get("sample_state") else ALL


def _read_format(request: Mapping[str, Any], kind: DatasetKind, export_type: int) -> int:
    version_format, given = request.get("version_format", "Default"), request.get("export_format")
    if version_format != "Default" and not kind.is_table:
        raise failure(failures.EXPORT_PARAMETER, f"version_format {version_format} is for table datasets")
    if kind.is_table and export_type in (LABELLED, UNLABELLED):
        raise failure(failures.EXPORT_PARAMETER, "the rows of a table have no labels")
    if given == TREE and kind.labelling != "folders":
        raise failure(failures.EXPORT_PARAMETER, f"{kind.name} datasets are not exported as a folder for each label")
    if given is not None:
        return int(given)
    # Sound is read back from folders only.
    return TREE if kind.labelling == "folders" and kind.sample_type != 0 else TILE


def _read_options(request: Mapping[str, Any], kind: DatasetKind) -> dict[str, Any]:
    prefix, form = request.get("source_type_header", PREFIXES[0]), request.get("annotation_format")
    if prefix not in PREFIXES:
        raise failure(failures.EXPORT_PARAMETER, "source_type_header is obs:// or s3://")
    if form is not None and not kind.is_boxed:
        raise failure(failures.EXPORT_PARAMETER, f"annotation_format {form} is for shapes on images")
    return {
        "prefix": prefix.removesuffix("/"),
        "annotation_format": form,
        "header": request.get("with_column_header", True),
        "sample_state": request.get("sample_state"),
    }


def _check_samples(
    conn: Connection, backend: Backend, row: Row[Any], kind: DatasetKind, values: Mapping[str, Any]
) -> None:
    """Check what says which samples are exported, and how they are divided."""
    params = values["params"]
    if values["version_id"] is not None:
        _check_version(conn, row, values["version_id"])
    for name in filter(None, (params["sample_state"], values["options"]["sample_state"])):
        states_named(name)
    for condition in params.get("search_conditions") or ():
        read_conditions([condition], now=backend.clock.now_ms())
    if params["ratio_sample_usage"] and is_split(params["train_sample_ratio"]):
        if not kind.splits:
            raise failure(failures.SPLIT_UNSUPPORTED, f"{kind.name} datasets cannot be divided")
        if not can_split(read_label_stats(conn, row.pk, LABELLED_STATES)):
            raise failure(failures.SPLIT_UNSUITED)


def _check_version(conn: Connection, row: Row[Any], version_id: str) -> None:
    found = select(versions.c.status).where(versions.c.dataset_pk == row.pk, versions.c.version_id == version_id)
    status = conn.execute(found).scalar()
    if status is None:
        raise failure(failures.VERSION_MISSING, version_id)
    if status != VersionStatus.NORMAL:
        raise failure(failures.VERSION_NOT_NORMAL, version_id)


def _dataset_request(row: Row[Any], params: Mapping[str, Any], path: str, *, header: bool) -> dict[str, Any]:
    """The request that would have created the new dataset."""
    name, work_path = params.get("export_new_dataset_name"), params.get("export_new_dataset_work_path")
    if not name or not _NAME.fullmatch(name):
        raise failure(failures.EXPORT_PARAMETER, "export_new_dataset_name is no name of a dataset")
    if not work_path:
        raise failure(failures.EXPORT_PARAMETER, "export_new_dataset_work_path is missing")
    request = {
        "dataset_name": name,
        "dataset_type": row.dataset_type,
        "data_sources": [{"data_type": 0, "data_path": path, "with_column_header": header}],
        "work_path": work_path,
        "work_path_type": 0,
        "labels": row.label_list,
        "workspace_id": row.workspace_id,
        "data_format": row.facts["data_format"],
    }
    if "schema" in row.facts:
        request |= {"schema": row.facts["schema"], "import_data": True}
    return request
