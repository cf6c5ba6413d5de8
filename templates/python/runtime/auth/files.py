"""Credentials in files: the official SDK's, and OpenStack's ``clouds.yaml``."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from ..errors import CredentialsError
from ..shapes import is_object
from ..yaml_files import read_yaml
from .profile import Fields, Profile, make_profile

_INI = Fields(
    access_key=("ak",),
    secret_key=("sk",),
    security_token=("security_token",),
    project_id=("project_id",),
    region=("region",),
    iam_endpoint=("iam_endpoint",),
)
_CLOUD = Fields(
    access_key=("access_key", "ak"),
    secret_key=("secret_key", "sk"),
    security_token=("security_token",),
    username=("username",),
    password=("password",),
    domain=("user_domain_name", "domain_name"),
    token=("token",),
    project=("project_name", "tenant_name"),
    project_id=("project_id", "tenant_id"),
    region=("region_name",),
    iam_endpoint=("auth_url",),
)


def credentials_file(environ: Mapping[str, str], home: Path) -> Path:
    """Return where the official SDK's credentials file is looked for."""
    told = environ.get("HUAWEICLOUD_SDK_CREDENTIALS_FILE")
    return Path(told) if told else home / ".huaweicloud" / "credentials"


def from_credentials_file(path: Path) -> Profile | None:
    """Read section ``[basic]`` of the official SDK's credentials file."""
    if not path.is_file():
        return None
    from configparser import ConfigParser, Error

    parser = ConfigParser(interpolation=None)
    try:
        parser.read(path, encoding="utf-8")
    except (Error, UnicodeDecodeError, OSError) as error:
        # The error's own text may quote a line with a key.
        raise CredentialsError(f"{path} cannot be read: {type(error).__name__}") from None
    values = dict(parser["basic"]) if parser.has_section("basic") else {}
    return make_profile(str(path), values, _INI)


def clouds_files(environ: Mapping[str, str], home: Path, here: Path) -> list[Path]:
    """Return where ``clouds.yaml`` is looked for, as openstacksdk does; the first file found counts."""
    return _search("clouds", environ.get("OS_CLIENT_CONFIG_FILE"), home, here)


def secure_files(environ: Mapping[str, str], home: Path, here: Path) -> list[Path]:
    """Return where ``secure.yaml``, which adds passwords to ``clouds.yaml``, is looked for."""
    return _search("secure", environ.get("OS_CLIENT_SECURE_FILE"), home, here)


def _search(stem: str, told: str | None, home: Path, here: Path) -> list[Path]:
    folders = (here, home / ".config" / "openstack", Path("/etc/openstack"))
    paths = [folder / f"{stem}{suffix}" for folder in folders for suffix in (".yaml", ".yml", ".json")]
    return [Path(told), *paths] if told else paths


def from_clouds(clouds: Iterable[Path], secrets: Iterable[Path], name: str | None) -> Profile | None:
    """Read one cloud; without a name the only one there is. A name that is nowhere raises CredentialsError."""
    path = next((path for path in clouds if path.is_file()), None)
    if path is None:
        if name:
            raise CredentialsError(f"OS_CLOUD is {name!r}, but there is no clouds.yaml")
        return None
    known = _mapping(read_yaml(path).get("clouds"))
    if name is None:
        if len(known) != 1:
            return None
        name = next(iter(known))
    if name not in known:
        raise CredentialsError(f"{path} has no cloud {name!r} (it has {', '.join(sorted(known)) or 'none'})")
    secure = next((path for path in secrets if path.is_file()), None)
    hidden = _mapping(_mapping(read_yaml(secure).get("clouds")).get(name)) if secure else {}
    cloud = _mapping(known[name])
    values = {**_flatten(cloud), **_flatten(hidden)}
    return make_profile(f"{path}, cloud {name!r}", values, _CLOUD)


def _flatten(cloud: Mapping[str, Any]) -> dict[str, str]:
    """Bring a cloud's own settings and those below ``auth`` together; the latter win."""
    both = {**cloud, **_mapping(cloud.get("auth"))}
    return {name: str(value) for name, value in both.items() if isinstance(value, str | int)}


def _mapping(value: Any) -> dict[str, Any]:
    return value if is_object(value) else {}
