"""Imports that take a part of what there is, and what they tell of the rest."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import pytest
from modelarts_client import BadRequestError, ModelArts
from modelarts_client.models import DatasetType, ImportTaskStatus, SampleState

from tests.flows.actions import BUCKET, SOON, create, import_from, label_names, samples
from tests.flows.kinds import SOURCE, entry, note
from tests.flows.materials import manifest, photo
from tests.flows.serving import Server

MANIFEST = f"{SOURCE}flowers.manifest"
ROSE, TULIP = note("image_classification", "rose"), note("image_classification", "tulip")
ALL: dict[str, list[str]] = {"1.jpg": ["rose"], "2.jpg": ["tulip"], "3.jpg": ["rose", "tulip"], "4.jpg": []}
#: Options of an import, and the samples that it brings.
CHOICES: dict[str, tuple[Mapping[str, Any], Sequence[str]]] = {
    "everything": ({}, list(ALL)),
    "included": ({"included_labels": [{"name": "rose"}]}, ["1.jpg", "3.jpg"]),
    "excluded": ({"excluded_labels": [{"name": "tulip", "type": 0}]}, ["1.jpg", "4.jpg"]),
    "both": ({"included_labels": [{"name": "rose"}], "excluded_labels": [{"name": "tulip"}]}, ["1.jpg"]),
    "hard": ({"difficult_only": True}, ["2.jpg"]),
}


@pytest.fixture
def flowers(server: Server, user: ModelArts) -> str:
    """An empty dataset, and a manifest of four pictures of which one is a hard example."""
    for number, name in enumerate(ALL):
        server.put(SOURCE + name, photo(number))
    first, second, third, fourth = (f"s3:/{SOURCE}{name}" for name in ALL)
    hard = {"hard": "true", "hard-coefficient": 0.8}
    lines = (entry(first, ROSE), entry(second, TULIP, **hard), entry(third, ROSE, TULIP), entry(fourth))
    server.put(MANIFEST, manifest(*lines))
    return create(user, "flowers", DatasetType.IMAGE_CLASSIFICATION)


@pytest.mark.parametrize(("options", "expected"), CHOICES.values(), ids=list(CHOICES))
def test_a_part_of_a_manifest(
    user: ModelArts, flowers: str, options: Mapping[str, Any], expected: Sequence[str]
) -> None:
    assert import_from(user, flowers, MANIFEST, import_type="manifest", **options) == len(expected)
    assert label_names(samples(user, flowers)) == {name: ALL[name] for name in expected}


def test_samples_first_and_labels_later(user: ModelArts, flowers: str) -> None:
    assert import_from(user, flowers, MANIFEST, import_type="manifest", import_annotations=False) == 4
    assert label_names(samples(user, flowers)) == {name: [] for name in ALL}
    import_from(user, flowers, MANIFEST, import_type="manifest", import_samples=False, final_annotation=False)
    assert samples(user, flowers, sample_state=SampleState.LABELED) == {}, "they wait to be confirmed"
    waiting = {str(sample.sample_name): sample for sample in user.datasets.auto_labeling.samples.list(flowers)}
    assert label_names(waiting) == {name: names for name, names in ALL.items() if names}
    assert user.datasets.get(flowers).unconfirmed_sample_count == 3


def test_files_are_copied_where_that_is_asked_for(server: Server, user: ModelArts, flowers: str) -> None:
    assert import_from(user, flowers, SOURCE, import_type="dir", import_folder="batch") == 4
    assert import_from(user, flowers, SOURCE, import_type="dir", import_folder="batch") == 0
    folders = {str(sample.sample_dir) for sample in samples(user, flowers).values()}
    assert all(folder.startswith(f"{BUCKET}/flowers/") and "/batch/" in folder for folder in folders)
    for name, sample in samples(user, flowers).items():
        assert sample.source
        assert server.fetch(sample.source) == server.get(SOURCE + name)


def test_what_could_not_be_read_is_told(server: Server, user: ModelArts, flowers: str) -> None:
    server.put(MANIFEST, server.get(MANIFEST) + b'{"source": "nowhere"}\nno line\n')
    task_id = user.datasets.import_tasks.create(flowers, import_path=MANIFEST, import_type="manifest").task_id
    assert task_id
    task = user.datasets.import_tasks.wait(flowers, task_id, interval=SOON)
    assert (task.status, task.total_sample_count, task.imported_sample_count) == (ImportTaskStatus.COMPLETED, 6, 4)
    assert task.error_code
    assert task.error_msg
    assert task.error_msg.startswith("2 of 6 could not be imported")
    [log] = [word for word in task.error_msg.split() if word.endswith(".log")]
    assert len(server.get(log).splitlines()) == 2
    assert [each.task_id for each in user.datasets.import_tasks.list(flowers)] == [task_id]


def test_where_nothing_is_nothing_is_imported(user: ModelArts, flowers: str) -> None:
    with pytest.raises(BadRequestError):
        user.datasets.import_tasks.create(flowers, import_path="/no-such-bucket/folder/")
    assert user.datasets.get(flowers).total_sample_count == 0
