"""What a source of credentials tells: the credentials, and often the region, the project and the identity service."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from ..errors import CredentialsError
from .aksk import AkSk
from .base import Credentials
from .iam import IamPassword
from .token import IamToken


@dataclass(frozen=True, slots=True)
class Profile:
    """Credentials and what came with them."""

    source: str
    credentials: Credentials | None = None
    region: str | None = None
    project_id: str | None = None
    iam_endpoint: str | None = None


@dataclass(frozen=True, slots=True)
class Fields:
    """The names under which a source keeps each fact; several are alternatives. Empty: it has no such fact."""

    access_key: tuple[str, ...] = ()
    secret_key: tuple[str, ...] = ()
    security_token: tuple[str, ...] = ()
    username: tuple[str, ...] = ()
    password: tuple[str, ...] = ()
    domain: tuple[str, ...] = ()
    token: tuple[str, ...] = ()
    project: tuple[str, ...] = ()
    project_id: tuple[str, ...] = ()
    region: tuple[str, ...] = ()
    iam_endpoint: tuple[str, ...] = ()


def make_profile(source: str, values: Mapping[str, str], fields: Fields) -> Profile | None:
    """Make a profile of what a source holds. None: it holds no credentials. Half of a pair raises CredentialsError."""

    def get(names: tuple[str, ...]) -> str | None:
        return next((values[name] for name in names if values.get(name)), None)

    _check_pair(source, values, fields.access_key, fields.secret_key)
    credentials = _key_pair(get, fields) or _given_token(get, fields) or _user(source, values, get, fields)
    if credentials is None:
        return None
    region = get(fields.region) or _region_of_project(get(fields.project))
    return Profile(source, credentials, region, credentials.project_id, credentials.iam_endpoint)


_Get = Callable[[tuple[str, ...]], str | None]


def _key_pair(get: _Get, fields: Fields) -> Credentials | None:
    access_key, secret_key = get(fields.access_key), get(fields.secret_key)
    if not access_key or not secret_key:
        return None
    return AkSk(
        access_key,
        secret_key,
        security_token=get(fields.security_token),
        project_id=get(fields.project_id),
        iam_endpoint=get(fields.iam_endpoint),
    )


def _given_token(get: _Get, fields: Fields) -> Credentials | None:
    token = get(fields.token)
    if not token:
        return None
    return IamToken(token, project_id=get(fields.project_id), iam_endpoint=get(fields.iam_endpoint))


def _user(source: str, values: Mapping[str, str], get: _Get, fields: Fields) -> Credentials | None:
    _check_pair(source, values, fields.username, fields.password)
    username, password = get(fields.username), get(fields.password)
    if not username or not password:
        return None
    return IamPassword(
        username,
        password,
        get(fields.domain),
        project=get(fields.project),
        project_id=get(fields.project_id),
        iam_endpoint=get(fields.iam_endpoint),
    )


def _check_pair(source: str, values: Mapping[str, str], one: tuple[str, ...], other: tuple[str, ...]) -> None:
    # Going on with the next source would sign in as somebody whom the user did not mean.
    for given, missing in ((one, other), (other, one)):
        name = next((name for name in given if values.get(name)), None)
        if name and not any(values.get(name) for name in missing):
            raise CredentialsError(f"{source}: {name} is set, but {' or '.join(missing)} is not")


def _region_of_project(project: str | None) -> str | None:
    """Projects are named after their region: ``eu-de``, or ``eu-de_team`` for one that a user made."""
    region = (project or "").partition("_")[0]
    parts = region.split("-")
    return region if len(parts) >= 2 and len(parts[0]) == 2 else None
