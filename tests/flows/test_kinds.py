"""Every dataset type from a folder or a manifest over labels and a version to an export, and back in again."""

from __future__ import annotations

from typing import Any

import pytest
from modelarts_client import ModelArts
from modelarts_client.models import DatasetType, ExportFormat

from tests.flows.actions import (
    BUCKET,
    SOON,
    contents,
    create,
    export,
    import_from,
    label,
    label_counts,
    label_names,
    publish,
    samples,
)
from tests.flows.kinds import KINDS, Kind
from tests.flows.provisions import bring_in
from tests.flows.serving import Server

EXPORTS = f"{BUCKET}/exports/"
#: Types whose samples are texts or rows.
NO_FILES = (
    DatasetType.TEXT_CLASSIFICATION,
    DatasetType.NAMED_ENTITY_RECOGNITION,
    DatasetType.TEXT_TRIPLET,
    DatasetType.TABLE,
)
#: Kinds whose labels can be read from folders, with the layouts that they can be exported in. Where there is a folder
#: for each label, a picture with several labels would become several.
FOLDERS = (
    ("image_classification-0", ExportFormat.TREE),
    ("image_classification-0", ExportFormat.FLAT),
    ("image_classification-1", ExportFormat.FLAT),
    ("object_detection-2", ExportFormat.FLAT),
    ("image_segmentation-3", ExportFormat.FLAT),
    ("text_classification-5", ExportFormat.FLAT),
    ("sound_classification-8", ExportFormat.TREE),
)


def label_by_hand(client: ModelArts, dataset_id: str, kind: Kind) -> None:
    """Add the kind's labels and give them to samples."""
    if kind.labels:
        client.datasets.labels.create(dataset_id, labels=kind.labels)
    if kind.by_hand:
        label(client, dataset_id, kind.by_hand, **kind.metadata)


def look_at_files(server: Server, client: ModelArts, dataset_id: str, kind: Kind) -> None:
    """Every sample that is a file has an address that leads to its bytes."""
    found = samples(client, dataset_id, preview=True)
    addresses = [sample.source for sample in found.values() if sample.source and sample.source.startswith("http")]
    assert len(addresses) == (0 if kind.type in NO_FILES else len(kind.imported))
    assert all(server.fetch(address) in kind.files.values() for address in addresses)


def exported(server: Server, kind: Kind) -> tuple[str, dict[str, Any]]:
    """The file that an export can be read back from, and how."""
    if kind.type is not DatasetType.TABLE:
        [name] = [name for name in server.names(EXPORTS) if name.endswith(".manifest")]
        return EXPORTS + name, {"import_type": "manifest"}
    assert [name for name in server.names(EXPORTS) if name.endswith(".csv")]
    return EXPORTS, {"data_source": {"data_type": 0, "data_path": EXPORTS}, "with_column_header": True}


@pytest.mark.parametrize("kind", KINDS.values(), ids=list(KINDS))
def test_in_and_out_and_in_again(server: Server, user: ModelArts, kind: Kind) -> None:
    dataset_id = bring_in(server, user, kind)
    assert label_names(samples(user, dataset_id)) == kind.imported

    label_by_hand(user, dataset_id, kind)
    labelled = label_names(samples(user, dataset_id))
    assert {name: labelled[name] for name in kind.by_hand} == {
        name: sorted(str(given.get("name", "")) for given in labels) for name, labels in kind.by_hand.items()
    }
    before, counts = contents(user, dataset_id), label_counts(user, dataset_id)
    look_at_files(server, user, dataset_id, kind)

    version_id = publish(user, dataset_id, clear_hard_property=False)
    version = user.datasets.versions.get(dataset_id, version_id)
    assert version.total_sample_count == len(kind.imported)
    assert version.annotated_sample_count == sum(1 for names in labelled.values() if names)
    assert contents(user, dataset_id, version_id=version_id) == before

    assert export(
        user, dataset_id, EXPORTS, version_id=version_id, export_params={"clear_hard_property": False}
    ) == len(kind.imported)
    path, how = exported(server, kind)
    again = create(user, "again", kind.type, **kind.create)
    assert import_from(user, again, path, **how) == len(kind.imported)
    assert contents(user, again) == before
    assert label_counts(user, again) == counts


@pytest.mark.parametrize(("name", "layout"), FOLDERS)
def test_an_exported_folder_is_imported(server: Server, user: ModelArts, name: str, layout: ExportFormat) -> None:
    kind = KINDS[name]
    dataset_id = bring_in(server, user, kind)
    before = label_names(samples(user, dataset_id))
    assert export(user, dataset_id, EXPORTS, export_format=layout) == len(before)
    again = create(user, "again", kind.type)
    assert import_from(user, again, EXPORTS, import_type="dir", **kind.options) == len(before)
    assert label_names(samples(user, again)) == before


def test_a_new_dataset_is_filled(server: Server, user: ModelArts) -> None:
    kind = KINDS["image_classification-0"]
    dataset_id = bring_in(server, user, kind)
    params = {
        "export_dest": "NEW_DATASET",
        "export_new_dataset_name": "copy",
        "export_new_dataset_work_path": f"{BUCKET}/copy/output/",
    }
    assert export(user, dataset_id, f"{BUCKET}/copy/input/", export_params=params) == len(kind.imported)
    [copy] = [dataset.dataset_id for dataset in user.datasets.list() if dataset.dataset_name == "copy"]
    assert copy
    assert user.datasets.wait(copy, interval=SOON).total_sample_count == len(kind.imported)
    assert contents(user, copy) == contents(user, dataset_id)


def test_boxes_go_out_and_in_as_coco(server: Server, user: ModelArts) -> None:
    kind = KINDS["object_detection-14"]
    dataset_id = bring_in(server, user, kind)
    label_by_hand(user, dataset_id, kind)
    before = contents(user, dataset_id)
    assert export(user, dataset_id, EXPORTS, annotation_format="COCO") == len(before)
    assert "first.json" in server.names(EXPORTS)
    again = create(user, "again", kind.type)
    assert import_from(user, again, EXPORTS, import_type="dir", annotation_format="COCO") == len(before)
    assert contents(user, again) == before
