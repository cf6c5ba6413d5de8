"""Finding the id of the project that a client works in."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from .auth.iam_requests import projects_request
from .effects import Flow
from .errors import ConfigurationError, CredentialsError
from .exchange import Exchange
from .failures import read_failure
from .messages import Response

if TYPE_CHECKING:
    from .core import Core


def find_project(core: Core) -> Flow[str]:
    """Ask the credentials, and then the identity service for the project that is named like the region."""
    credentials = core.credentials
    if credentials is None:
        raise ConfigurationError("No project: give project_id= (without credentials it cannot be looked up)")
    known = yield from credentials.find_project(core)
    if known:
        return known
    if not core.region:
        raise ConfigurationError("No project: give project_id=, or region= so that it can be looked up")
    request = projects_request(core.iam_endpoint, core.region)
    request.headers.update(core.headers)
    response = yield from Exchange(core, request, core.settings, idempotent=True, credentials=credentials).run()
    return _read_project(response, core.region)


def _read_project(response: Response, region: str) -> str:
    if response.status != 200:
        failure = read_failure(response)
        reason = failure.error_msg or "no reason given"
        raise CredentialsError(f"The project of {region} could not be looked up: {response.status} {reason}")
    try:
        body: Any = response.json()
        found = [str(project["id"]) for project in body["projects"] if project.get("name") == region]
    except (ValueError, KeyError, TypeError, AttributeError):
        raise CredentialsError("The identity service's list of projects could not be read; give project_id=") from None
    if not found:
        raise ConfigurationError(f"There is no project named {region!r} for these credentials; give project_id=")
    return found[0]
