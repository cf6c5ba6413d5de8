"""A labeling team at work on a dataset, as its owner and its members see it."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

from modelarts_client import ModelArts
from modelarts_client.models import (
    AcceptanceAction,
    Sample,
    SampleState,
    WorkerRole,
    WorkforceTask,
    WorkforceTaskStatus,
)

from tests.flows.actions import SOON
from tests.flows.serving import Server

LABELERS = ("labeler@example.com", "another@example.com")
REVIEWER = "reviewer@example.com"


@dataclass(frozen=True)
class Team:
    """Two labelers and a reviewer, and the task that they have."""

    client: ModelArts
    dataset_id: str
    team_id: str
    task_id: str

    @classmethod
    def gather(cls, server: Server, client: ModelArts, dataset_id: str) -> Team:
        """Form the team, give it all samples without labels, and see that its members are told."""
        team_id = client.workforces.create(workforce_name="gardeners", description="They know flowers").workforce_id
        assert team_id
        for email in LABELERS:
            client.workforces.workers.create(team_id, emails=email, role=WorkerRole.LABELER)
        client.workforces.workers.create(team_id, emails=REVIEWER, role=WorkerRole.REVIEWER)
        roles = {worker.email: worker.role for worker in client.workforces.workers.list(team_id)}
        assert roles == {**dict.fromkeys(LABELERS, WorkerRole.LABELER), REVIEWER: WorkerRole.REVIEWER}
        task_id = client.datasets.workforce_tasks.create(
            dataset_id,
            task_name="name-the-flowers",
            workforces_config={"workforces": [{"workforce_id": team_id}]},
        ).task_id
        assert task_id
        team = cls(client, dataset_id, team_id, task_id)
        assert team.wait().status is WorkforceTaskStatus.RUNNING
        assert {mail["recipient"] for mail in server.mails()} >= set(LABELERS)
        assert "name-the-flowers" in json.dumps(server.mails())
        return team

    def wait(self) -> WorkforceTask:
        """Wait until it is the people's turn again."""
        return self.client.datasets.workforce_tasks.wait(
            self.dataset_id, self.task_id, sample_stats=True, workforce_stats=True, interval=SOON
        )

    def label_all(self, name: str) -> None:
        """Each labeler labels the own half."""
        for email in LABELERS:
            mine = self._samples(search_conditions=json.dumps([{"labeler": email}]))
            assert len(mine) == 3
            given = [{"sample_id": sample.sample_id, "labels": [{"name": name}]} for sample in mine]
            done = self.client.datasets.workforce_tasks.samples.update(
                self.dataset_id, self.task_id, email=email, samples=given
            )
            assert done.success
        stats = self.wait().sample_stats
        assert stats
        assert (stats.total_sample_count, stats.unannotated_sample_count) == (6, 0)

    def review_all(self) -> None:
        """The reviewer refuses one; its labeler labels it again, and then all are good."""
        first, *others = self._samples(sample_state=SampleState.TO_REVIEW)
        self._review(_verdict(first, accept=False, comment="look again"), *(_verdict(each) for each in others))
        [refused] = self._samples(sample_state=SampleState.REJECTED)
        assert (refused.sample_id, refused.review_comment) == (first.sample_id, "look again")
        [email] = [person.email for person in refused.labelers or () if person.worker_id == refused.worker_id]
        self.client.datasets.workforce_tasks.samples.update(
            self.dataset_id,
            self.task_id,
            email=email,
            samples=[{"sample_id": refused.sample_id, "labels": [{"name": "rose"}]}],
        )
        self._review(*(_verdict(each) for each in self._samples(sample_state=SampleState.TO_REVIEW)))
        assert len(self._samples(sample_state=SampleState.TO_ACCEPT)) == 6

    def accept_half(self) -> None:
        """The owner looks at half of the samples, and accepts all."""
        acceptance = self.client.datasets.workforce_tasks.acceptance
        check_id = acceptance.start(self.dataset_id, self.task_id, sampling_rate=0.5).task_id
        assert check_id
        assert self.wait().status is WorkforceTaskStatus.ACCEPTING
        drawn = self._samples(sample_state=SampleState.SAMPLED)
        assert len(drawn) == 3
        acceptance.comment(self.dataset_id, self.task_id, comments=[_verdict(each, score="A") for each in drawn])
        report = acceptance.report(self.dataset_id, self.task_id, checking_task_id=check_id)
        assert report.checking_stats
        assert (report.checking_stats.accepted_sample_count, report.checking_stats.pass_rate) == (3, 1.0)
        acceptance.update(self.dataset_id, self.task_id, action=AcceptanceAction.PASS_ALL, locale="en-us")
        ended = self.wait()
        assert ended.status is WorkforceTaskStatus.ACCEPTED
        assert ended.sample_stats
        assert ended.sample_stats.accepted_sample_count == 6
        assert ended.workforce_stats
        assert (ended.workforce_stats.labeler_count, ended.workforce_stats.reviewer_count) == (2, 1)
        stats = self.client.datasets.workforce_tasks.stats(self.dataset_id, self.task_id)
        assert {each.name: each.sample_count for each in stats.label_stats or ()}["rose"] == 6

    def dissolve(self) -> None:
        """Remove the task and the team."""
        self.client.datasets.workforce_tasks.delete(self.dataset_id, self.task_id)
        self.client.workforces.delete(self.team_id)
        assert not list(self.client.datasets.workforce_tasks.list(self.dataset_id))

    def _samples(self, **query: Any) -> list[Sample]:
        return list(self.client.datasets.workforce_tasks.samples.list(self.dataset_id, self.task_id, **query))

    def _review(self, *comments: dict[str, Any]) -> None:
        self.client.datasets.workforce_tasks.samples.review(self.dataset_id, self.task_id, comments=comments)


def _verdict(sample: Sample, *, accept: bool = True, **more: str) -> dict[str, Any]:
    """What somebody thinks of a labeler's result."""
    return {"sample_id": sample.sample_id, "worker_id": sample.worker_id, "accept": accept, **more}
