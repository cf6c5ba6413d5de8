from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
from modelarts_emulator.config import ClockSetting, Config
from modelarts_emulator.services.auto_labeling import runs as smart_runs
from modelarts_emulator.services.auto_labeling import steps as smart_steps
from modelarts_emulator.testing import LocalEmulator

from ..datasets.service import INPUT, RefusedError, Service
from ..pictures import photo
from .labelling import AUTO, PRE, Labelling, grouping


@pytest.fixture
def slow_steps(monkeypatch: pytest.MonkeyPatch) -> None:
    """A second for each step of two samples."""
    monkeypatch.setattr(smart_steps, "SAMPLES_PER_STEP", 2)
    monkeypatch.setattr(smart_runs, "STEP_SECONDS", 1.0)


def add_unlabelled(labelling: Labelling, number: int = 9) -> None:
    for index in range(number):
        labelling.service.put_file(f"new-{index}.jpg", photo(index))


def test_progress(labelling: Labelling, slow_steps: None) -> None:
    add_unlabelled(labelling)
    labelling.put_flowers()
    task_id = labelling.start(**AUTO)
    task = labelling.task(task_id)
    assert (task["status"], task["progress"], task["code"], task["elapsed_time"]) == (-1, 0, "ModelArts.4902", 0)
    assert task["create_time"] == "2025-10-09 08:53:21"
    assert task["resource_id"] == labelling.dataset_id
    labelling.emulator.advance(1)
    task = labelling.task(task_id)
    assert (task["status"], task["progress"]) == (0, 10)
    labelling.emulator.advance(7)
    task = labelling.task(task_id)
    assert (task["status"], task["progress"], task["code"]) == (1, 30, "ModelArts.4914")
    labelling.emulator.advance(2)
    task = labelling.task(task_id)
    assert (task["progress"], task["elapsed_time"]) == (round(30 + 70 * 4 / 11, 1), 10)
    assert len(labelling.proposals()) == 4
    labelling.service.settle()
    assert (labelling.task(task_id)["status"], len(labelling.proposals())) == (3, 11)


def test_stopping(labelling: Labelling, slow_steps: None) -> None:
    add_unlabelled(labelling)
    labelling.put_flowers()
    task_id = labelling.start(**AUTO)
    labelling.emulator.advance(10)
    assert labelling.call("POST", f"/tasks/{task_id}/stop") is None
    assert labelling.task(task_id)["status"] == 4
    assert labelling.refusal("POST", f"/tasks/{task_id}/stop") == (400, "4393")
    assert labelling.refusal("POST", "/tasks", AUTO) == (400, "4386")
    labelling.service.settle()
    task = labelling.task(task_id)
    assert (task["status"], task["code"], task["elapsed_time"]) == (5, "ModelArts.4393", 10)
    assert len(labelling.proposals()) == 4
    assert labelling.run(**AUTO)["status"] == 3
    assert len(labelling.proposals()) == 11
    ended = labelling.call("GET", "/tasks")["tasks"][0]["task_id"]
    assert labelling.refusal("POST", f"/tasks/{ended}/stop") == (400, "4396")
    assert labelling.refusal("POST", "/tasks/none/stop") == (404, "4700")


def test_a_restart_goes_on_where_the_work_stood(tmp_path: Path, slow_steps: None) -> None:
    config = Config(
        store=f"sqlite:///{tmp_path}/state.sqlite",
        objects=str(tmp_path / "objects"),
        auth=False,
        clock=ClockSetting("manual"),
        check_responses=True,
    )
    with LocalEmulator(config) as emulator:
        before = Labelling(Service(emulator))
        add_unlabelled(before)
        dataset_id = before.put_flowers()
        task_id = before.start(**AUTO)
        emulator.advance(10)
        assert len(before.proposals()) == 4
    with LocalEmulator(config) as emulator:
        after = Labelling(Service(emulator))
        after.dataset_id = dataset_id
        assert after.task(task_id)["status"] == 1
        after.service.settle()
        assert (after.task(task_id)["status"], len(after.proposals())) == (3, 11)
        assert after.service.show(dataset_id)["unconfirmed_sample_count"] == 11


def test_one_task_of_a_kind_at_a_time(labelling: Labelling) -> None:
    add_unlabelled(labelling)
    labelling.put_flowers()
    labelling.start(**AUTO)
    assert labelling.refusal("POST", "/tasks", AUTO) == (400, "4386")
    assert labelling.refusal("POST", "/tasks", PRE) == (400, "4386")
    labelling.start(**grouping())
    assert labelling.refusal("POST", "/tasks", grouping()) == (400, "4964")
    shown = labelling.call("GET", "", check_running_task=True, running_task_type=0)
    assert shown["exist_running_task"] is True
    labelling.service.settle()
    assert labelling.call("GET", "", check_running_task=True)["exist_running_task"] is False
    labelling.service.put_file("later.jpg", photo(70))
    other = labelling.dataset_id
    labelling.dataset_id = labelling.service.create("other")
    labelling.start(**PRE)
    assert labelling.refusal("POST", "/tasks", PRE) == (400, "4387")
    labelling.dataset_id = other
    assert labelling.refusal("POST", "/tasks", PRE) == (400, "4407")


def test_of_many_requests_at_once_one_wins(labelling: Labelling) -> None:
    labelling.put_flowers()

    def attempt(_: int) -> str:
        try:
            labelling.start(**AUTO)
        except RefusedError as refused:
            return f"{refused.status} {refused.code}"
        return ""

    with ThreadPoolExecutor(8) as pool:
        assert sorted(pool.map(attempt, range(16))) == ["", *["400 4386"] * 15]
    labelling.service.settle()
    assert (labelling.call("GET", "/tasks")["total_count"], len(labelling.proposals())) == (1, 2)


