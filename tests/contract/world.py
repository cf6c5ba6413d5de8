"""A project with something of everything in it, so that requests at random have something to meet."""

from __future__ import annotations

import base64
import io
import tomllib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import tomli_w
from modelarts_emulator.handlers import NOT_IMPLEMENTED
from PIL import Image

from tests.contract.servers import PROJECT

#: Sends a request to a path below the project and returns the JSON of the reply.
Send = Callable[[str, str, Any], Any]
#: Puts an object into the emulated storage.
Put = Callable[[str, bytes], None]
Ids = dict[str, list[str]]

BUCKET = "/demo-bucket"
#: How many of each thing are only there to be deleted, so that the others stay.
SPARE = 6
_CONFIG = Path(__file__).parent / "schemathesis.toml"
#: Which ids a parameter takes. A dictionary that starts with "spare" serves the operations that delete.
_PATHS = {
    "dataset_id": "datasets",
    "resource_id": "datasets",
    "version_id": "versions",
    "sample_id": "samples",
    "label_name": "labels",
    "workforce_id": "workforces",
    "worker_id": "workers",
    "workforce_task_id": "workforce_tasks",
}
_TASKS = {
    "DescImportTask": "import_tasks",
    "GetExportTaskStatusOfDataset": "export_tasks",
    "AutoAnnotationProgress": "smart_tasks",
    "StopAutoAnnotation": "smart_tasks",
    "DescribeProcessorTask": "processor_tasks",
    "UpdateProcessorTask": "processor_tasks",
    "ListProcessorTaskVersions": "processor_tasks",
    "CreateProcessorTaskVersion": "processor_tasks",
    "DescProcessorTaskVersion": "processor_tasks",
    "ListProcessorTaskVersionResults": "processor_tasks",
    "StopProcessorTaskVersion": "processor_tasks",
    "DeleteProcessorTaskVersion": "processor_tasks",
    "DeleteProcessorTask": "spare_processor_tasks",
}
_VERSIONS = ("DescProcessorTaskVersion", "ListProcessorTaskVersionResults", "StopProcessorTaskVersion")
_SPARE = {
    "DeleteDataset": {"path.dataset_id": "spare_datasets"},
    "DeleteDatasetVersion": {"path.version_id": "spare_versions"},
    "DeleteWorkforce": {"path.workforce_id": "spare_workforces"},
    "DeleteWorker": {"path.worker_id": "spare_workers"},
    "DeleteLabelAndSamples": {"path.label_name": "spare_labels"},
    "DeleteProcessorTaskVersion": {"path.version_id": "spare_processor_versions"},
}
_BODIES = {
    "body.samples[*].sample_id": "samples",
    "body.workforces_config.workforces[*].workforce_id": "workforces",
    "body.version_id": "versions",
}


def picture(color: tuple[int, int, int]) -> bytes:
    """A small image in one colour."""
    data = io.BytesIO()
    Image.new("RGB", (24, 16), color).save(data, "PNG")
    return data.getvalue()


def build_world(send: Send, put: Put) -> Ids:
    """Make datasets, versions, tasks and teams; return their ids by dictionary."""
    for number in range(16):
        put(f"{BUCKET}/world/input/{number}.png", picture((number * 15, 80, 255 - number * 15)))
    ids: Ids = {"datasets": [], "labels": ["rose", "tulip"], "spare_labels": [f"spare-{n}" for n in range(SPARE)]}
    flowers = ids["datasets"]
    flowers.append(_dataset(send, "world-flowers", 0))
    ids["spare_datasets"] = [_dataset(send, f"world-spare-{number}", 0) for number in range(SPARE)]
    path = f"/datasets/{flowers[0]}"
    labels = [{"name": name, "type": 0} for name in (*ids["labels"], *ids["spare_labels"])]
    send("POST", f"{path}/data-annotations/labels", {"labels": labels})
    samples = send("GET", f"{path}/data-annotations/samples?limit=100", None)["samples"]
    ids["samples"] = [sample["sample_id"] for sample in samples]
    changes = [
        {"sample_id": key, "labels": [{"name": ids["labels"][n % 2]}]} for n, key in enumerate(ids["samples"][:12])
    ]
    send("PUT", f"{path}/data-annotations/samples", {"samples": changes})
    upload = {"name": "up.png", "data": base64.b64encode(picture((1, 2, 3))).decode()}
    send("POST", f"{path}/data-annotations/samples", {"samples": [upload]})
    ids["versions"] = [send("POST", f"{path}/versions", {"version_name": "V001"})["version_id"]]
    ids["spare_versions"] = ids["versions"]
    _add_tasks(send, path, ids)
    _add_teams(send, path, ids)
    _add_processing(send, ids)
    return ids


