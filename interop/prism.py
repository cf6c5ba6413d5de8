"""Prism, which answers requests with the examples of the description, after it has checked them against it."""

from __future__ import annotations

import json
import subprocess
from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Thread
from typing import Any

import httpx2

from .environments import NODE_BIN
from .errors import ToolError
from .examples import Request, requests, success
from .operations import described_operations, missing_operations
from .row import Job

HEADERS = {"X-Auth-Token": "token"}
READY = "Prism is listening on "


def answer_examples(job: Job) -> list[str]:
    """Send every example of a request, and compare the answer with the first example of a success."""
    bundle = json.loads(job.bundle.read_bytes())
    wanted = {item["operationId"]: success(bundle, item) for _, _, item in described_operations(bundle)}
    sent = list(requests(bundle))
    problems = missing_operations(job.operations, (request.operation for request in sent))
    with serving(job.bundle) as url, httpx2.Client(base_url=url, headers=HEADERS, timeout=60) as client:
        try:
            for request in sent:
                problems += compare(request, client, *wanted[request.operation])
        except httpx2.HTTPError as error:
            raise ToolError(f"Prism does not answer {request}: {error!r}") from None
    return problems


def compare(request: Request, client: httpx2.Client, status: int, bodies: list[Any]) -> list[str]:
    """Return how the answer to a request differs from the documented one."""
    body = {} if request.body is None else {"json": request.body}
    reply = client.request(request.method, request.target, **body)
    if reply.status_code != status:
        reason = reply.headers.get("sl-violations", reply.text)
        return [f"{request}: status {reply.status_code} and not {status}: {reason[:300]}"]
    same = read_body(reply) == bodies[0] if bodies else not reply.content
    return [] if same else [f"{request}: not the documented body but {reply.text[:300]}"]


def read_body(reply: httpx2.Response) -> Any:
    """Return the JSON of a reply, or its text."""
    try:
        return reply.json()
    except ValueError:
        return reply.text


@contextmanager
def serving(bundle: Path) -> Iterator[str]:
    """Serve a bundle on a free port of the loopback address. `--errors`: a request that breaks a rule gets an error."""
    command = [str(NODE_BIN / "prism"), "mock", "--host", "127.0.0.1", "--port", "0", "--errors", str(bundle)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True) as process:
        try:
            url = wait_until_ready(process)
            # It tells of every request, and would wait for a reader.
            Thread(target=deque, args=(process.stdout or (), 0), daemon=True).start()
            yield url
        finally:
            process.terminate()


def wait_until_ready(process: subprocess.Popen[str]) -> str:
    """Return the address that Prism says it listens on. Raises ToolError with its words where it ends instead."""
    said = []
    for line in process.stdout or ():
        if READY in line:
            return line.partition(READY)[2].strip()
        said.append(line.strip())
    raise ToolError(f"Prism did not start: {' | '.join(said)[-1000:]}")
