"""One dataset of flowers, from pictures on the user's machine to training data, and all that happens on the way."""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path

from modelarts_client import ModelArts, UploadFile, UploadProgress
from modelarts_client.models import DatasetType, LabelDeletionPolicy, LabelType, SampleState, SmartTaskStatus

from tests.flows.actions import BUCKET, SOON, contents, create, export, label, label_names, publish, samples
from tests.flows.materials import photo
from tests.flows.serving import Server
from tests.flows.team import Team

INPUT = f"{BUCKET}/flowers/input/"
EXPORTS = f"{BUCKET}/exports/"
TYPE = LabelType.IMAGE_CLASSIFICATION


def test_a_whole_life(server: Server, user: ModelArts, tmp_path: Path) -> None:
    dataset_id = create(user, "flowers", DatasetType.IMAGE_CLASSIFICATION, labels=[{"name": "rose"}])
    upload(user, dataset_id, tmp_path)
    show_pictures(server, user, dataset_id, tmp_path)
    tend_labels(user, dataset_id)
    let_the_machine_label(user, dataset_id)
    let_a_team_label(server, user, dataset_id)
    version_id = freeze(server, user, dataset_id)
    split(server, user, dataset_id)
    synchronize(server, user, dataset_id)
    validate(server, user, dataset_id, version_id)
    augment(server, user)
    clear_away(user, dataset_id)


def upload(user: ModelArts, dataset_id: str, folder: Path) -> None:
    """Five roses that are labelled at once, five tulips and a copy of one of each that are not, and a note."""
    for seed in range(5):
        (folder / f"rose-{seed}.jpg").write_bytes(photo(seed))
        (folder / f"tulip-{seed}.jpg").write_bytes(photo(100 + seed))
    (folder / "like-a-rose.jpg").write_bytes(photo(1, quality=60))
    (folder / "like-a-tulip.jpg").write_bytes(photo(102, size=(96, 72)))
    (folder / "finger.jpg").write_bytes(photo(50))
    (folder / "note.txt").write_text("no picture")
    rose = {"labels": [{"name": "rose"}]}
    files = [UploadFile(path, fields=rose if path.name.startswith("rose") else {}) for path in sorted(folder.iterdir())]
    steps: list[UploadProgress] = []
    report = user.datasets.samples.upload_files(dataset_id, files, batch_size=4, attempts=1, on_progress=steps.append)
    assert [outcome.name for outcome in report.failed] == ["note.txt"]
    assert report.failed[0].error_code == "ModelArts.4421"
    assert [step.done for step in steps] == [4, 8, 12, 14]
    assert (steps[-1].failed, steps[-1].total) == (1, 14)
    dataset = user.datasets.get(dataset_id)
    assert (dataset.total_sample_count, dataset.annotated_sample_count) == (13, 5)


def show_pictures(server: Server, user: ModelArts, dataset_id: str, folder: Path) -> None:
    """Every picture can be looked at, by an address that needs no other credentials."""
    for name, sample in samples(user, dataset_id, limit=5).items():
        assert sample.source
        assert server.fetch(sample.source) == (folder / name).read_bytes()


def tend_labels(user: ModelArts, dataset_id: str) -> None:
    """Add labels, give them to samples, rename one, delete one, and delete one with its sample."""
    names = [{"name": name} for name in ("tullip", "weed", "spoilt")]
    assert user.datasets.labels.create(dataset_id, labels=names).success
    tulips = {f"tulip-{number}.jpg": [{"name": "tullip"}] for number in range(5)}
    tulips["tulip-0.jpg"] = [{"name": "tullip"}, {"name": "weed"}]
    label(user, dataset_id, {**tulips, "finger.jpg": [{"name": "spoilt"}]})

    user.datasets.labels.update_one(dataset_id, "tullip", modelarts_rename_to="tulip", label_type=TYPE)
    policy = LabelDeletionPolicy.LABEL
    assert user.datasets.labels.delete(
        dataset_id, labels=[{"name": "weed", "type": TYPE}], delete_policy=policy
    ).success
    user.datasets.labels.delete_with_samples(dataset_id, "spoilt", label_type=TYPE, delete_source=True)
    assert sorted(str(each.name) for each in user.datasets.labels.list(dataset_id)) == ["rose", "tulip"]
    found = label_names(samples(user, dataset_id))
    assert "finger.jpg" not in found
    assert Counter(name for names in found.values() for name in names) == {"rose": 5, "tulip": 5}
    stats = user.datasets.stats(dataset_id)
    assert {each.name: each.sample_count for each in stats.label_stats or ()} == {"rose": 5, "tulip": 5}


