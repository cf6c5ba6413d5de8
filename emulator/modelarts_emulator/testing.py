"""An emulator for tests, in this process or as a server, with its control surface as methods."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from urllib.parse import quote

import orjson

from .app import create_app
from .config import TEMPORARY, ClockSetting, Config
from .inprocess import InProcessCaller, RawReply, make_async_transport, make_transport
from .server import BackgroundServer

if TYPE_CHECKING:
    from collections.abc import Mapping

    import httpx2

    from .app import EmulatorApp
    from .description import Description
    from .registry import Handler

#: The address of an emulator without a server: any would do, this one says what it is.
IN_PROCESS_URL = "http://modelarts-emulator.invalid"


class ControlFailedError(Exception):
    """The control surface refused; the message says why."""


class LocalEmulator:
    """A running emulator; a context manager, closed at the end.

    `url` is its address. Without `server=True` nothing listens there: give `transport()` to an
    `httpx2.Client`, or `async_transport()` to an `httpx2.AsyncClient`, and requests stay inside the process;
    the SDK takes such a client as `http_client`.
    """

    def __init__(
        self,
        config: Config | None = None,
        *,
        server: bool = False,
        description: Description | None = None,
        handlers: Mapping[str, Handler] | None = None,
    ) -> None:
        self._closed = False
        self.config = config or Config(store=TEMPORARY, objects=TEMPORARY, clock=ClockSetting("scaled", 60))
        self.app: EmulatorApp = create_app(self.config, description=description, handlers=handlers)
        self._caller = InProcessCaller(self.app)
        self._server = BackgroundServer(self.app).start() if server else None
        self.url = self._server.url if self._server is not None else IN_PROCESS_URL
        user = self.config.directory.users[0]
        self.user = user.name
        self.password = user.password
        self.domain = user.domain.name
        self.project = user.projects[0].name if user.projects else ""
        self.project_id = user.projects[0].id if user.projects else ""
        key = next((key for key in self.config.directory.keys if key.user == user), None)
        self.access_key = key.access if key is not None else ""
        self.secret_key = key.secret if key is not None else ""

    def close(self) -> None:
        """Stop everything and remove temporary state; a second time does nothing."""
        if self._closed:
            return
        self._closed = True
        if self._server is not None:
            self._server.stop()
        else:
            self.app.close()
        self._caller.close()

    def __enter__(self) -> LocalEmulator:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def transport(self) -> httpx2.BaseTransport:
        """Return a transport that brings a synchronous client's requests here."""
        return make_transport(self._caller)

    def async_transport(self) -> httpx2.AsyncBaseTransport:
        """Return a transport that brings an asynchronous client's requests here."""
        return make_async_transport(self._caller)

    def request(
        self, method: str, target: str, *, body: bytes = b"", headers: Mapping[str, str] | None = None
    ) -> RawReply:
        """Make a request inside the process, with the headers given and no others but Host."""
        host = self.url.partition("//")[2]
        raw = [(b"host", host.encode())]
        raw += [(name.lower().encode(), value.encode()) for name, value in (headers or {}).items()]
        if body:
            raw.append((b"content-length", str(len(body)).encode()))
        return self._caller.call(method, target, raw, body)

    def control(self, method: str, path: str, body: Any = None) -> Any:
        """Use the control surface; raises ControlFailedError."""
        reply = self.request(method, f"/_emulator{path}", body=b"" if body is None else orjson.dumps(body))
        if reply.status >= 400:
            raise ControlFailedError(orjson.loads(reply.body)["error"])
        return orjson.loads(reply.body) if reply.body else None

    def reset(self, snapshot: str | None = None) -> None:
        """Empty the emulator, or put it back to a snapshot."""
        self.control("POST", "/reset", {"snapshot": snapshot} if snapshot else {})

    def snapshot(self, name: str) -> None:
        """Keep a copy of everything under a name."""
        self.control("POST", "/snapshot", {"name": name})

    def restore(self, name: str) -> None:
        """Put the emulator back to a snapshot."""
        self.control("POST", "/restore", {"name": name})

    def set_clock(self, mode: str, *, now_ms: int | None = None, factor: float = 1.0) -> None:
        """Change the clock: real, scaled or manual."""
        self.control("PUT", "/clock", {"mode": mode, "now_ms": now_ms, "factor": factor})

    def advance(self, seconds: float | None = None) -> int:
        """Move a manual clock, by default until no job waits; return how many jobs were done."""
        body = {"until_idle": True} if seconds is None else {"seconds": seconds}
        done: int = self.control("POST", "/clock/advance", body)["jobs_done"]
        return done

    def add_fault(self, **fault: Any) -> int:
        """Let calls fail: see `POST /_emulator/faults`; return the fault's id."""
        added: int = self.control("POST", "/faults", fault)["id"]
        return added

    def clear_faults(self) -> None:
        """Lift all faults."""
        self.control("DELETE", "/faults")

    def requests(self, operation: str | None = None) -> list[dict[str, Any]]:
        """Return the last requests to the service, the newest first."""
        query = f"&operation={quote(operation)}" if operation else ""
        found: list[dict[str, Any]] = self.control("GET", f"/requests?limit=1000{query}")["requests"]
        return found

    def put_object(self, path: str, data: bytes) -> None:
        """Create or replace the object at `/bucket/key`."""
        self.app.emulator.backend.objects.write(path, data)

    def get_object(self, path: str) -> bytes:
        """Return the bytes of the object at `/bucket/key`; raises ObjectMissingError."""
        return self.app.emulator.backend.objects.read(path)

    def list_objects(self, prefix: str) -> list[str]:
        """Return the paths of the objects below `/bucket/prefix/`."""
        return [entry.path for entry in self.app.emulator.backend.objects.list(prefix)]
