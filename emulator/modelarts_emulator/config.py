"""How an emulator is set up."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal
from urllib.parse import urlsplit

from .auth.directory import DEFAULT_DIRECTORY, Directory, DirectoryError, read_directory
from .clock import MAX_FACTOR, MAX_MS, ClockMode
from .limits import Limits

DEFAULT_PORT = 8765
DEFAULT_STORE = "sqlite:///.modelarts-emulator/state.sqlite"
DEFAULT_OBJECTS = ".modelarts-emulator/objects"
#: Stands for a place of its own that is removed when the emulator ends.
TEMPORARY = "temporary"
_CLOCKS = "give real, manual, instant or scaled:FACTOR, the last three with @MILLISECONDS to start from"


class ConfigError(Exception):
    """The configuration cannot be used; the message says what to change."""


@dataclass(frozen=True, slots=True)
class ClockSetting:
    """The clock to start with; `None` for the mode keeps what the store remembers, real time in a new one."""

    mode: ClockMode | None = None
    factor: float = 1.0
    start_ms: int | None = None
    #: A manual clock that is moved by itself: all work in hand is done before the next request is answered.
    instant: bool = False


@dataclass(frozen=True, slots=True)
class Config:
    """Everything that can be chosen. `seed` makes ids repeatable; `region` names the endpoints' region."""

    store: str = DEFAULT_STORE
    objects: str = DEFAULT_OBJECTS
    auth: bool = True
    seed: int | None = None
    clock: ClockSetting = field(default_factory=ClockSetting)
    check_responses: bool = False
    control: Literal["loopback", "any"] = "loopback"
    region: str = "eu-de"
    directory: Directory = DEFAULT_DIRECTORY
    request_log_size: int = 1000
    limits: Limits = field(default_factory=Limits)
    #: Where e-mails go: ``smtp://HOST:PORT`` or ``smtps://…``, with ``USER:PASSWORD@`` or not; else to the outbox only.
    smtp: str | None = field(default=None, repr=False)
    #: Another description than the one that ships with the emulator.
    description: Path | None = None
    #: The folder of the reference site, served at `/_emulator/site/`.
    site: Path | None = None


def parse_clock(text: str) -> ClockSetting:
    """Read `real`, `manual`, `instant`, `scaled:FACTOR`, the last three with `@MS` or not; raises ConfigError."""
    setting, _, start = text.partition("@")
    mode, _, factor = setting.partition(":")
    try:
        start_ms = int(start) if start else None
        number = float(factor) if factor else 1.0
    except ValueError:
        raise ConfigError(f"{text!r} is no clock: {_CLOCKS}") from None
    if start_ms is not None and not 0 <= start_ms <= MAX_MS:
        raise ConfigError(f"{text!r} is no clock: it starts at 0 to {MAX_MS} milliseconds")
    if mode == "real" and not factor and not start:
        return ClockSetting("real")
    if mode in ("manual", "instant") and not factor:
        return ClockSetting("manual", start_ms=start_ms, instant=mode == "instant")
    if mode == "scaled" and 0 < number <= MAX_FACTOR:
        return ClockSetting("scaled", number, start_ms)
    raise ConfigError(f"{text!r} is no clock: {_CLOCKS}")


def check_smtp(address: str) -> str:
    """Return the address of a mail server as it is; raises ConfigError, which never holds a password."""
    try:
        parts = urlsplit(address)
        valid = parts.scheme in ("smtp", "smtps") and bool(parts.hostname) and parts.port != 0
    except ValueError:
        valid = False
    if not valid:
        raise ConfigError("the mail server is given as smtp://HOST:PORT or smtps://USER:PASSWORD@HOST:PORT")
    return address


def check_site(folder: Path) -> Path:
    """Return the folder of a site as it is; raises ConfigError where it holds none."""
    if not (folder / "index.html").is_file():
        raise ConfigError(f"there is no site in {folder}: it holds no index.html")
    return folder


def read_config_file(path: Path) -> Directory:
    """Read accounts, projects, users and keys from a TOML file; raises ConfigError."""
    try:
        data: dict[str, Any] = tomllib.loads(path.read_text(encoding="utf-8"))
        return read_directory(data)
    except OSError as error:
        raise ConfigError(f"cannot read {path}: {error.strerror}") from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError, DirectoryError) as error:
        raise ConfigError(f"{path}: {error}") from error
