"""Requests and responses between the client's logic and its transport."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from .options import Timeout
from .redact import redact_headers, redact_query


@dataclass(slots=True)
class Request:
    """One HTTP request. ``path`` and ``query`` are encoded, exactly as they go on the wire."""

    method: str
    origin: str
    """Scheme, host and port, such as ``https://modelarts.eu-de.otc.t-systems.com``."""
    path: str
    query: str = ""
    headers: dict[str, str] = field(default_factory=dict[str, str])
    content: bytes = b""
    timeout: Timeout = field(default_factory=Timeout)
    operation: str = ""
    """The id of the operation, or a name for the client's own requests."""
    project_id: str | None = None
    """The project that the request is about, where it is known."""

    @property
    def url(self) -> str:
        """The whole address."""
        return f"{self.origin}{self.path}?{self.query}" if self.query else self.origin + self.path

    @property
    def host(self) -> str:
        """The host, with the port where it is not the scheme's own."""
        scheme, _, host = self.origin.partition("://")
        default = {"http": ":80", "https": ":443"}.get(scheme, "")
        return host.removesuffix(default) if default else host

    def __repr__(self) -> str:
        address = f"{self.origin}{self.path}"
        query = f"?{redact_query(self.query)}" if self.query else ""
        return f"<Request {self.method} {address}{query} headers={redact_headers(self.headers)}>"


@dataclass(slots=True)
class Response:
    """One HTTP response with its whole body, decoded from gzip and the like."""

    status: int
    headers: Mapping[str, str] = field(default_factory=dict[str, str])
    content: bytes = b""
    request: Request | None = None

    def header(self, name: str, default: str | None = None) -> str | None:
        """Return a header, whatever the case of its name."""
        found = self.headers.get(name)
        if found is None:
            wanted = name.lower()
            found = next((value for key, value in self.headers.items() if key.lower() == wanted), default)
        return found

    @property
    def request_id(self) -> str | None:
        """The id under which the service knows this request."""
        return self.header("x-request-id")

    @property
    def text(self) -> str:
        """The body as text."""
        return self.content.decode("utf-8", "replace")

    def json(self) -> Any:
        """Decode the body as JSON. Raises ValueError when it is not JSON."""
        from pydantic_core import from_json

        return from_json(self.content)

    def __repr__(self) -> str:
        return f"<Response {self.status} {len(self.content)} bytes>"