def let_the_machine_label(user: ModelArts, dataset_id: str) -> None:
    """Two copies get the labels of what they are copies of; one proposal is confirmed, one is corrected."""
    started = user.datasets.auto_labeling.create(dataset_id, task_type="auto-label", config={"algorithm_type": "fast"})
    assert started.task_id
    task = user.datasets.auto_labeling.wait(dataset_id, started.task_id, interval=SOON)
    assert (task.status, task.progress) == (SmartTaskStatus.SUCCEEDED, 100)
    proposed = {str(sample.sample_name): sample for sample in user.datasets.auto_labeling.samples.list(dataset_id)}
    assert label_names(proposed) == {"like-a-rose.jpg": ["rose"], "like-a-tulip.jpg": ["tulip"]}
    for sample in proposed.values():
        assert sample.labels
        assert (sample.labels[0].score or 0) > 0.85
    assert user.datasets.get(dataset_id).unconfirmed_sample_count == 2

    confirmed = [{"name": each.name, "type": each.type} for each in proposed["like-a-rose.jpg"].labels or ()]
    label(user, dataset_id, {"like-a-rose.jpg": confirmed, "like-a-tulip.jpg": [{"name": "rose"}]})
    assert not list(user.datasets.auto_labeling.samples.list(dataset_id))
    dataset = user.datasets.get(dataset_id)
    assert (dataset.unconfirmed_sample_count, dataset.annotated_sample_count) == (0, 12)
    labelled = samples(user, dataset_id, sample_state=SampleState.LABELED)
    assert label_names(labelled)["like-a-tulip.jpg"] == ["rose"]


def let_a_team_label(server: Server, user: ModelArts, dataset_id: str) -> None:
    """Six new pictures go to a team of two labelers and a reviewer."""
    new = [UploadFile(name=f"new-{number}.png", content=photo(200 + number, "PNG")) for number in range(6)]
    user.datasets.samples.upload_files(dataset_id, new).raise_for_failures()
    group(user, dataset_id)
    team = Team.gather(server, user, dataset_id)
    team.label_all("rose")
    team.review_all()
    team.accept_half()
    found = label_names(samples(user, dataset_id))
    assert {name for name in found if name.startswith("new")} == {upload.name for upload in new}
    assert all(names == ["rose"] for name, names in found.items() if name.startswith("new"))
    team.dissolve()


def group(user: ModelArts, dataset_id: str) -> None:
    """What has no labels yet is sorted into two groups, by which it can be searched for."""
    config = {"n_clusters": 2, "property": "heap"}
    started = user.datasets.auto_labeling.create(dataset_id, task_type="auto-grouping", config=config)
    assert started.task_id
    task = user.datasets.auto_labeling.wait(dataset_id, started.task_id, interval=SOON)
    assert task.status is SmartTaskStatus.SUCCEEDED
    heaps = (user.datasets.samples.search_conditions(dataset_id).metadata or {})["heap"]
    assert len(heaps) == 2
    conditions = ([{"metadata": {"props": {"heap": [heap]}}}] for heap in heaps)
    found = [samples(user, dataset_id, search_conditions=json.dumps(each)) for each in conditions]
    assert all(found)
    assert sorted(name for names in found for name in names) == [f"new-{number}.png" for number in range(6)]


def freeze(server: Server, user: ModelArts, dataset_id: str) -> str:
    """A version keeps its samples and labels, whatever becomes of the dataset."""
    version_id = publish(user, dataset_id, train_evaluate_sample_ratio="0.75")
    before = contents(user, dataset_id, version_id=version_id)
    assert len(before) == 18
    version = user.datasets.versions.get(dataset_id, version_id)
    assert version.version_name == "V001"
    assert version.manifest_path
    lines = server.lines(version.manifest_path)
    assert {line["usage"] for line in lines} == {"TRAIN", "EVAL"}

    user.datasets.labels.update(dataset_id, labels=[{"name": "rose", "property": {"@modelarts:rename_to": "red rose"}}])
    found = samples(user, dataset_id)
    user.datasets.samples.delete(dataset_id, samples=[str(found["rose-0.jpg"].sample_id)])
    label(user, dataset_id, {"tulip-0.jpg": []})
    assert label_names(samples(user, dataset_id))["rose-1.jpg"] == ["red rose"]
    assert contents(user, dataset_id, version_id=version_id) == before
    assert server.lines(version.manifest_path) == lines

    server.pass_time(60)
    second = publish(user, dataset_id)
    assert [each.version_id for each in user.datasets.versions.list(dataset_id)] == [second, version_id]
    assert len(samples(user, dataset_id, version_id=second)) == 17
    return version_id


