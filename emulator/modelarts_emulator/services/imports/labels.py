"""Makes the labels that imported samples carry and the dataset does not have yet."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Final

from sqlalchemy import Connection

from ..formats.annotations import Annotation, FormatError
from ..labels.labels import insert_labels, label_keys, load_labels, set_label_list
from ..labels.rules import NAME_LIMIT, RELATION, LabelKey, LabelSpec
from ..samples.samples import SampleDraft

_ID: Final = "@modelarts:id"


def ensure_labels(conn: Connection, dataset_pk: int, drafts: Iterable[SampleDraft], limit: int) -> dict[LabelKey, int]:
    """Row keys of all labels of the dataset, once it has those of the drafts.

    Raises `FormatError`, before anything is written, where these would be too many.
    """
    used: dict[LabelKey, LabelSpec] = {}
    for draft in drafts:
        for note in draft.annotations:
            if (note.name, note.label_type) not in used:
                used[note.name, note.label_type] = LabelSpec(note.name, note.label_type, _properties(draft, note), [])
    if not used:
        return {}
    held = load_labels(conn, dataset_pk)
    new = [spec for key, spec in used.items() if key not in held]
    if new:
        if any(len(label.name) > NAME_LIMIT for label in new):
            raise FormatError(f"the name of a label has more than {NAME_LIMIT} characters")
        if len(held) + len(new) > limit:
            raise FormatError(f"there are more than {limit} labels")
        insert_labels(conn, dataset_pk, new)
        held = load_labels(conn, dataset_pk)
        set_label_list(conn, dataset_pk, (spec for _, spec in held.values()))
    return label_keys(held)


def _properties(draft: SampleDraft, note: Annotation) -> dict[str, Any]:
    """What a relation needs as a label: the entities at its ends, which the first such relation shows."""
    if note.label_type != RELATION:
        return {}
    names = {other.property.get(_ID): other.name for other in draft.annotations}
    ends = {"from": note.property.get("@modelarts:from"), "to": note.property.get("@modelarts:to")}
    return {f"@modelarts:{side}_type": names[end] for side, end in ends.items() if end in names}
