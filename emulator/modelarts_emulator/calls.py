"""What a handler gets and what it gives back."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    from .auth.identity import Principal
    from .backend import Backend


class Reply(NamedTuple):
    """A handler's answer: the body is encoded as JSON; `None` sends no body at all."""

    status: int
    body: Any = None
    headers: tuple[tuple[str, str], ...] = ()


@dataclass(slots=True)
class Call:
    """One validated request to an operation of the description.

    `path` and `query` hold values of their declared types. A query parameter that was not sent is absent
    from `query`, unless the description gives it a default. `body` is the decoded JSON, `None` without one.
    """

    operation: str
    path: dict[str, Any]
    query: dict[str, Any]
    body: Any
    project_id: str
    principal: Principal
    backend: Backend
    base_url: str
    headers: Mapping[str, Any] = field(default_factory=dict)

    def signed_url(self, path: str, seconds: int = 3600) -> str:
        """Return a download address for the object at `path` (`/bucket/key`), valid for `seconds`."""
        return self.backend.links.sign(self.base_url, path, seconds)
