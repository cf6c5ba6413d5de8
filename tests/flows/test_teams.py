"""Teams at work on every dataset type that has team labeling, and the ways in which work is handed out."""

from __future__ import annotations

import pytest
from modelarts_client import BadRequestError, ModelArts
from modelarts_client.models import AcceptanceAction, SampleState, WorkerRole, WorkforceTaskStatus

from tests.flows.actions import SOON, label_names, name_of, samples
from tests.flows.kinds import KINDS, Kind
from tests.flows.provisions import bring_in
from tests.flows.serving import Server

LABELER, SECOND, MANAGER = "labeler@example.com", "second@example.com", "manager@example.com"
#: Types that teams can label, by the documents.
TEAM_TYPES = (0, 1, 100, 101, 102, 202)
LABELLED = {name: kind for name, kind in KINDS.items() if kind.type in TEAM_TYPES and kind.by_hand}
OTHERS = {kind.type: kind for kind in KINDS.values() if kind.type not in TEAM_TYPES}


def gather(client: ModelArts, **roles: WorkerRole) -> str:
    """Form a team, whose members are named without the domain of their addresses."""
    team_id = client.workforces.create(workforce_name="gardeners").workforce_id
    assert team_id
    for name, role in roles.items():
        client.workforces.workers.create(team_id, emails=f"{name}@example.com", role=role)
    return team_id


@pytest.mark.parametrize("kind", LABELLED.values(), ids=list(LABELLED))
def test_a_team_labels_what_nobody_has(server: Server, user: ModelArts, kind: Kind) -> None:
    dataset_id = bring_in(server, user, kind)
    if kind.labels:
        user.datasets.labels.create(dataset_id, labels=kind.labels)
    tasks = user.datasets.workforce_tasks
    who = {"workforces": [{"workforce_id": gather(user, labeler=WorkerRole.LABELER)}]}
    task_id = tasks.create(dataset_id, task_name="names", workforces_config=who).task_id
    assert task_id
    assert tasks.wait(dataset_id, task_id, interval=SOON).status is WorkforceTaskStatus.RUNNING

    open_ones = {name_of(sample): sample for sample in tasks.samples.list(dataset_id, task_id)}
    assert set(open_ones) == {name for name, labels in kind.imported.items() if not labels}
    given = [
        {"sample_id": sample.sample_id, "labels": kind.by_hand[name], "metadata": kind.metadata}
        for name, sample in open_ones.items()
    ]
    assert tasks.samples.update(dataset_id, task_id, email=LABELER, samples=given).success
    assert label_names(samples(user, dataset_id)) == kind.imported, "the dataset knows nothing before the acceptance"

    tasks.acceptance.start(dataset_id, task_id, sampling_rate=1)
    tasks.wait(dataset_id, task_id, interval=SOON)
    tasks.acceptance.update(dataset_id, task_id, action=AcceptanceAction.PASS_ALL, locale="en-us")
    assert tasks.wait(dataset_id, task_id, interval=SOON).status is WorkforceTaskStatus.ACCEPTED
    accepted = samples(user, dataset_id, sample_state=SampleState.ACCEPTED)
    assert label_names(accepted) == {
        name: sorted(str(label.get("name", "")) for label in kind.by_hand[name]) for name in open_ones
    }


@pytest.mark.parametrize("kind", OTHERS.values(), ids=[str(number) for number in OTHERS])
def test_other_types_have_no_teams(server: Server, user: ModelArts, kind: Kind) -> None:
    dataset_id = bring_in(server, user, kind)
    who = {"workforces": [{"workforce_id": gather(user, labeler=WorkerRole.LABELER)}]}
    with pytest.raises(BadRequestError) as caught:
        user.datasets.workforce_tasks.create(dataset_id, task_name="names", workforces_config=who)
    assert str(caught.value.error_code).startswith("ModelArts.4")
    assert not list(user.datasets.workforce_tasks.list(dataset_id))


def test_a_manager_hands_the_work_out(server: Server, user: ModelArts) -> None:
    kind = KINDS["image_classification-0"]
    dataset_id = bring_in(server, user, kind)
    team_id = gather(user, labeler=WorkerRole.LABELER, second=WorkerRole.LABELER, manager=WorkerRole.TEAM_ADMINISTRATOR)
    tasks = user.datasets.workforce_tasks
    conditions = '[{"sample_name": "1.jpg"}]'
    task_id = tasks.create(
        dataset_id, task_name="names", workforces_config={"agency": MANAGER}, sample_conditions=conditions, repetition=2
    ).task_id
    assert task_id
    assert tasks.get(dataset_id, task_id).status is WorkforceTaskStatus.CREATED
    assert [(part.email, part.task_id) for part in user.workers.tasks.list()] == [(MANAGER, task_id)]

    tasks.start(dataset_id, task_id, workforces_config={"workforces": [{"workforce_id": team_id}]})
    assert tasks.wait(dataset_id, task_id, interval=SOON).status is WorkforceTaskStatus.RUNNING
    figures = tasks.metrics(dataset_id, task_id).sample_stats
    assert figures
    assert {email: numbers["un_annotation"] for email, numbers in figures.items()} == {LABELER: 1, SECOND: 1}
    reached = {mail["recipient"] for mail in server.mails()}
    assert reached >= {LABELER, SECOND}
    before = len(server.mails())
    assert tasks.notify(dataset_id, task_id, emails=[SECOND]).success
    assert (server.mails()[0]["recipient"], len(server.mails())) == (SECOND, before + 1)
