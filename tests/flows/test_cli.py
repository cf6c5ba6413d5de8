"""The same journey on the command line, in processes of their own."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from modelarts_emulator.testing import LocalEmulator

from tests.flows.conftest import INPUT, OUTPUT
from tests.flows.materials import photo

NEW = "/demo-bucket/album/"
WAIT = ("--wait", "--wait-interval", "0.05")

pytestmark = pytest.mark.modelarts_emulator(server=True)


class Shell:
    """Runs `modelarts` signed in to the emulator."""

    def __init__(self, emulator: LocalEmulator) -> None:
        self.emulator = emulator
        self.environment = {
            **os.environ,
            "MODELARTS_ENDPOINT": emulator.url,
            "HUAWEICLOUD_SDK_AK": emulator.access_key,
            "HUAWEICLOUD_SDK_SK": emulator.secret_key,
            "HUAWEICLOUD_SDK_PROJECT_ID": emulator.project_id,
        }

    def __call__(self, *words: str, status: int = 0) -> subprocess.CompletedProcess[str]:
        command = [str(Path(sys.executable).parent / "modelarts"), *words]
        run = subprocess.run(command, env=self.environment, capture_output=True, text=True, check=False)
        assert run.returncode == status, run.stdout + run.stderr
        assert "Traceback" not in run.stderr
        return run

    def json(self, *words: str) -> object:
        return json.loads(self(*words, "-o", "json").stdout)


@pytest.fixture
def shell(flowers: LocalEmulator) -> Shell:
    return Shell(flowers)


def test_journey(shell: Shell, tmp_path: Path) -> None:
    body = {
        "dataset_name": "flowers",
        "dataset_type": 0,
        "data_sources": [{"data_type": 0, "data_path": INPUT}],
        "work_path": OUTPUT,
        "work_path_type": 0,
    }
    (tmp_path / "flowers.json").write_text(json.dumps(body))
    dataset = shell.json("datasets", "create", "--body", f"@{tmp_path}/flowers.json", *WAIT)
    assert isinstance(dataset, dict)
    assert dataset["status"] == 1
    dataset_id = str(dataset["dataset_id"])

    table = shell("datasets", "list", "--limit", "20", "-o", "table").stdout
    assert "flowers" in table
    assert dataset_id in table
    assert shell("datasets", "list", "--query", "[].dataset_name", "-o", "json").stdout.split() == [
        "[",
        '"flowers"',
        "]",
    ]

    version = shell.json("datasets", "versions", "create", dataset_id, "--version-name", "first", *WAIT)
    assert isinstance(version, dict)
    assert (version["version_name"], version["status"]) == ("first", 1)

    shell("datasets", "delete", dataset_id, *WAIT)
    gone = shell("datasets", "get", dataset_id, status=4)
    assert "ModelArts.4352" in gone.stderr


def test_scripts_can_tell_what_went_wrong(shell: Shell) -> None:
    shell("datasets", "get", "nothing", status=4)
    shell("datasets", "create", status=2)
    shell.environment["HUAWEICLOUD_SDK_SK"] = "not-the-key"
    refused = shell("datasets", "list", status=3)
    assert "not-the-key" not in refused.stderr
    shell.environment["MODELARTS_ENDPOINT"] = "http://127.0.0.1:9"
    shell("--max-retries", "0", "datasets", "list", status=9)


def test_pictures_go_in_and_a_labelled_version_comes_out(shell: Shell, tmp_path: Path) -> None:
    album = tmp_path / "album"
    album.mkdir()
    for number in range(4):
        (album / f"{number}.jpg").write_bytes(photo(number))
    where = ("--data-sources", f"data_type=0,data_path={NEW}input/", "--work-path", f"{NEW}output/")
    created = shell.json(
        "datasets", "create", "--dataset-name", "album", "--dataset-type", "image-classification",
        *where, "--work-path-type", "0", *WAIT,
    )  # fmt: skip
    assert isinstance(created, dict)
    dataset_id = str(created["dataset_id"])

    uploaded = shell.json("datasets", "samples", "upload", dataset_id, str(album), "--batch-size", "3")
    assert isinstance(uploaded, list)
    assert [(entry["name"], entry["success"]) for entry in uploaded] == [(f"{number}.jpg", True) for number in range(4)]
    (album / "note.txt").write_text("no picture")
    refused = shell("datasets", "samples", "upload", dataset_id, str(album / "note.txt"), status=12)
    assert "note.txt" in refused.stdout + refused.stderr

    shell("datasets", "labels", "create", dataset_id, "--labels", "name=rose", "--labels", '{"name": "tulip"}')
    ids = shell.json("datasets", "samples", "list", dataset_id, "--all", "--query", "[].[sample_name, sample_id]")
    assert isinstance(ids, list)
    changes = [
        {"sample_id": sample_id, "labels": [{"name": "tulip" if name == "3.jpg" else "rose"}]}
        for name, sample_id in ids
    ]
    (tmp_path / "labels.json").write_text(json.dumps({"samples": changes}))
    shell("datasets", "samples", "update", dataset_id, "--body", f"@{tmp_path}/labels.json")
    tulips = shell(
        "datasets", "samples", "list", dataset_id, "--label-name", "tulip", "--columns", "sample_name"
    ).stdout
    assert tulips.split() == ["sample_name", "3.jpg"]

    version = shell.json("datasets", "versions", "create", dataset_id, *WAIT)
    assert isinstance(version, dict)
    assert (version["total_sample_count"], version["annotated_sample_count"]) == (4, 4)
    task = shell.json(
        "datasets", "export-tasks", "create", dataset_id, "--path", f"{NEW}export/", "--export-format", "tree",
        "--version-id", str(version["version_id"]), *WAIT,
    )  # fmt: skip
    assert isinstance(task, dict)
    assert (task["status"], task["finished_sample_count"]) == ("SUCCESSED", 4)
    exported = shell.emulator.list_objects(f"{NEW}export/")
    assert {f"{NEW}export/rose/0.jpg", f"{NEW}export/tulip/3.jpg"} <= set(exported)
    assert shell.emulator.get_object(f"{NEW}export/tulip/3.jpg") == photo(3)
