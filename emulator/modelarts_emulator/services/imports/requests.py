"""What a request to import may say, beyond its schema."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from itertools import islice
from typing import TYPE_CHECKING, Any, Final

from sqlalchemy import Row

from ...object_paths import ObjectPathError, split_path
from .. import failures
from ..datasets.kinds import DatasetKind
from ..datasets.views import view_source
from ..failures import failure
from ..obs_paths import check_buckets, read_file, read_folder

if TYPE_CHECKING:
    from ...backend import Backend

DIRECTORY: Final = 0
MANIFEST: Final = 1
_TYPES: Final = {"dir": DIRECTORY, "0": DIRECTORY, "manifest": MANIFEST, "1": MANIFEST}
OBJECT_DETECTION: Final = 1
#: How many files of a folder a request looks at.
LOOK_AHEAD: Final = 1000


def read_request(backend: Backend, row: Row[Any], kind: DatasetKind, request: Mapping[str, Any]) -> dict[str, Any]:
    """Check a request to import into a dataset; return what the task's row keeps of it. Raises `ServiceError`."""
    source = request.get("data_source") or {}
    if request.get("import_origin", "obs") != "obs" or source.get("data_type", 0) != 0:
        raise failure(failures.PARAMETER, "the emulator imports from OBS only")
    samples, labelled = request.get("import_samples", True), request.get("import_annotations", True)
    if not (samples or (labelled and kind.label_types)):
        raise failure(failures.PARAMETER, "neither samples nor labels are to be imported")
    options = _read_place(backend, kind, request) | {
        "samples": samples,
        "labelled": bool(labelled and kind.label_types),
        "final": request.get("final_annotation", True),
        "hard_only": request.get("difficult_only", False),
        "included": _read_labels(request.get("included_labels") or request.get("included_tags") or ()),
        "excluded": _read_labels(request.get("excluded_labels") or ()),
        "label_format": request.get("label_format"),
        "coco": _read_format(request, kind),
        "header": request.get("with_column_header", source.get("with_column_header", False)),
        "schema_maps": [(pair.get("src_name"), pair.get("dest_name")) for pair in source.get("schema_maps") or ()],
        "copy_to": _read_folder_name(row, kind, request.get("import_folder") or ""),
    }
    _check_columns(row, kind, options)
    return {
        "listed": True,
        "import_path": request["import_path"],
        "import_type": MANIFEST if options["manifest"] else DIRECTORY,
        "data_source": view_source(source) if source else None,
        "options": options,
    }


def _read_place(backend: Backend, kind: DatasetKind, request: Mapping[str, Any]) -> dict[str, str]:
    path = request["import_path"]
    # Without a type, a path that is the name of a manifest is one.
    default = "manifest" if path.endswith(".manifest") else "dir"
    if _TYPES[request.get("import_type", default)] == MANIFEST:
        path = read_file(path, "import_path")
        place = {"path": path, "manifest": path, "folder": ""}
    else:
        path = read_folder(path, "import_path")
        place = {"path": path, "manifest": "", "folder": path}
    check_buckets(backend.objects, path)
    try:
        if not backend.objects.exists(path):
            raise failure(failures.PATH_MISSING, path)
        if place["folder"] and not _may_hold(backend, kind, path):
            raise failure(failures.IMPORT_EMPTY, path)
    except ObjectPathError as error:
        raise failure(failures.PATH_INVALID, str(error)) from error
    return place


def _may_hold(backend: Backend, kind: DatasetKind, folder: str) -> bool:
    """Whether a folder has a file for the dataset, or so many others that looking for one is left to the task."""
    names = [entry.path for entry in islice(backend.objects.list(folder), LOOK_AHEAD)]
    return len(names) == LOOK_AHEAD or any(kind.accepts(name) for name in names)


def _read_labels(labels: Iterable[Mapping[str, Any] | str]) -> list[tuple[str, int | None]]:
    # The documents' own examples name labels by plain texts.
    pairs = [(label, None) if isinstance(label, str) else (label.get("name"), label.get("type")) for label in labels]
    if any(not name for name, _ in pairs):
        raise failure(failures.LABEL_INCOMPATIBLE, "a label to import by has no name")
    return [(str(name), kind) for name, kind in pairs]


def _read_format(request: Mapping[str, Any], kind: DatasetKind) -> bool:
    form = request.get("annotation_format")
    if form is not None and kind.type != OBJECT_DETECTION:
        raise failure(failures.PARAMETER, "annotation_format is for object detection")
    return bool(form == "COCO")


def _read_folder_name(row: Row[Any], kind: DatasetKind, name: str) -> str:
    """The folder that files are copied to, empty where they stay where they are."""
    if not name or kind.is_table:
        return ""
    base = row.import_options["folder"] or row.facts["inner_data_path"]
    folder = read_folder(base + name.strip("/"), "import_folder")
    try:
        split_path(folder)
    except ObjectPathError as error:
        raise failure(failures.PATH_INVALID, str(error)) from error
    return folder


def _check_columns(row: Row[Any], kind: DatasetKind, options: Mapping[str, Any]) -> None:
    if not kind.is_table or not options["schema_maps"]:
        return
    if not options["header"]:
        raise failure(failures.PARAMETER, "schema_maps names columns of files without column names")
    columns = {column.get("name") for column in row.facts.get("schema", ())}
    for source, target in options["schema_maps"]:
        if not source or target not in columns:
            raise failure(failures.PARAMETER, f"schema_maps names the column {target!r}, which the dataset lacks")
