"""Reading a list of 100 datasets: the SDK, plain httpx2 and one pydantic model, the official SDK."""

from __future__ import annotations

import gc
import json
import subprocess
import sys
import tempfile
import time
import venv
from collections.abc import Callable
from functools import partial
from pathlib import Path

import httpx2
from modelarts_client import ModelArts
from pydantic import BaseModel, ConfigDict, create_model

from benchmarks.measure import Row, interleave
from benchmarks.servers import bare

ROOT = Path(__file__).parent.parent
PROJECT = "3f7a9c1e5b2d4860a8e4c6f0b1d2e3f4"
URL = "http://127.0.0.1:9"
CALLS = 40


def run(rounds: int) -> list[Row]:
    """All three read the same bytes from a transport in memory."""
    content = page_of_datasets(100)
    subjects = {"sdk": sdk(content), "plain": plain(content)}
    medians = interleave({name: partial(per_call, call) for name, call in subjects.items()}, max(rounds, 9))
    return [
        Row("sdk-read", "100 datasets: modelarts_client", medians["sdk"] * 1000, "ms"),
        Row("sdk-read", "100 datasets: httpx2 and model_validate_json", medians["plain"] * 1000, "ms"),
        Row("sdk-read", "plain / modelarts_client", medians["plain"] / medians["sdk"], "x", budget=0.8, at_least=True),
        *for_scale(content),
    ]


def per_call(call: Callable[[], object]) -> float:
    """Seconds per call, over enough calls for the clock."""
    gc.collect()
    start = time.perf_counter()
    for _ in range(CALLS):
        call()
    return (time.perf_counter() - start) / CALLS


def transport(content: bytes) -> httpx2.MockTransport:
    """Answers everything with the page."""
    headers = {"Content-Type": "application/json"}
    return httpx2.MockTransport(lambda _request: httpx2.Response(200, headers=headers, content=content))


def sdk(content: bytes) -> Callable[[], object]:
    """A call as a user makes it."""
    http = httpx2.Client(transport=transport(content))
    client = ModelArts(endpoint=URL, project_id=PROJECT, credentials=None, http_client=http)
    assert len(client.datasets.list(limit=100).items) == 100
    return lambda: client.datasets.list(limit=100)


def plain(content: bytes) -> Callable[[], object]:
    """The least that reads the same into a typed model: the same fields, no runtime of ours."""
    from modelarts_client.models import ListDatasetsResponse

    model = copy_model(ListDatasetsResponse, {})
    client = httpx2.Client(transport=transport(content), base_url=URL)

    def call() -> object:
        reply = client.get(f"/v2/{PROJECT}/datasets", params={"limit": 100})
        reply.raise_for_status()
        return model.model_validate_json(reply.content)

    return call


def copy_model(model: type[BaseModel], done: dict[type, type[BaseModel]]) -> type[BaseModel]:
    """The same model without our base class."""
    if model not in done:
        model.model_rebuild()  # a class may name others that stand below it in its module
        fields = {
            name: (swap(field.annotation, done), field.default if not field.is_required() else ...)
            for name, field in model.model_fields.items()
        }
        done[model] = create_model(model.__name__, __config__=ConfigDict(extra="allow"), **fields)  # type: ignore[call-overload]
    return done[model]


def swap(annotation: object, done: dict[type, type[BaseModel]]) -> object:
    """Put copies in the place of our models, however deep they are nested in a type."""
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return copy_model(annotation, done)
    parts = getattr(annotation, "__args__", ())
    if not parts:
        return annotation
    swapped = tuple(swap(part, done) for part in parts)
    origin = getattr(annotation, "__origin__", None)
    if origin is None:
        union = swapped[0]
        for part in swapped[1:]:
            union = union | part  # type: ignore[operator]
        return union
    return origin[swapped]


def page_of_datasets(number: int) -> bytes:
    """A reply made of the description's own example."""
    bundle = json.loads((ROOT / "generated/openapi.json").read_text())
    operation = bundle["paths"]["/v2/{project_id}/datasets"]["get"]
    examples = operation["responses"]["200"]["content"]["application/json"]["examples"]
    example = next(iter(examples.values()))
    if "$ref" in example:
        example = bundle["components"]["examples"][example["$ref"].rsplit("/", 1)[1]]
    dataset = example["value"]["datasets"][0]
    return json.dumps({"total_number": number, "datasets": [dataset] * number}).encode()


def for_scale(content: bytes) -> list[Row]:
    """Over loopback: ours, and the official SDK with a list of 100 notebooks, which it has."""
    notebooks = json.dumps({"current": 0, "data": [notebook()] * 100, "pages": 1, "size": 100, "total": 100}).encode()
    with tempfile.TemporaryDirectory() as name, tempfile.TemporaryDirectory() as other:
        with (
            bare(Path(name), content) as server,
            ModelArts(endpoint=server.url, project_id=PROJECT, credentials=None) as client,
        ):
            ours = per_call(lambda: client.datasets.list(limit=100))
        with bare(Path(other), notebooks) as server:
            command = [
                str(bench_environment() / "bin/python"),
                str(Path(__file__).parent / "official_sdk.py"),
                server.url,
                str(CALLS),
            ]
            official = float(subprocess.run(command, check=True, capture_output=True).stdout)
    return [
        Row("sdk-read", "over loopback, 100 datasets: modelarts_client", ours * 1000, "ms"),
        Row("sdk-read", "over loopback, 100 notebooks: official SDK", official * 1000, "ms"),
    ]


def notebook() -> dict[str, object]:
    """An object about as large as a dataset, in the official SDK's own terms."""
    flavors = {"id": "a-flavor", "name": "a flavor", "arch": "X86_64", "category": "CPU", "vcpus": 2, "memory": 8}
    image = {"id": "an-image", "name": "an image", "swr_path": "swr/image:1", "type": "BUILD_IN", "arch": "X86_64"}
    volume = {"category": "EVS", "ownership": "MANAGED", "mount_path": "/home/ma-user/work/", "capacity": 5}
    times = {"create_at": 1760000000000, "update_at": 1760000000000}
    names = {"id": "11111111-2222-4333-8444-555555555555", "name": "notebook", "description": "", "status": "RUNNING"}
    more = {
        "feature": "NOTEBOOK",
        "flavor": "a-flavor",
        "workspace_id": "0",
        "url": "https://notebook.example.com",
        "token": "x",
    }
    return {**names, **times, **more, "image": image, "volume": volume, "actions_flavor": flavors}


def bench_environment() -> Path:
    """The environment with the packages that are set beside ours, made on first use."""
    folder = ROOT / ".cache/bench-env"
    wanted = (ROOT / "requirements/bench.txt").read_text()
    stamp = folder / "installed.txt"
    if not stamp.exists() or stamp.read_text() != wanted:
        print("installing the packages to compare with ...", file=sys.stderr)
        venv.create(folder, with_pip=True, clear=True)
        pip = [str(folder / "bin/python"), "-m", "pip", "install", "--quiet", "--require-hashes"]
        subprocess.run([*pip, "-r", str(ROOT / "requirements/bench.txt")], check=True)
        stamp.write_text(wanted)
    return folder
