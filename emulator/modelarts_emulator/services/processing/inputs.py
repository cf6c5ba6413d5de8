"""The images that a run of data processing works on, in a fixed order, each with a name for its result."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final

from sqlalchemy import Connection, Row, select

from ...store.processor_tables import processor_inputs
from ...store.version_tables import version_samples, versions
from ..formats.annotations import Annotation, FormatError
from ..formats.voc import read_voc
from ..images import IMAGE_SUFFIXES
from .places import BOXES, CLASSES

if TYPE_CHECKING:
    from ...backend import Backend

CHUNK: Final = 1000
INPUTS: Final = processor_inputs.c


@dataclass(slots=True)
class _Names:
    """Names that results have below the output's folder, each given once."""

    boxed: bool
    taken: set[str] = field(default_factory=set)

    def give(self, source: str, labels: Sequence[Mapping[str, Any]]) -> str:
        """A name for what becomes of ``source``; images of one class get a folder of that name."""
        name = source.rpartition("/")[2]
        if not self.boxed and len(labels) == 1:
            name = f"{_clean(str(labels[0]['name']))}/{name}"
        if name.rpartition(".")[0] in self.taken:
            stem, dot, suffix = name.rpartition(".")
            name = f"{stem}_{hashlib.blake2b(source.encode(), digest_size=4).hexdigest()}{dot}{suffix}"
        self.taken.add(name.rpartition(".")[0])
        return name


def _clean(label: str) -> str:
    safe = "".join(char if char.isalnum() or char in "-_. " else "_" for char in label).strip(". ")
    return safe[:60] or "_"


def list_inputs(backend: Backend, conn: Connection, version_pk: int, plan: Mapping[str, Any]) -> Iterator[list[Any]]:
    """Yield rows of the inputs' table in chunks. Raises `ObjectError`."""
    names = _Names(plan["dataset_type"] == BOXES)
    chunk: list[dict[str, Any]] = []
    position = 0
    for channel, place in enumerate(plan["channels"]):
        found = _read_version(conn, place["version"]) if "version" in place else _read_folder(backend, place, plan)
        for row in found:
            row |= {"version_pk": version_pk, "position": position, "channel": channel}
            row |= {"name": names.give(row["source"], row["labels"]), "feature": None, "reason": None}
            chunk.append(row)
            position += 1
            if len(chunk) == CHUNK:
                yield chunk
                chunk = []
    if chunk:
        yield chunk


def _read_version(conn: Connection, version_id: str) -> Iterator[dict[str, Any]]:
    held = version_samples.c
    key = conn.execute(select(versions.c.pk).where(versions.c.version_id == version_id)).scalar()
    after = -1
    while True:
        columns = (held.position, held.source, held.size, held.metadata, held.usage, held.labels)
        page = select(*columns).where(held.version_pk == key, held.position > after)
        rows = conn.execute(page.order_by(held.position).limit(CHUNK)).all()
        if not rows:
            return
        for row in rows:
            known = {"size": row.size, "metadata": row.metadata, "label_file": ""}
            yield {"source": row.source, "usage": row.usage, "labels": row.labels, **known}
        after = rows[-1].position


def _read_folder(backend: Backend, place: Mapping[str, Any], plan: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    folder, boxed = place["folder"], plan["dataset_type"] == BOXES
    entries = list(backend.objects.list(folder))
    label_files = {entry.path for entry in entries if entry.path.lower().endswith(".xml")} if boxed else set()
    for entry in entries:
        path = entry.path
        if not path.lower().endswith(IMAGE_SUFFIXES):
            continue
        parent = path[len(folder) :].rpartition("/")[0].rpartition("/")[2]
        labels = [] if boxed or not parent else [dump_annotation(Annotation(parent, CLASSES))]
        label_file = path.rpartition(".")[0] + ".xml"
        held = label_file if label_file in label_files else ""
        known = {"size": entry.size, "metadata": {}, "label_file": held}
        yield {"source": path, "usage": "", "labels": labels, **known}


def read_page(conn: Connection, version_pk: int, first: int, number: int) -> Sequence[Row[Any]]:
    """Inputs from one position on."""
    where = (INPUTS.version_pk == version_pk, INPUTS.position >= first, INPUTS.position < first + number)
    return conn.execute(select(processor_inputs).where(*where).order_by(INPUTS.position)).all()


def read_annotations(backend: Backend, row: Row[Any], notes: list[str]) -> list[Annotation]:
    """Labels of an input. A label file that cannot be used is left out, and ``notes`` says so."""
    if not row.label_file:
        return [load_annotation(held) for held in row.labels]
    try:
        if backend.objects.head(row.label_file).size > backend.config.limits.label_file_bytes:
            raise FormatError("the file is too large")
        found = read_voc_leniently(backend.objects.read(row.label_file), notes)
    except FormatError as error:
        notes.append(f"the label file was dropped: {error}")
        return []
    if not found:
        notes.append("the label file was dropped: no object is left in it")
    return found


def read_voc_leniently(data: bytes, notes: list[str]) -> list[Annotation]:
    """Read the objects of a PASCAL VOC file one by one: a bad one does not spoil the others. Raises `FormatError`."""
    start = data.find(b"<object")
    size = b"<size><width>1</width><height>1</height><depth>3</depth></size>"
    whole = data if start < 0 or b"<size>" in data else data[:start] + size + data[start:]
    try:
        return read_voc(whole, BOXES)[1]
    except FormatError as error:
        parts = data.split(b"<object>")[1:]
        ends = [part.find(b"</object>") for part in parts]
        if not parts or min(ends) < 0 or b"<!DOCTYPE" in data or b"<!ENTITY" in data or b"</annotation>" not in data:
            raise FormatError(str(error)) from error
    found = []
    for part, end in zip(parts, ends, strict=True):
        try:
            single = b"<annotation>" + size + b"<object>" + part[:end] + b"</object></annotation>"
            found += read_voc(single, BOXES)[1]
        except FormatError as error:
            notes.append(f"a labelled object was dropped: {error}")
    return found


def dump_annotation(annotation: Annotation) -> dict[str, Any]:
    """An annotation as rows of versions hold it."""
    held: dict[str, Any] = {"name": annotation.name, "type": annotation.label_type, "property": annotation.property}
    if annotation.score is not None:
        held["score"] = annotation.score
    return {**held, "annotated_by": annotation.annotated_by}


def load_annotation(held: Mapping[str, Any]) -> Annotation:
    """Read what `dump_annotation` wrote."""
    by = held.get("annotated_by", "human")
    return Annotation(held["name"], held["type"], held.get("property") or {}, held.get("score"), by)
