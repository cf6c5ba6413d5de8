"""The accounts that may sign in."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from .identity import AccessKey, Agency, Domain, Project, User


class DirectoryError(ValueError):
    """The description of the accounts is wrong; the message says where."""


@dataclass(frozen=True, slots=True)
class Directory:
    """Accounts, projects, users, keys and agencies."""

    domains: tuple[Domain, ...]
    projects: tuple[Project, ...]
    users: tuple[User, ...]
    keys: tuple[AccessKey, ...] = ()
    agencies: tuple[Agency, ...] = ()

    def find_user(self, *, id: str = "", name: str = "", domain: str = "") -> User | None:  # noqa: A002
        """Find a user by id, or by name and the account's name or id."""
        for user in self.users:
            if id and user.id == id:
                return user
            if name and user.name == name and domain in (user.domain.name, user.domain.id):
                return user
        return None

    def find_key(self, access: str) -> AccessKey | None:
        """Find an access key by its public half."""
        return next((key for key in self.keys if key.access == access), None)

    def find_domain(self, name_or_id: str) -> Domain | None:
        """Find an account by its name or id."""
        return next((domain for domain in self.domains if name_or_id in (domain.name, domain.id)), None)


def read_directory(data: Mapping[str, Any]) -> Directory:
    """Build the accounts from a configuration; raises DirectoryError.

    `[[domain]]` has `name`, `id`, `agencies`, and the tables `[[domain.project]]` (`name`, `id`) and
    `[[domain.user]]` (`name`, `password`, `id`, `totp`, `projects`, `access_keys`). Ids may be left out.
    """
    domains: list[Domain] = []
    projects: list[Project] = []
    users: list[User] = []
    keys: list[AccessKey] = []
    agencies: list[Agency] = []
    for entry in _tables(data, "domain", "the file"):
        domain = Domain(_id(entry, "domain"), _text(entry, "name", "a domain"))
        domains.append(domain)
        own = [
            Project(_id(table, domain.name), _text(table, "name", "a project"), domain)
            for table in _tables(entry, "project", domain.name)
        ]
        projects += own
        agencies += [Agency(name, domain) for name in _names(entry, "agencies", domain.name)]
        for table in _tables(entry, "user", domain.name):
            user = _user(table, domain, own)
            users.append(user)
            keys += _keys(table, user)
    if not users:
        raise DirectoryError("it names no user")
    return Directory(tuple(domains), tuple(projects), tuple(users), tuple(keys), tuple(agencies))


def _user(table: Mapping[str, Any], domain: Domain, projects: list[Project]) -> User:
    names = _names(table, "projects", "a user") if "projects" in table else [project.name for project in projects]
    unknown = sorted(set(names) - {project.name for project in projects})
    if unknown:
        raise DirectoryError(f"user {table.get('name')!r}: there is no project {unknown[0]!r}")
    return User(
        id=_id(table, f"user of {domain.name}"),
        name=_text(table, "name", "a user"),
        password=_text(table, "password", "a user"),
        domain=domain,
        projects=tuple(project for project in projects if project.name in names),
        totp=str(table.get("totp", "")),
    )


def _keys(table: Mapping[str, Any], user: User) -> Iterator[AccessKey]:
    for key in _tables(table, "access_keys", user.name):
        yield AccessKey(
            _text(key, "access", "an access key"),
            _text(key, "secret", "an access key"),
            user,
            str(key.get("security_token", "")),
        )


def _tables(data: Mapping[str, Any], name: str, place: str) -> list[Mapping[str, Any]]:
    value = data.get(name, [])
    if not isinstance(value, list) or not all(isinstance(entry, Mapping) for entry in value):
        raise DirectoryError(f"{place}: {name} is a list of tables")
    return value


def _names(table: Mapping[str, Any], name: str, place: str) -> list[str]:
    value = table.get(name, [])
    if not isinstance(value, list) or not all(isinstance(entry, str) for entry in value):
        raise DirectoryError(f"{place}: {name} is a list of names")
    return value


def _text(table: Mapping[str, Any], name: str, place: str) -> str:
    value = table.get(name)
    if not isinstance(value, str) or not value:
        raise DirectoryError(f"{place} has no {name}")
    return value


def _id(table: Mapping[str, Any], kind: str) -> str:
    # An id that was left out is derived from the name, so that it is the same at every start.
    given = table.get("id")
    return str(given) if given else hashlib.sha256(f"{kind}/{table.get('name')}".encode()).hexdigest()[:32]


DEFAULT_DIRECTORY = read_directory(
    {
        "domain": [
            {
                "name": "demo-domain",
                "id": "d0f1a2b3c4d5e6f708192a3b4c5d6e7f",
                "agencies": ["modelarts_agency"],
                "project": [{"name": "eu-de", "id": "3f7a9c1e5b2d4860a8e4c6f0b1d2e3f4"}],
                "user": [
                    {
                        "name": "demo",
                        "password": "demo-password",
                        "id": "7c1d5e9f3a2b48c6b0d4e8f2a6c1b3d5",
                        "access_keys": [{"access": "DEMOACCESSKEY", "secret": "demo-secret-key"}],
                    }
                ],
            }
        ]
    }
)