def split(server: Server, user: ModelArts, dataset_id: str) -> None:
    """An export of labelled samples in parts for training and for evaluation."""
    params = {"ratio_sample_usage": True, "train_sample_ratio": "0.75"}
    assert export(user, dataset_id, EXPORTS, export_type=0, export_format=1, export_params=params) == 16
    lines = server.lines(f"{EXPORTS}flowers.manifest")
    usages = Counter((line["annotation"][0]["name"], line["usage"]) for line in lines)
    assert usages["red rose", "TRAIN"] + usages["red rose", "EVAL"] == 12
    assert usages["tulip", "TRAIN"] + usages["tulip", "EVAL"] == 4
    assert all(usages[name, part] for name in ("red rose", "tulip") for part in ("TRAIN", "EVAL"))
    files = set(server.names(EXPORTS))
    assert {"red rose/rose-1.jpg", "tulip/tulip-1.jpg"} <= files
    assert not {"tulip/tulip-0.jpg", "tulip-0.jpg"} & files


def synchronize(server: Server, user: ModelArts, dataset_id: str) -> None:
    """What came to the folder comes to the dataset; what has gone goes."""
    server.put(f"{INPUT}late/late.jpg", photo(300))
    server.delete(f"{INPUT}rose-1.jpg")
    user.datasets.synchronization.start(dataset_id)
    state = user.datasets.synchronization.wait(dataset_id, interval=SOON)
    assert (state.add_sample_count, state.deleted_sample_count) == (2, 1)  # the deleted sample's file was still there
    found = samples(user, dataset_id)
    assert {"late.jpg", "rose-0.jpg"} <= set(found)
    assert "rose-1.jpg" not in found


def validate(server: Server, user: ModelArts, dataset_id: str, version_id: str) -> None:
    """A version is checked, and another one is made of what is sound."""
    task_id = user.processor_tasks.create(
        name="check-flowers",
        inputs=[{"type": "DATASET", "source": dataset_id, "version_id": version_id}],
        work_path={"type": "DATASET", "path": dataset_id, "version_name": "checked"},
        template={"id": "sys_data_validation", "operator_params": [{"name": "MetaValidation", "params": {}}]},
        create_version=True,
    ).task_id
    assert task_id
    user.processor_tasks.wait(task_id, interval=SOON)
    [version] = user.processor_tasks.versions.list(task_id)
    assert version.task_version_id
    ended = user.processor_tasks.versions.wait(task_id, version.task_version_id, interval=SOON)
    assert (ended.origin_sample_count, ended.deleted_sample_count) == (18, 1)
    results = list(user.processor_tasks.versions.results.list(task_id, version.task_version_id))
    gone = [result.origin_source for result in results if result.result_property == 2]
    assert gone == [f"s3:/{INPUT}rose-1.jpg"], "its file went before the synchronization"
    assert ended.work_path
    assert ended.work_path.version_id
    checked = samples(user, dataset_id, version_id=ended.work_path.version_id)
    assert len(checked) == 17


def augment(server: Server, user: ModelArts) -> None:
    """The pictures of a folder are mirrored, and the results can be looked at."""
    task_id = user.processor_tasks.create(
        name="mirror",
        inputs=[{"type": "OBS", "source": f"{EXPORTS}tulip/"}],
        work_path={"type": "OBS", "path": f"{BUCKET}/mirrored/"},
        template={"id": "sys_data_augmentation", "operator_params": [{"name": "Flip", "params": {}}]},
    ).task_id
    assert task_id
    version_id = user.processor_tasks.versions.create(task_id, name="mirror").version_id
    assert version_id
    ended = user.processor_tasks.versions.wait(task_id, version_id, interval=SOON)
    assert (ended.origin_sample_count, ended.add_sample_count) == (4, 4)
    results = list(user.processor_tasks.versions.results.list(task_id, version_id, limit=3))
    assert len(results) == 4
    for result in results:
        assert result.signed_new_source
        assert server.fetch(result.signed_new_source)[:2] == b"\xff\xd8"


def clear_away(user: ModelArts, dataset_id: str) -> None:
    """In the end nothing is left."""
    for task in list(user.processor_tasks.list()):
        user.processor_tasks.delete(str(task.task_id))
    user.datasets.delete(dataset_id)
    user.datasets.wait_deleted(dataset_id, interval=SOON)
    assert not list(user.datasets.list())
    assert not list(user.workforces.list())
