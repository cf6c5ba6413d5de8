"""What all credentials have in common."""

from __future__ import annotations

from typing import Protocol

from ..clock import Clock
from ..effects import Flow
from ..messages import Request, Response


class Secret:
    """A secret text that no repr, log or traceback shows."""

    __slots__ = ("_text",)

    def __init__(self, text: str | Secret) -> None:
        self._text: str = text.reveal() if isinstance(text, Secret) else text

    def reveal(self) -> str:
        """Return the text itself."""
        return self._text

    def __bool__(self) -> bool:
        return bool(self._text)

    def __repr__(self) -> str:
        return "Secret(***)"


class Session(Protocol):
    """What credentials may ask of the client that uses them."""

    @property
    def iam_endpoint(self) -> str:
        """The address of the identity service, without the version."""
        ...

    @property
    def region(self) -> str | None:
        """The client's region."""
        ...

    @property
    def wanted_project_id(self) -> str | None:
        """The project id that the user gave, if any."""
        ...

    @property
    def clock(self) -> Clock:
        """The client's time."""
        ...

    def exchange(self, request: Request) -> Flow[Response]:
        """Send a request that is not signed in, repeating it where that is safe; any status is returned."""
        ...


class Credentials:
    """The base of all ways of signing in. It adds nothing to a request."""

    project_id: str | None = None
    """The project that these credentials belong to, where that is known."""
    iam_endpoint: str | None = None
    """The identity service that these credentials belong to, where that is known."""

    def authorize(self, session: Session, request: Request) -> Flow[None]:
        """Add to a request what signs it in. It is called for each attempt."""
        del session, request
        yield from ()

    def find_project(self, session: Session) -> Flow[str | None]:
        """Return the project id that the credentials themselves tell, if they do."""
        del session
        yield from ()
        return self.project_id

    def renew(self, request: Request) -> bool:
        """After a 401, forget what was used for this request. True: it is worth one more attempt."""
        del request
        return False

    def explain(self, request: Request, response: Response) -> str | None:
        """Say why the service did not accept a request, where that can be told."""
        del request, response
        return None

    def __repr__(self) -> str:
        return f"{type(self).__name__}()"


def mask(identifier: str) -> str:
    """Shorten an identifier such as an access key so that it is recognised but not disclosed."""
    return identifier[:4] + "***" if len(identifier) > 8 else "***"
