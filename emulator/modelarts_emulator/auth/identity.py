"""Domains, projects, users and access keys."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Domain:
    """An account."""

    id: str
    name: str


@dataclass(frozen=True, slots=True)
class Project:
    """A project of an account; its name is that of its region."""

    id: str
    name: str
    domain: Domain


@dataclass(frozen=True, slots=True)
class User:
    """An IAM user. `totp` is the passcode that a second factor must send; empty for users without one."""

    id: str
    name: str
    password: str = field(repr=False)
    domain: Domain
    projects: tuple[Project, ...] = ()
    totp: str = field(default="", repr=False)


@dataclass(frozen=True, slots=True)
class AccessKey:
    """An access key of a user; temporary ones have a security token."""

    access: str
    secret: str = field(repr=False)
    user: User
    security_token: str = field(default="", repr=False)


@dataclass(frozen=True, slots=True)
class Principal:
    """The caller of a request, whichever way it signed in. `project` is the one its token is for, if any."""

    user: User
    project: Project | None
    method: str

    @property
    def user_id(self) -> str:
        """The user's id."""
        return self.user.id

    @property
    def user_name(self) -> str:
        """The user's name."""
        return self.user.name

    @property
    def domain_id(self) -> str:
        """The id of the user's account."""
        return self.user.domain.id


@dataclass(frozen=True, slots=True)
class Agency:
    """Trust of an account in other users: they may act in its projects under this name."""

    name: str
    domain: Domain
