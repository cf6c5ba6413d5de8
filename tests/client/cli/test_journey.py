"""A user's way through the commands, against the emulator."""

from __future__ import annotations

import pytest

from .conftest import Program

pytestmark = pytest.mark.modelarts_emulator(auth=False, clock="scaled:600")

CREATE = [
    "datasets", "create", "--dataset-name", "flowers", "--dataset-type", "image-classification",
    "--data-sources", "data_type=0,data_path=/demo-bucket/flowers/input/",
    "--work-path", "/demo-bucket/flowers/output/", "--work-path-type", "obs",
    "--labels", "name=rose,type=0", "--labels", "name=tulip,type=0",
]  # fmt: skip
WAIT = ["--wait", "--wait-interval", "0.05"]


def test_from_pictures_to_a_version(live: Program) -> None:
    created = live(*CREATE, *WAIT, "-o", "json")
    assert created.code == 0, created.err
    assert created.data["status"] == 1
    assert created.data["total_sample_count"] == 3
    dataset = created.data["dataset_id"]

    listed = live("datasets", "list", "--limit", "20", "-o", "table")
    heads, *rows = listed.rows
    assert heads[:5] == ["dataset_id", "dataset_name", "status", "dataset_type", "total_sample_count"]
    assert [row[:5] for row in rows] == [[dataset, "flowers", "normal", "image_classification", "3"]]

    version = live(
        "datasets", "versions", "create", dataset, "--version-name", "V001", *WAIT, "--query", "version_name"
    )
    assert (version.code, version.out) == (0, "V001\n")
    assert len(live("datasets", "versions", "list", dataset, "--all", "-o", "json").data) == 1

    assert live("datasets", "update", dataset, "--description", "Roses and tulips").code == 0
    assert live("datasets", "get", dataset, "--query", "description").out == "Roses and tulips\n"
    assert live("datasets", "stats", dataset, "--query", "sample_stats.all").out == "3\n"
    period = ["--start-time", "2020-01-01", "--end-time", "2099-01-01T00:00Z"]
    assert live("datasets", "metrics", dataset, *period, "-o", "json").code == 0

    deleted = live("datasets", "delete", dataset, *WAIT)
    assert (deleted.code, deleted.out, deleted.err) == (0, "", "")
    gone = live("datasets", "get", dataset)
    assert gone.code == 4
    assert "ModelArts.4352" in gone.err


def test_signing_in_by_the_environment(
    live: Program, monkeypatch: pytest.MonkeyPatch, request: pytest.FixtureRequest
) -> None:
    emulator = request.getfixturevalue("modelarts_emulator")
    live.settings["credentials"] = "default"
    assert live("datasets", "list").code == 3
    monkeypatch.setenv("HUAWEICLOUD_SDK_AK", emulator.access_key)
    monkeypatch.setenv("HUAWEICLOUD_SDK_SK", emulator.secret_key)
    assert live("datasets", "list").code == 0
    monkeypatch.setenv("HUAWEICLOUD_SDK_SK", "wrong")
    assert live("datasets", "list", "--auth", "off").code == 0


@pytest.mark.modelarts_emulator(auth=True)
def test_a_wrong_key(live: Program, monkeypatch: pytest.MonkeyPatch, request: pytest.FixtureRequest) -> None:
    emulator = request.getfixturevalue("modelarts_emulator")
    live.settings["credentials"] = "default"
    monkeypatch.setenv("HUAWEICLOUD_SDK_AK", emulator.access_key)
    monkeypatch.setenv("HUAWEICLOUD_SDK_SK", "wrong")
    refused = live("datasets", "list")
    assert refused.code == 3
    assert "HTTP 401" in refused.err
    assert live("datasets", "list", "--auth", "off").code == 3
