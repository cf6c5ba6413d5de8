"""Labelling teams and their tasks as these tests use them."""

from __future__ import annotations

from typing import Any

from ..datasets.service import Service

LABELER, REVIEWER, MANAGER, OWNER = range(4)


class Teams:
    """A project's teams, beside its datasets."""

    def __init__(self, service: Service) -> None:
        self.service = service
        self.api = Service(service.emulator)
        self.api.base = self.api.base.removesuffix("/datasets") + "/workforces"

    def create(self, name: str = "gardeners", *emails: str, **roles: int) -> str:
        """Create a team of labelers and return its id."""
        workforce_id: str = self.api.call("POST", body={"workforce_name": name})["workforce_id"]
        for email in emails:
            self.add(workforce_id, email)
        return workforce_id

    def add(self, workforce_id: str, email: str, role: int = LABELER) -> str:
        """Add a member and return its id."""
        self.api.call("POST", f"/{workforce_id}/workers", {"emails": email, "role": role})
        return self.ids(workforce_id)[email]

    def ids(self, workforce_id: str) -> dict[str, str]:
        """Ids of a team's members by their addresses."""
        page = self.api.call("GET", f"/{workforce_id}/workers", limit=100)
        return {worker["email"]: worker["worker_id"] for worker in page["workers"]}

    def outbox(self) -> list[dict[str, Any]]:
        """What was sent, the newest first."""
        mails: list[dict[str, Any]] = self.service.emulator.control("GET", "/outbox")["mails"]
        return mails


def named(*teams: str | tuple[str, list[str]], agency: str = "") -> dict[str, Any]:
    """Who is to do the work: whole teams, or teams with the addresses of those who take part."""
    config: dict[str, Any] = {"agency": agency} if agency else {}
    if teams:
        entries = [(team, []) if isinstance(team, str) else team for team in teams]
        config["workforces"] = [
            {"workforce_id": team, **({"workers": [{"email": email} for email in emails]} if emails else {})}
            for team, emails in entries
        ]
    return config


class Task:
    """One team labelling task."""

    def __init__(self, teams: Teams, dataset_id: str, task_id: str) -> None:
        self.teams, self.dataset_id, self.task_id = teams, dataset_id, task_id
        self.path = f"/{dataset_id}/workforce-tasks/{task_id}"

    @classmethod
    def create(cls, teams: Teams, dataset_id: str, *, settle: bool = True, **request: Any) -> Task:
        """Create a task; where teams are named it is started, unless told otherwise."""
        reply = teams.service.call("POST", f"/{dataset_id}/workforce-tasks", request)
        if settle:
            teams.service.settle()
        return cls(teams, dataset_id, reply["task_id"])

    def call(self, method: str, path: str = "", body: Any = None, **query: Any) -> Any:
        """Send a request about the task."""
        return self.teams.service.call(method, self.path + path, body, **query)

    def refusal(self, method: str, path: str = "", body: Any = None, **query: Any) -> tuple[int, str]:
        """Status and code of a request that must be refused."""
        refused = self.teams.service.refusal(method, self.path + path, body, **query)
        return refused.status, refused.code

    def show(self) -> dict[str, Any]:
        """Everything about the task."""
        shown: dict[str, Any] = self.call("GET", "", None, sample_stats=True, label_stats=True, workforce_stats=True)
        return shown

    @property
    def status(self) -> int:
        """Where the task stands."""
        return int(self.show()["status"])

    def samples(self, email: str = "", state: str = "", **query: Any) -> list[dict[str, Any]]:
        """Samples of the task, all or those of one member, all or in one state."""
        if email:
            query["search_conditions"] = f'[{{"labeler": "{email}"}}]'
        if state:
            query["sample_state"] = state
        found: list[dict[str, Any]] = self.call("GET", "/data-annotations/samples", None, limit=100, **query)["samples"]
        return found

    def label(self, email: str, names: dict[str, str] | str, **query: Any) -> Any:
        """Let a member label samples, those named or all open ones, with one label each."""
        if isinstance(names, str):
            open_ones = [
                held["sample_id"]
                for held in self.samples(email)
                if held["sample_status"] in ("__NONE__", "__REJECTED__", "__AUTO_ANNOTATION__", "UN_ANNOTATION")
            ]
            names = dict.fromkeys(open_ones, names)
        samples = [{"sample_id": sample_id, "labels": [{"name": name}]} for sample_id, name in names.items()]
        return self.call("PUT", "/data-annotations/samples", {"email": email, "samples": samples})

    def review(self, *comments: dict[str, Any]) -> Any:
        """Review results."""
        return self.call("POST", "/data-annotations/review", {"comments": list(comments)})

    def check(self, **request: Any) -> str:
        """Start an acceptance and wait for the drawing; return its id."""
        check_id: str = self.call("POST", "/acceptance", request or {"sampling_rate": 1})["task_id"]
        self.teams.service.settle()
        return check_id

    def judge(self, *comments: dict[str, Any]) -> None:
        """Judge drawn samples."""
        self.call("POST", "/acceptance/batch-comment", {"comments": list(comments)})

    def end(self, action: int, **request: Any) -> None:
        """End the acceptance and wait for its outcome."""
        self.call("PUT", "/acceptance/status", {"action": action, **request}, locale="en-us")
        self.teams.service.settle()

    def report(self, check_id: str) -> dict[str, Any]:
        """Figures on an acceptance."""
        found: dict[str, Any] = self.call("GET", "/acceptance/report", None, checking_task_id=check_id)
        return found

    def numbers(self) -> dict[str, int]:
        """How many samples are in which state, without zeros."""
        stats: dict[str, int] = self.show()["sample_stats"]
        return {name.removesuffix("_sample_count"): number for name, number in stats.items() if number}


def comment(sample: dict[str, Any], accept: bool = True, **more: str) -> dict[str, Any]:
    """A remark on a sample of a list."""
    return {"sample_id": sample["sample_id"], "worker_id": sample["worker_id"], "accept": accept, **more}