def test_lists(labelling: Labelling) -> None:
    add_unlabelled(labelling)
    labelling.put_flowers()
    first = labelling.run(task_type="auto-label", config={"name": "Learn roses"})
    labelling.service.put_file("later.jpg", photo(70))
    assert labelling.call("GET", "/tasks")["total_count"] == 1
    assert labelling.call("GET", "/tasks", type="pre-label")["tasks"] == []
    assert labelling.call("GET", "/tasks", type="auto-grouping")["total_count"] == 0
    assert labelling.call("GET", "/tasks", task_name="ROSES")["tasks"][0]["task_id"] == first["task_id"]
    assert labelling.call("GET", "/tasks", task_name="%")["total_count"] == 0
    assert labelling.call("GET", "/tasks", offset=1)["tasks"] == []
    assert labelling.call("GET", "/tasks")["exist_running_deploy_task"] is False
    assert first["config"]["algorithm_type"] == "fast"
    assert labelling.refusal("GET", "/tasks/none") == (404, "4700")
    labelling.dataset_id = "none"
    assert labelling.refusal("GET", "/tasks") == (404, "4352")
    assert labelling.refusal("POST", "/tasks", AUTO) == (404, "4352")


def test_what_active_learning_needs(one: Labelling) -> None:
    one.put_flowers(images=4)
    assert one.refusal("POST", "/tasks", AUTO) == (400, "4406")
    one.emulator.reset()
    for number in range(5):
        one.service.put_file(f"rose/{number}.jpg", photo(number))
    one.dataset_id = one.service.create()
    assert one.refusal("POST", "/tasks", AUTO) == (400, "4405")
    for number in range(5):
        one.service.put_file(f"tulip/{number}.jpg", photo(number))
    one.dataset_id = one.service.create("more")
    assert one.refusal("POST", "/tasks", AUTO) == (400, "4407")
    one.service.publish(one.dataset_id, settle=False)
    assert one.refusal("POST", "/tasks", AUTO) == (400, "4381")


@pytest.mark.parametrize(
    ("body", "code"),
    [
        ({}, "4396"),
        ({"task_type": "auto-deploy"}, "4820"),
        ({"task_type": "pre-label"}, "4934"),
        ({"task_type": "auto-grouping"}, "4396"),
        ({"task_type": "auto-grouping", "config": {"n_clusters": 2}}, "4396"),
        (grouping(12), "4622"),
        (grouping(property="@modelarts:hard"), "4396"),
        (grouping(result_type=0, output_dir="nowhere"), "4313"),
        (grouping(result_type=0, output_dir="/no-bucket/out/"), "4311"),
    ],
)
def test_refusals(one: Labelling, body: dict[str, Any], code: str) -> None:
    one.put_flowers()
    assert one.refusal("POST", "/tasks", body) == (400, code)
    assert one.call("GET", "/tasks", type="auto-grouping")["total_count"] == 0


def test_a_dataset_that_is_deleted_takes_its_tasks_along(labelling: Labelling) -> None:
    labelling.put_flowers()
    labelling.start(**AUTO)
    labelling.call("DELETE")
    labelling.service.settle()
    assert labelling.refusal("GET", "/tasks") == (404, "4352")


def groups(labelling: Labelling) -> dict[str, str]:
    """Groups of all images, by their names."""
    found: dict[str, str] = {}
    for group in range(10):
        condition = f'[{{"metadata": {{"props": {{"group": ["{group}"]}}}}}}]'
        page = labelling.call("GET", "/data-annotations/samples", limit=100, search_conditions=condition)
        found |= {held["sample_name"]: str(group) for held in page["samples"]}
    return found


def test_images_are_grouped_by_what_they_look_like(labelling: Labelling) -> None:
    from PIL import Image

    from ..pictures import encode

    for number in range(4):
        for name, level in (("dark", 10), ("bright", 230)):
            image = Image.new("RGB", (40, 30), (level + number, level, level))
            labelling.service.put_file(f"{name}-{number}.png", encode(image, "PNG"))
    labelling.dataset_id = labelling.service.create()
    task = labelling.run(**grouping(image_brightness=True))
    assert (task["status"], task["code"], task["type"]) == (3, "ModelArts.4962", 2)
    assert task["export_type"] == 1
    found = groups(labelling)
    assert len(found) == 8
    assert len({group for name, group in found.items() if name.startswith("dark")}) == 1
    assert len({group for name, group in found.items() if name.startswith("bright")}) == 1
    assert len(set(found.values())) == 2
    assert labelling.service.show(labelling.dataset_id)["unconfirmed_sample_count"] == 0


def test_groups_as_folders(one: Labelling) -> None:
    add_unlabelled(one, 6)
    one.dataset_id = one.service.create()
    one.run(**grouping(3, result_type=0, output_dir="/demo-bucket/groups/"))
    written = [entry.path for entry in one.emulator.app.emulator.backend.objects.list("/demo-bucket/groups/")]
    assert sorted(path.rpartition("/")[2] for path in written) == [f"new-{number}.jpg" for number in range(6)]
    assert len({path.split("/")[3] for path in written}) == 3
    assert one.emulator.get_object(written[0]) == one.emulator.get_object(INPUT + written[0].rpartition("/")[2])
    one.run(**grouping(2, result_type=0))
    folder = one.service.show(one.dataset_id)["inner_task_path"]
    assert len([*one.emulator.app.emulator.backend.objects.list(folder)]) == 6
