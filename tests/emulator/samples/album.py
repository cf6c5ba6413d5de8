"""A dataset with a few samples, as tests of samples and labels use it."""

from __future__ import annotations

from base64 import b64encode
from typing import Any

import orjson

from ..datasets.service import PNG, RefusedError, Service


def encode(data: bytes = PNG) -> str:
    """A file as a request holds it."""
    return b64encode(data).decode()


class Album:
    """The samples and labels of one dataset."""

    FILES = ("rose/1.png", "rose/2.png", "rose/3.png", "tulip/4.png", "tulip/5.png")

    def __init__(self, service: Service, **request: Any) -> None:
        self.service = service
        if not request:
            service.put_images(*self.FILES)
        self.id = service.create(**request)
        self.path = f"/{self.id}/data-annotations"
        if not request:
            self.upload({"name": "6.png", "data": encode()})

    def call(self, method: str, path: str = "", body: Any = None, **query: Any) -> Any:
        """Send a request about the dataset's samples or labels."""
        return self.service.call(method, self.path + path, body, **query)

    def refusal(self, method: str, path: str = "", body: Any = None, **query: Any) -> RefusedError:
        """Send a request that must be refused."""
        return self.service.refusal(method, self.path + path, body, **query)

    def upload(self, *files: dict[str, Any], **request: Any) -> list[dict[str, Any]]:
        """Upload files and return what became of each."""
        results: list[dict[str, Any]] = self.call("POST", "/samples", {"samples": list(files), **request})["results"]
        return results

    def label(self, *samples: dict[str, Any], **request: Any) -> dict[str, Any]:
        """Label samples and return the reply."""
        reply: dict[str, Any] = self.call("PUT", "/samples", {"samples": list(samples), **request})
        return reply

    def page(self, **query: Any) -> list[dict[str, Any]]:
        """Samples of a list, which says how many they are as long as they fit on a page."""
        query = {"limit": 100, "order": "asc", **query}
        if "search_conditions" in query:
            query["search_conditions"] = orjson.dumps(query["search_conditions"]).decode()
        reply = self.call("GET", "/samples", **query)
        held: list[dict[str, Any]] = reply["samples"]
        assert reply["sample_count"] == len(held) or reply["sample_count"] > query["limit"]
        return held

    def names(self, **query: Any) -> str:
        """Names of the files of a list, without their suffix."""
        return "".join(sample["sample_name"].removesuffix(".png") for sample in self.page(**query))

    def search(self, *conditions: dict[str, Any], **query: Any) -> str:
        """Names of the samples that meet conditions."""
        return self.names(search_conditions=list(conditions), **query)

    def ids(self) -> dict[str, str]:
        """Ids of the samples by the names of their files."""
        return {sample["sample_name"].removesuffix(".png"): sample["sample_id"] for sample in self.page()}

    def shown(self, name: str) -> dict[str, Any]:
        """One sample by the name of its file."""
        sample: dict[str, Any] = self.call("GET", f"/samples/{self.ids()[name]}")
        return sample

    def labels_of(self, name: str) -> list[str]:
        """Names of the labels of a sample."""
        return [label["name"] for label in self.shown(name)["labels"]]

    def stats(self) -> dict[str, Any]:
        """Figures on the dataset."""
        reply: dict[str, Any] = self.call("GET", "/stats")
        return reply

    def used(self) -> dict[str, tuple[int, int]]:
        """How often each label is used, and on how many samples."""
        return {stat["name"]: (stat["count"], stat["sample_count"]) for stat in self.stats()["label_stats"]}

    def states(self) -> tuple[int, int, int]:
        """How many samples are not labelled, labelled, and to be confirmed."""
        held = self.stats()["sample_stats"]
        return held["un_annotation"], held["manual_annotation"], held["auto_annotation"]
