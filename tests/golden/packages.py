"""Generated packages that are imported and used: written to a folder, found there by the import system."""

from __future__ import annotations

import importlib
import json
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import httpx2

from .cases import generate

Answer = Callable[[httpx2.Request], httpx2.Response]


def write_package(case: str, folder: Path, **changes: Any) -> Path:
    """Write the SDK of a case, with some options changed; return the folder that the package lies in."""
    for path, text in generate(case, **changes).items():
        target = folder / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(text, encoding="utf-8")
    return folder / "python"


@contextmanager
def imported(case: str, folder: Path) -> Iterator[Any]:
    """Import the package of a case, and forget it afterwards."""
    name = f"{case}_client"
    sys.path.insert(0, str(folder))
    try:
        yield importlib.import_module(name)
    finally:
        sys.path.remove(str(folder))
        for module in [module for module in sys.modules if module.split(".")[0] == name]:
            del sys.modules[module]


class Service:
    """Answers requests with what it was told, and keeps the requests."""

    def __init__(self, *answers: Any) -> None:
        self._answers = list(answers)
        self.requests: list[httpx2.Request] = []

    def __call__(self, request: httpx2.Request) -> httpx2.Response:
        self.requests.append(request)
        answer = self._answers.pop(0)
        return answer if isinstance(answer, httpx2.Response) else httpx2.Response(200, json=answer)

    @property
    def last(self) -> httpx2.Request:
        """The last request."""
        return self.requests[-1]

    def last_json(self) -> Any:
        """The body of the last request."""
        return json.loads(self.last.content)

    def client(self, kind: Any, **settings: Any) -> Any:
        """Make a client of the generated class that talks to this service."""
        http = httpx2.Client(transport=httpx2.MockTransport(self))
        return kind(endpoint="http://service.test", credentials=None, http_client=http, max_retries=0, **settings)

    def async_client(self, kind: Any, **settings: Any) -> Any:
        """Make an asynchronous client that talks to this service."""
        http = httpx2.AsyncClient(transport=httpx2.MockTransport(self))
        return kind(endpoint="http://service.test", credentials=None, http_client=http, max_retries=0, **settings)
