"""moto's server beside the emulator, for scale: a create and a list, over one connection.

moto's server closes the connection after each answer, which is then opened again.
"""

from __future__ import annotations

import itertools
import json
import tempfile
from collections.abc import Callable
from functools import partial
from pathlib import Path

from benchmarks.emulator import DATASETS, post, put
from benchmarks.load import blocking_requests_per_second, request
from benchmarks.measure import Row, interleave
from benchmarks.sdk_read import bench_environment
from benchmarks.servers import Server, emulator, free_port, serve

REQUESTS = 200
NUMBERS = itertools.count()
SIGNED = (
    "Authorization: AWS4-HMAC-SHA256 Credential=demo/20251101/us-east-1/sagemaker/aws4_request, "
    "SignedHeaders=host, Signature=0\r\n"
)


def run(rounds: int) -> list[Row]:
    """SageMaker notebook instances there, datasets here."""
    port = free_port()
    command = [str(bench_environment() / "bin/moto_server"), "-H", "127.0.0.1", "-p", str(port)]
    with (
        tempfile.TemporaryDirectory() as name,
        emulator(Path(name)) as ours,
        serve(command, port, "/moto-api/") as moto,
    ):
        put(ours, "/_emulator/objects/demo-bucket/flowers/input/rose.jpg", b"rose")
        return [*compare("create", rounds, ours, moto), *compare("list", rounds, ours, moto)]


def compare(what: str, rounds: int, ours: Server, moto: Server) -> list[Row]:
    """The rates of both, and their ratio."""
    subjects = {"ours": partial(rate, ours.port, OURS[what]), "moto": partial(rate, moto.port, MOTO[what])}
    medians = interleave(subjects, rounds)
    return [
        Row("moto", f"{what}: emulator", medians["ours"], "1/s"),
        Row("moto", f"{what}: moto", medians["moto"], "1/s"),
        Row("moto", f"{what}: emulator / moto", medians["ours"] / medians["moto"], "x", budget=5.0, at_least=True),
    ]


def rate(port: int, prepare: Callable[[], bytes]) -> float:
    """Fresh requests each time: names are unique on both sides."""
    return blocking_requests_per_second(port, [prepare() for _ in range(REQUESTS)])


def sagemaker(action: str, body: dict[str, object]) -> bytes:
    """A request as SageMaker's clients send it; moto does not check the signature."""
    headers = f"Content-Type: application/x-amz-json-1.1\r\nX-Amz-Target: SageMaker.{action}\r\n{SIGNED}"
    return request("POST", "/", json.dumps(body).encode(), headers)


def create_notebook() -> bytes:
    """One notebook instance with a name not used before."""
    role = "arn:aws:iam::123456789012:role/demo"
    names = {"NotebookInstanceName": f"bench-{next(NUMBERS)}", "InstanceType": "ml.t2.medium", "RoleArn": role}
    return sagemaker("CreateNotebookInstance", dict(names))


OURS: dict[str, Callable[[], bytes]] = {
    "create": lambda: post(DATASETS),
    "list": lambda: request("GET", f"{DATASETS}?limit=10"),
}
MOTO: dict[str, Callable[[], bytes]] = {
    "create": create_notebook,
    "list": lambda: sagemaker("ListNotebookInstances", {"MaxResults": 10}),
}
