"""E-mails to members: the outbox, reminders, and a mail server."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from modelarts_emulator import __main__ as command
from modelarts_emulator.config import ClockSetting, Config, ConfigError, check_smtp
from modelarts_emulator.store.workforce_tables import mails
from modelarts_emulator.testing import LocalEmulator
from sqlalchemy import update

from ..datasets.conftest import MakeService
from ..datasets.service import Service
from ..workforces.teams import REVIEWER, Task, Teams, named
from .mail_server import serve_mail
from .test_journeys import REVIEWS, A, B, flowers


def parts(task: Task) -> dict[str, dict[str, Any]]:
    """What is known of each member's part, by address."""
    return {part["email"]: part for part in task.show()["worker_stats"]}


def test_members_are_invited_when_the_task_has_begun(teams: Teams) -> None:
    team = teams.create("gardeners", A, B)
    teams.add(team, REVIEWS, REVIEWER)
    dataset_id = flowers(teams, 1)
    assert teams.outbox() == []
    task = Task.create(teams, dataset_id, task_name="harvest", workforces_config=named(team))
    mails = {mail["recipient"]: mail for mail in teams.outbox()}
    assert set(mails) == {A, REVIEWS}, "B has nothing to do"
    assert mails[A]["subject"] == "Team labeling: harvest"
    assert "You have 1 samples to label." in mails[A]["text"]
    assert {mail["status"] for mail in mails.values()} == {"kept"}
    known = parts(task)
    assert [known[email]["email_status"] for email in (A, B, REVIEWS)] == [3, 0, 3]
    assert known[A]["last_notify_time"] == 0
    workers = {held["email"]: held["status"] for held in teams.api.call("GET", f"/{team}/workers")["workers"]}
    assert workers == {A: 1, B: 0, REVIEWS: 1}
    task.label(A, "rose")
    assert teams.api.call("GET", f"/{team}/workers/{teams.ids(team)[A]}")["status"] == 2
    again = Task.create(teams, dataset_id, workforces_config=named(team), sample_conditions='[{"sample_name": "none"}]')
    assert (again.status, again.numbers(), len(teams.outbox())) == (1, {}, 2), "without samples nobody is told"


def test_reminders(local_teams: Teams) -> None:
    team = local_teams.create("gardeners", A, B)
    task = Task.create(local_teams, flowers(local_teams), workforces_config=named(team))
    emulator = local_teams.service.emulator
    emulator.control("DELETE", "/outbox")
    assert task.call("POST", "/notify", {"emails": [A]}) == {"success": True, "results": [{"success": True}]}
    reply = task.call("POST", "/notify", {"emails": [A, B, "stranger@example.com", B]})
    codes = [result.get("error_code", "").removeprefix("ModelArts.") for result in reply["results"]]
    assert (reply["success"], codes) == (False, ["4627", "", "4604", ""])
    assert [mail["recipient"] for mail in local_teams.outbox()] == [B, A]
    assert parts(task)[A]["last_notify_time"] > 0
    emulator.advance(60)
    assert task.call("POST", "/notify", {"emails": [A.upper()]})["success"] is True
    assert task.call("POST", "/notify", {"emails": []}) == {"success": True, "results": []}
    assert task.refusal("POST", "/notify", {"emails": ["stranger@example.com"]}) == (400, "4604")
    assert len(emulator.control("GET", "/outbox?limit=1")["mails"]) == 1


def test_a_mail_server_gets_them(make_service: MakeService) -> None:
    with serve_mail() as server:
        server.refused.add(B)
        teams = Teams(make_service(smtp=server.address))
        team = teams.create("gardeners", A, B)
        task = Task.create(teams, flowers(teams), task_name="harvest", workforces_config=named(team))
        [(recipient, text)] = server.delivered
    assert recipient == A
    assert "Subject: Team labeling: harvest" in text
    known = parts(task)
    assert (known[A]["email_status"], known[B]["email_status"]) == (3, 2)
    mails = {mail["recipient"]: (mail["status"], mail["error"]) for mail in teams.outbox()}
    assert mails == {A: ("sent", ""), B: ("failed", "no such mailbox")}


def test_a_mail_server_that_is_gone(make_service: MakeService) -> None:
    with serve_mail() as server:
        address = server.address
    teams = Teams(make_service(smtp=address))
    team = teams.create("gardeners", A)
    task = Task.create(teams, flowers(teams), workforces_config=named(team))
    assert (task.status, parts(task)[A]["email_status"]) == (1, 2)
    [mail] = teams.outbox()
    assert mail["status"] == "failed"


def test_a_mail_that_a_process_left_half_sent(make_service: MakeService) -> None:
    with serve_mail() as server:
        service = make_service(smtp=server.address)
        teams = Teams(service)
        task = Task.create(teams, flowers(teams), workforces_config=named(teams.create("gardeners", A)))
        service.emulator.advance(60)
        task.call("POST", "/notify", {"emails": [A]})
        # As a process leaves it that is killed while it talks to the mail server.
        with service.emulator.app.emulator.backend.store.write() as conn:
            conn.execute(update(mails).where(mails.c.status == "waiting").values(status="sending"))
        service.settle()
    assert [mail["status"] for mail in teams.outbox()] == ["sent", "sent"]
    assert [recipient for recipient, _ in server.delivered] == [A, A]


def test_mails_stay_where_the_mail_server_is_given_up(tmp_path: Path) -> None:
    config = Config(store=f"sqlite:///{tmp_path}/state.sqlite", objects=str(tmp_path / "objects"), auth=False)
    config = replace(config, clock=ClockSetting("manual"))
    with LocalEmulator(replace(config, smtp="smtp://127.0.0.1:1")) as emulator:
        teams = Teams(Service(emulator))
        team = teams.create("gardeners", A)
        task = Task.create(teams, flowers(teams), workforces_config=named(team))
        emulator.advance(60)
        task.call("POST", "/notify", {"emails": [A]})
    with LocalEmulator(config) as emulator:
        emulator.advance()
        assert [mail["status"] for mail in Teams(Service(emulator)).outbox()] == ["kept", "failed"]


@pytest.mark.parametrize(
    "address", ["localhost", "http://mail.example.com", "smtp://", "smtp://host:port", "smtp://h:0"]
)
def test_what_is_no_mail_server(address: str) -> None:
    with pytest.raises(ConfigError, match="mail server"):
        check_smtp(address)


def test_the_command_line_takes_a_mail_server(monkeypatch: pytest.MonkeyPatch) -> None:
    taken: list[Any] = []
    monkeypatch.setattr(command, "_serve", lambda config, *_: taken.append(config))
    runner = CliRunner()
    address = "smtps://mailer:not-real@mail.example.com:465"
    assert runner.invoke(command.main, ["serve", "--smtp", address]).exit_code == 0
    assert runner.invoke(command.main, ["serve"], env={"MODELARTS_EMULATOR_SMTP": "smtp://localhost"}).exit_code == 0
    assert [config.smtp for config in taken] == [address, "smtp://localhost"]
    assert "not-real" not in repr(taken[0])
    refused = runner.invoke(command.main, ["serve", "--smtp", "http://user:not-real@host"])
    assert refused.exit_code == 1
    assert "not-real" not in refused.output
