"""Adds uploaded files to a dataset, each of which succeeds or fails on its own."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from sqlalchemy import Connection

from ...errors import ServiceError
from ...object_paths import ObjectError
from .. import failures
from ..failures import failure
from ..formats.annotations import FormatError
from ..formats.tables import read_rows, write_rows
from ..formats.text import TextFormat, is_result
from ..imports.labels import ensure_labels
from ..labels.labels import label_keys, load_labels
from ..workforce_tasks.notices import notice_samples
from .access import RESTING, HeldDataset, hold_dataset
from .batch_results import result_of
from .labelling import find_keys
from .samples import SampleDraft, add_samples, count_samples, make_sample_id, refresh_totals
from .states import SampleState
from .upload_drafts import UploadRules, make_drafts
from .upload_files import IMAGES_LIMIT, UploadFile, read_file

if TYPE_CHECKING:
    from ...backend import Backend


@dataclass(slots=True)
class _Upload:
    """One entry of a request, and what becomes of it."""

    value: Mapping[str, Any]
    file: UploadFile | None = None
    drafts: list[SampleDraft] = field(default_factory=list)
    rows: list[list[str]] = field(default_factory=list)
    error: ServiceError | None = None

    def view(self, dataset_id: str) -> dict[str, Any]:
        """Its part of the reply."""
        name = self.value.get("name") if self.file is None else self.file.path
        shown = result_of(self.error) | ({"name": name} if name else {})
        if self.error is None and self.drafts:
            shown["info"] = ",".join(make_sample_id(dataset_id, draft.place) for draft in self.drafts)
        return shown


def upload_samples(
    backend: Backend, project_id: str, dataset_id: str, request: Mapping[str, Any], author: str
) -> dict[str, Any]:
    """Store files below the dataset's data path and add them as samples, with their labels. Returns the reply.

    ``author`` is who labels. Raises `ServiceError` where nothing can be added to the dataset at all.
    """
    wanted = request.get("samples")
    if not wanted:
        raise ServiceError("ModelArts.0101", status=400)
    with backend.store.write() as conn:
        held = hold_dataset(conn, project_id, dataset_id, RESTING)
        final = request.get("final_annotation", True)
        if not final and not held.kind.hard_examples:
            raise failure(failures.PARAMETER, f"samples of {held.kind.name} datasets cannot wait for confirmation")
        uploads = [_Upload(value) for value in wanted]
        if held.total_sample_count + len(uploads) > backend.config.limits.samples:
            raise failure(failures.QUOTA, "the dataset has as many samples as it may have", status=500)
        _read_files(backend, held, uploads)
        known = label_keys(load_labels(conn, held.pk))
        text = TextFormat.from_request(request.get("label_format"))
        _add(conn, backend, held, uploads, UploadRules(backend.objects, held.kind, known, author, text, final))
    failed = next((upload.error for upload in uploads if upload.error is not None), None)
    return result_of(failed) | {"results": [upload.view(dataset_id) for upload in uploads]}


def _read_files(backend: Backend, held: HeldDataset, uploads: Sequence[_Upload]) -> None:
    folder = held.facts["inner_data_path"] if held.kind.is_table else str(held.import_options["folder"])
    images = 0
    for upload in uploads:
        try:
            make_name, now = backend.ids.hex32, backend.clock.now_ms()
            upload.file = read_file(backend.objects, held.kind, folder, upload.value, make_name, now)
            images += upload.file.size if held.kind.sample_type == 0 else 0
            if images > IMAGES_LIMIT:
                raise failure(failures.SAMPLE_TOO_LARGE, f"all images together have more than {IMAGES_LIMIT} bytes")
        except ServiceError as error:
            upload.error = error


def _add(conn: Connection, backend: Backend, held: HeldDataset, uploads: Sequence[_Upload], rules: UploadRules) -> None:
    taken: set[str] = set()
    # Files of labels first: the texts look for them.
    for upload in sorted(uploads, key=lambda each: each.file is not None and not is_result(each.file.path)):
        if upload.error is None and upload.file is not None:
            try:
                _add_one(conn, backend, held, upload, upload.file, rules, taken)
            except ServiceError as error:
                upload.error, upload.drafts, upload.rows = error, [], []
    now = backend.clock.now_ms()
    drafts = [draft for upload in uploads for draft in upload.drafts]
    keys = ensure_labels(conn, held.pk, drafts, backend.config.limits.labels)  # those without a name, at most
    add_samples(conn, held.key, drafts, keys, now)
    rows = sum(len(upload.rows) for upload in uploads)
    if rows:
        count_samples(conn, held.pk, {(int(SampleState.UNLABELLED), False): rows})
    if drafts or rows:
        refresh_totals(conn, held.pk, now)
        notice_samples(conn, backend, held.pk)


def _add_one(
    conn: Connection,
    backend: Backend,
    held: HeldDataset,
    upload: _Upload,
    file: UploadFile,
    rules: UploadRules,
    taken: set[str],
) -> None:
    if held.kind.is_table:
        upload.rows = _read_table(held, file, upload.value)
    else:
        upload.drafts = make_drafts(rules, file, upload.value)
        ids = [make_sample_id(held.dataset_id, draft.place) for draft in upload.drafts]
        if not taken.isdisjoint(ids) or find_keys(conn, held.pk, ids):
            raise failure(failures.SAMPLE_EXISTS, file.path)
        taken.update(ids)
    if file.data is None:
        return
    data = file.data if not held.kind.is_table else write_rows(upload.rows, guarded=False)
    try:
        if backend.objects.exists(file.path):
            # Whatever lies there is not ours to replace.
            raise failure(failures.SAMPLE_EXISTS, file.path)
        backend.objects.write(file.path, data)
    except ObjectError as error:
        raise failure(failures.SAMPLE_UNFIT, str(error)) from error


def _read_table(held: HeldDataset, file: UploadFile, value: Mapping[str, Any]) -> list[list[str]]:
    header = (value.get("data_source") or {}).get("with_column_header")
    if header is None:
        header = held.import_options["header"]
    try:
        rows = list(read_rows(file.data or b"", len(held.facts.get("schema", ())), header=header))
    except FormatError as error:
        raise failure(failures.SAMPLE_UNFIT, str(error)) from error
    if not rows:
        raise failure(failures.SAMPLE_UNFIT, f"{file.path} has no row that fits the schema")
    return rows
