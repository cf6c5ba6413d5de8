"""Serves the emulator over HTTP."""

from __future__ import annotations

import socket
import threading
import time
from collections.abc import Callable
from typing import TYPE_CHECKING

import uvicorn

from .config import ConfigError

if TYPE_CHECKING:
    from .app import EmulatorApp

#: How long requests in hand may take once the server is told to stop, in seconds.
GRACE_SECONDS = 10


def bind_socket(host: str, port: int) -> socket.socket:
    """Take an address; raises ConfigError when it is in use or not ours."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    sock = socket.socket(family, socket.SOCK_STREAM)
    try:
        sock.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        sock.bind((host, port))
        sock.listen(2048)
    except (OSError, OverflowError) as error:
        sock.close()
        reason = error.strerror if isinstance(error, OSError) else str(error)
        raise ConfigError(f"cannot listen on {host}:{port}: {reason}") from None
    return sock


def address_of(sock: socket.socket) -> str:
    """Return the address to reach a listening socket at."""
    host, port = sock.getsockname()[:2]
    if host in ("0.0.0.0", "::"):  # noqa: S104  (this is what we look for, not what we bind)
        host = "127.0.0.1"
    return f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"


class EmulatorServer(uvicorn.Server):
    """uvicorn's server, which tells once requests are answered and signals are its own."""

    def __init__(self, config: uvicorn.Config, announce: Callable[[], bool] | None) -> None:
        super().__init__(config)
        self._announce = announce

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """Start to listen; ends again at once where `announce` says so."""
        await super().startup(sockets=sockets)
        if self._announce is not None and not self._announce():
            self.should_exit = True


def make_server(
    app: EmulatorApp, *, log_level: str = "warning", announce: Callable[[], bool] | None = None
) -> EmulatorServer:
    """Return a server for the application, ready to `run`.

    ``announce`` is called once requests are answered; it returns whether the server is to go on.
    """
    config = uvicorn.Config(
        app,
        http="httptools",
        ws="none",
        lifespan="on",
        log_level=log_level,
        access_log=False,
        server_header=False,
        # A seeded emulator gives the same bytes at any time.
        date_header=app.emulator.config.seed is None,
        timeout_graceful_shutdown=GRACE_SECONDS,
        proxy_headers=False,
    )
    return EmulatorServer(config, announce)


class BackgroundServer:
    """The emulator on a port of its own, in a thread; a context manager."""

    def __init__(self, app: EmulatorApp, host: str = "127.0.0.1", port: int = 0) -> None:
        self._socket = bind_socket(host, port)
        self.url = address_of(self._socket)
        self._server = make_server(app)
        self._thread = threading.Thread(target=self._run, name="modelarts-emulator", daemon=True)

    def start(self) -> BackgroundServer:
        """Start serving; returns once requests are answered."""
        self._thread.start()
        deadline = time.monotonic() + 30
        while not self._server.started:
            if not self._thread.is_alive() or time.monotonic() > deadline:
                raise RuntimeError("the emulator's server did not start")
            time.sleep(0.002)
        return self

    def stop(self) -> None:
        """Finish the requests in hand and stop."""
        self._server.should_exit = True
        self._thread.join(timeout=GRACE_SECONDS + 20)
        self._socket.close()

    def __enter__(self) -> BackgroundServer:
        return self.start()

    def __exit__(self, *_: object) -> None:
        self.stop()

    def _run(self) -> None:
        self._server.run(sockets=[self._socket])