def _dataset(send: Send, name: str, kind: int) -> str:
    body = {
        "dataset_name": name,
        "dataset_type": kind,
        "data_sources": [{"data_type": 0, "data_path": f"{BUCKET}/world/input/"}],
        "work_path": f"{BUCKET}/world/output/",
        "work_path_type": 0,
    }
    return str(send("POST", "/datasets", body)["dataset_id"])


def _add_tasks(send: Send, path: str, ids: Ids) -> None:
    source = {"import_path": f"{BUCKET}/world/input/", "import_type": "dir"}
    ids["import_tasks"] = [send("POST", f"{path}/import-tasks", source)["task_id"]]
    export = {"path": f"{BUCKET}/world/exported/", "export_type": 1}
    ids["export_tasks"] = [send("POST", f"{path}/export-tasks", export)["task_id"]]
    smart = {"task_type": "auto-label", "config": {"algorithm_type": "fast"}}
    ids["smart_tasks"] = [send("POST", f"{path}/tasks", smart)["task_id"]]


def _add_teams(send: Send, path: str, ids: Ids) -> None:
    teams = [send("POST", "/workforces", {"workforce_name": f"team-{n}"})["workforce_id"] for n in range(SPARE + 1)]
    ids["workforces"], ids["spare_workforces"] = teams[:1], teams[1:]
    for role, name in ((0, "labeler"), (1, "reviewer"), (2, "manager"), *((0, f"spare-{n}") for n in range(SPARE))):
        body = {"emails": f"{name}@example.com", "role": role}
        send("POST", f"/workforces/{teams[0]}/workers", body)
    found = send("GET", f"/workforces/{teams[0]}/workers?limit=100", None)["workers"]
    ids["workers"] = [worker["worker_id"] for worker in found if not worker["email"].startswith("spare")]
    ids["spare_workers"] = [worker["worker_id"] for worker in found if worker["email"].startswith("spare")]
    config = {"workforces": [{"workforce_id": teams[0]}]}
    body = {"task_name": "world-task", "task_type": 0, "repetition": 1, "workforces_config": config}
    ids["workforce_tasks"] = [send("POST", f"{path}/workforce-tasks", body)["task_id"]]


def _add_processing(send: Send, ids: Ids) -> None:
    ids["processor_tasks"] = []
    ids["spare_processor_tasks"] = []
    for number in range(SPARE + 1):
        body = {
            "name": f"world-{number}",
            "inputs": [{"type": "OBS", "source": f"{BUCKET}/world/input/"}],
            "work_path": {"type": "OBS", "path": f"{BUCKET}/world/processed/"},
            "template": {"id": "sys_data_augmentation", "operator_params": [{"name": "AddNoise", "params": {}}]},
            "create_version": True,
        }
        task = send("POST", "/processor-tasks", body)["task_id"]
        ids["spare_processor_tasks" if number else "processor_tasks"].append(task)
    versions = send("GET", f"/processor-tasks/{ids['processor_tasks'][0]}/versions", None)["versions"]
    ids["processor_versions"] = [version["task_version_id"] for version in versions]
    ids["spare_processor_versions"] = ids["processor_versions"]


def write_config(ids: Ids, folder: Path) -> Path:
    """Write schemathesis's configuration with these ids beside what it holds already."""
    config = tomllib.loads(_CONFIG.read_text())
    config["dictionaries"]["names"]["from-file"] = str(_CONFIG.parent / "names.txt")
    config["dictionaries"] |= {name: {"values": values} for name, values in ids.items()}
    config["parameters"] |= {f"path.{name}": _choose(source) for name, source in _PATHS.items()}
    config["parameters"] |= {name: _choose(source) for name, source in _BODIES.items()}
    operations: dict[str, dict[str, Any]] = {}
    for name, source in _TASKS.items():
        operations.setdefault(name, {})["path.task_id"] = _choose(source)
    for name in _VERSIONS:
        operations.setdefault(name, {})["path.version_id"] = _choose("processor_versions")
    for name, choices in _SPARE.items():
        operations.setdefault(name, {}).update({key: _choose(source) for key, source in choices.items()})
    config["operations"] = [{"include-operation-id": name, "parameters": held} for name, held in operations.items()]
    config["operations"] += [{"include-operation-id": name, "enabled": False} for name in sorted(NOT_IMPLEMENTED)]
    target = folder / "schemathesis.toml"
    target.write_text(tomli_w.dumps(config))
    return target


def _choose(source: str) -> dict[str, Any]:
    return {"dictionary": source, "probability": 0.8}


def below_project(path: str) -> str:
    """The path of a request below the demo project."""
    return f"/v2/{PROJECT}{path}"
