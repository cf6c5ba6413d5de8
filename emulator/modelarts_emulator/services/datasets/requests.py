"""What a request to create a dataset may say, beyond its schema."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from .. import failures
from ..failures import failure
from ..labels.rules import LabelSpec, check_set, read_labels
from ..obs_paths import check_apart, check_buckets, read_file, read_folder, read_work_path
from .kinds import KINDS, DatasetKind

if TYPE_CHECKING:
    from ...backend import Backend

DEFAULT_WORKSPACE: Final = "0"
OBS: Final = 0
#: How the path of a data source ends that is a manifest, not a folder.
MANIFEST_SUFFIX: Final = ".manifest"
#: Types of columns that a table can have, in lower case.
COLUMN_TYPES: Final = frozenset(
    ("string", "short", "int", "long", "double", "float", "byte", "date", "timestamp", "boolean")
)


@dataclass(frozen=True, slots=True)
class NewDataset:
    """A request that passed all checks; paths end with a slash."""

    name: str
    kind: DatasetKind
    workspace_id: str
    work_path: str
    folder: str
    labels: list[LabelSpec]
    import_options: dict[str, Any]
    imports: bool


def read_request(backend: Backend, request: Mapping[str, Any]) -> NewDataset:
    """Check a request to create a dataset. Raises `ServiceError` for the first rule that it breaks."""
    kind = KINDS[request.get("dataset_type", 0)]
    _check_format(request, kind)
    labels = read_labels(request.get("labels") or (), kind)
    check_set(labels, backend.config.limits.labels)
    source = _read_source(request, kind)
    work_path = read_work_path(request["work_path"])
    folder = manifest = ""
    if source.get("data_type", OBS) == OBS:
        path = str(source.get("data_path", ""))
        if path.endswith(MANIFEST_SUFFIX):
            manifest = read_file(path, "data_path")
        else:
            folder = read_folder(path, "data_path")
            check_apart(work_path, folder)
    check_buckets(backend.objects, work_path, folder or manifest or work_path)
    imports = bool(request.get("import_data")) if kind.is_table else True
    options = {
        "import": imports,
        "folder": folder,
        "manifest": manifest,
        "labelled": request.get("import_annotations", True),
        "label_format": request.get("label_format"),
        "header": source.get("with_column_header", True),
        "schema_maps": [(pair.get("src_name"), pair.get("dest_name")) for pair in source.get("schema_maps") or ()],
    }
    workspace_id = request.get("workspace_id") or DEFAULT_WORKSPACE
    return NewDataset(request["dataset_name"], kind, workspace_id, work_path, folder, labels, options, imports)


def _check_format(request: Mapping[str, Any], kind: DatasetKind) -> None:
    if request.get("work_path_type", 0) != 0:
        raise failure(failures.PARAMETER, "work_path_type is 0, an OBS bucket")
    if request.get("data_format", "Default") != "Default" and not kind.is_table:
        raise failure(failures.PARAMETER, "data_format CarbonData is for table datasets")
    if any(ord(char) < 32 and char not in "\t\n\r" for char in request.get("description", "")):
        raise failure(failures.REQUEST, "description holds a control character")
    if kind.is_table:
        _check_schema(request.get("schema") or ())


def _check_schema(schema: tuple[Mapping[str, Any], ...] | list[Mapping[str, Any]]) -> None:
    if not schema:
        raise failure(failures.SCHEMA_MISSING, "a table dataset needs a schema")
    names = [column.get("name") for column in schema]
    if not all(names) or len(names) != len(set(names)):
        raise failure(failures.PARAMETER, "every column of the schema needs a name of its own")
    for column in schema:
        if str(column.get("type", "string")).lower() not in COLUMN_TYPES:
            raise failure(failures.PARAMETER, f"the column {column['name']} has no valid type")


def _read_source(request: Mapping[str, Any], kind: DatasetKind) -> Mapping[str, Any]:
    sources: list[Mapping[str, Any]] = request["data_sources"]
    if len(sources) != 1:
        raise failure(failures.PARAMETER, "a dataset has exactly one data source")
    source = sources[0]
    if source.get("data_type", OBS) != OBS:
        if not kind.is_table:
            raise failure(failures.PARAMETER, "only table datasets take data from elsewhere than OBS")
        if request.get("import_data"):
            raise failure(failures.PARAMETER, "the emulator imports from OBS only")
    return source
