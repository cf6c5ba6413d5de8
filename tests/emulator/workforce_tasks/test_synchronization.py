"""What is new in a dataset reaches the teams that are to have it; what is gone leaves them."""

from __future__ import annotations

import base64
from typing import Any

import pytest
from modelarts_emulator.services.formats.annotations import Annotation
from modelarts_emulator.services.samples.changes import SampleChange, change_samples
from modelarts_emulator.services.samples.states import SampleState
from modelarts_emulator.store.dataset_tables import datasets, samples
from sqlalchemy import select

from ..datasets.service import PNG
from ..workforces.teams import Task, Teams, named
from .test_journeys import A, B, flowers, labels_of


def propose(teams: Teams, dataset_id: str, number: int) -> None:
    """Put labels of a model on some unlabelled samples, as automatic labelling does."""
    backend = teams.service.emulator.app.emulator.backend
    with backend.store.write() as conn:
        dataset_pk = conn.execute(select(datasets.c.pk).where(datasets.c.dataset_id == dataset_id)).scalar_one()
        wanted = select(samples.c.pk).where(samples.c.dataset_pk == dataset_pk, samples.c.state == 0)
        keys = conn.execute(wanted.order_by(samples.c.pk).limit(number)).scalars().all()
        guess = Annotation("rose", 0, {}, 0.9, "auto")
        changes = [SampleChange(key, [guess], SampleState.TO_CONFIRM) for key in keys]
        change_samples(conn, backend, (dataset_pk, dataset_id), changes)
    teams.service.settle()


def upload(teams: Teams, dataset_id: str, *names: str) -> None:
    """Upload small images."""
    sent = [{"name": name, "data": base64.b64encode(PNG + name.encode()).decode()} for name in names]
    teams.service.call("POST", f"/{dataset_id}/data-annotations/samples", {"samples": sent})
    teams.service.settle()


@pytest.mark.parametrize("wanted", [True, False])
def test_new_samples(teams: Teams, wanted: bool) -> None:
    team = teams.create("gardeners", A, B)
    dataset_id = flowers(teams, 3)
    task = Task.create(teams, dataset_id, workforces_config=named(team), synchronize_data=wanted)
    task.label(A, "rose")
    upload(teams, dataset_id, "new-1.png", "new-2.png", "new-3.png")
    assert (len(task.samples(A)), len(task.samples(B))) == ((3, 3) if wanted else (2, 1))
    task.call("POST", "", {})
    teams.service.settle()
    assert task.numbers() == {"total": 6, "unannotated": 4, "uncheck": 2}, "a new start hands out all there is"


def test_new_samples_reach_a_task_that_was_done(teams: Teams) -> None:
    team = teams.create("gardeners", A)
    dataset_id = flowers(teams, 1)
    task = Task.create(teams, dataset_id, workforces_config=named(team), data_sync_type=1)
    task.label(A, "rose")
    task.check()
    task.end(0)
    upload(teams, dataset_id, "new.png")
    assert (task.status, task.numbers()) == (1, {"total": 2, "unannotated": 1, "accepted": 1})


def test_new_samples_wait_while_an_acceptance_is_prepared(teams: Teams) -> None:
    team = teams.create("gardeners", A)
    dataset_id = flowers(teams, 2)
    task = Task.create(teams, dataset_id, workforces_config=named(team), synchronize_data=True)
    task.label(A, "rose")
    task.call("POST", "/acceptance", {"sampling_num": 1})
    upload(teams, dataset_id, "new.png")
    assert (task.status, task.numbers()) == (2, {"total": 3, "unannotated": 1, "uncheck": 2, "sampled": 1})


@pytest.mark.parametrize("wanted", [True, False])
def test_automatic_labels(teams: Teams, wanted: bool) -> None:
    team = teams.create("gardeners", A)
    dataset_id = flowers(teams, 4)
    propose(teams, dataset_id, 1)
    options: dict[str, Any] = {"workforces_config": named(team), "synchronize_auto_labeling_data": wanted}
    task = Task.create(teams, dataset_id, **options)
    before = {"total": 4, "unannotated": 3, "auto_annotation": 1} if wanted else {"total": 3, "unannotated": 3}
    assert task.numbers() == before
    if not wanted:
        return
    [guessed] = task.samples(state="__AUTO_ANNOTATION__")
    assert (guessed["labels"][0]["name"], guessed["labels"][0]["annotated_by"]) == ("rose", "auto")
    propose(teams, dataset_id, 1)
    assert task.numbers() == {"total": 4, "unannotated": 2, "auto_annotation": 2}
    task.label(A, "tulip")
    task.check()
    task.end(0)
    assert set(map(tuple, labels_of(teams, dataset_id).values())) == {("tulip",)}


def test_conditions_choose_the_samples(teams: Teams) -> None:
    team = teams.create("gardeners", A)
    dataset_id = flowers(teams, 3)
    condition = '[{"sample_name": "0001.jpg"}]'
    task = Task.create(teams, dataset_id, workforces_config=named(team), sample_conditions=condition)
    assert [sample["sample_name"] for sample in task.samples()] == ["0001.jpg"]


def test_deleted_samples_leave_the_task(teams: Teams) -> None:
    team = teams.create("gardeners", A)
    dataset_id = flowers(teams, 3)
    task = Task.create(teams, dataset_id, workforces_config=named(team))
    task.label(A, "rose")
    gone = task.samples()[0]["sample_id"]
    teams.service.call("POST", f"/{dataset_id}/data-annotations/samples/delete", {"samples": [gone]})
    assert task.numbers() == {"total": 2, "uncheck": 2, "deleted": 1}
    assert task.show()["worker_stats"][0]["sample_stats"]["deleted_sample_count"] == 1
    stats = task.call("GET", "/data-annotations/stats")
    assert {held["name"]: held["count"] for held in stats["label_stats"]} == {"rose": 2, "tulip": 0}
    task.check()
    task.end(0)
    assert task.status == 3


def test_a_label_that_changes_or_goes(teams: Teams) -> None:
    team = teams.create("gardeners", A)
    dataset_id = flowers(teams, 2)
    task = Task.create(teams, dataset_id, workforces_config=named(team))
    first, second = task.samples()
    task.label(A, {first["sample_id"]: "rose", second["sample_id"]: "tulip"})
    change = {"labels": [{"name": "rose", "property": {"@modelarts:rename_to": "dog rose"}}]}
    teams.service.call("PUT", f"/{dataset_id}/data-annotations/labels", change)
    assert [label["name"] for sample in task.samples() for label in sample["labels"]] == ["dog rose", "tulip"]
    teams.service.call(
        "POST", f"/{dataset_id}/data-annotations/labels/delete", {"labels": [{"name": "tulip", "type": 0}]}
    )
    teams.service.settle()
    task.check()
    task.end(0)
    assert labels_of(teams, dataset_id) == {"0000.jpg": ["dog rose"]}
