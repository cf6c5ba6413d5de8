"""Which addresses a region of a cloud has."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from .errors import ConfigurationError
from .shapes import is_array, is_object

EMULATOR = "http://127.0.0.1:8765"


@dataclass(frozen=True, slots=True)
class Cloud:
    """One cloud of the family. ``{region}`` stands for the region."""

    modelarts: str
    iam: str


CLOUDS = {
    "huaweicloud": Cloud("https://modelarts.{region}.myhuaweicloud.com", "https://iam.{region}.myhuaweicloud.com"),
    "huaweicloud-cn": Cloud("https://modelarts.{region}.myhuaweicloud.cn", "https://iam.{region}.myhuaweicloud.com"),
    "huaweicloud-eu": Cloud("https://modelarts.{region}.myhuaweicloud.eu", "https://iam.{region}.myhuaweicloud.eu"),
    "otc": Cloud("https://modelarts.{region}.otc.t-systems.com", "https://iam.{region}.otc.t-systems.com"),
    "emulator": Cloud(EMULATOR, EMULATOR),
}
_BY_REGION = {"eu-de": "otc", "eu-nl": "otc", "eu-west-101": "huaweicloud-eu", "ap-southeast-1": "huaweicloud-cn"}
_HOST_REGION = re.compile(r"^(?:modelarts|iam)\.([a-z]{2}-[a-z0-9-]+?)\.")


@dataclass(frozen=True, slots=True)
class Endpoints:
    """The addresses a client uses, without a closing slash."""

    modelarts: str
    iam: str
    region: str | None


@dataclass(frozen=True, slots=True)
class Wanted:
    """What the user said about addresses; None is not said."""

    region: str | None = None
    cloud: str | None = None
    endpoint: str | None = None
    iam_endpoint: str | None = None
    auth_url: str | None = None
    """The identity service's address that came with the credentials; weaker than ``iam_endpoint``."""


def resolve_endpoints(wanted: Wanted, environ: Mapping[str, str], home: Path) -> Endpoints:
    """Return the addresses.

    The service: ``endpoint``, ``MODELARTS_ENDPOINT``, ``HUAWEICLOUD_SDK_REGION_MODELARTS_<REGION>``,
    ``~/.huaweicloud/regions.yaml``, then the cloud's own. The cloud is the one given, or the one that the region is in.
    Raises ConfigurationError when neither a region nor an address is known.
    """
    region = wanted.region
    told = wanted.endpoint or environ.get("MODELARTS_ENDPOINT")
    if told is None and region and wanted.cloud != "emulator":
        told = environ.get(_variable(region)) or _from_regions_file(region, environ, home)
    modelarts = check_endpoint(told) if told else _of_cloud(wanted).modelarts
    region = region or _region_of(modelarts)
    iam = wanted.iam_endpoint or environ.get("MODELARTS_IAM_ENDPOINT")
    if not iam and wanted.auth_url and not (_is_local(modelarts) and not _is_local(wanted.auth_url)):
        # Whoever points the client at an emulator means its identity service too, not that of the saved credentials.
        iam = wanted.auth_url
    if iam:
        return Endpoints(modelarts, check_endpoint(iam).removesuffix("/v3"), region)
    return Endpoints(modelarts, _iam_beside(modelarts, wanted) if told else _of_cloud(wanted).iam, region)


def _of_cloud(wanted: Wanted) -> Cloud:
    name = wanted.cloud or _BY_REGION.get(wanted.region or "", "huaweicloud")
    cloud = CLOUDS.get(name)
    if cloud is None:
        raise ConfigurationError(f"There is no cloud {name!r}; known are {', '.join(CLOUDS)}; or give endpoint=")
    if name == "emulator":
        return cloud
    if not wanted.region:
        raise ConfigurationError(
            "No region: give region= or endpoint=, or set HUAWEICLOUD_SDK_REGION, OS_REGION_NAME, HW_REGION_NAME or "
            "MODELARTS_ENDPOINT"
        )
    if not re.fullmatch(r"[A-Za-z0-9-]+", wanted.region):
        raise ConfigurationError(f"{wanted.region!r} is not the name of a region")
    return Cloud(cloud.modelarts.format(region=wanted.region), cloud.iam.format(region=wanted.region))


def _iam_beside(modelarts: str, wanted: Wanted) -> str:
    """Guess the identity service of a service with an address of its own."""
    parts = urlsplit(modelarts)
    if wanted.cloud and wanted.cloud != "emulator":
        return _of_cloud(wanted).iam
    if parts.netloc.startswith("modelarts."):
        host = "iam." + parts.netloc.removeprefix("modelarts.")
        return f"{parts.scheme}://{host}"
    # The emulator, and proxies, serve both at one address.
    return f"{parts.scheme}://{parts.netloc}"


def check_endpoint(address: str) -> str:
    """Return an address in the form in which it is used. A host alone means https."""
    text = address if "://" in address else f"https://{address}"
    try:
        parts = urlsplit(text.rstrip("/"))
        port = parts.port
    except ValueError as error:
        raise ConfigurationError(f"The endpoint is not an address: {error}") from None
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise ConfigurationError(
            f"The endpoint {parts.scheme}://{parts.hostname or ''} is not an http or https address"
        )
    if "@" in parts.netloc:
        raise ConfigurationError(f"The endpoint of {parts.hostname} must not hold a user name or password")
    if parts.query or parts.fragment:
        raise ConfigurationError(f"The endpoint of {parts.hostname} must not hold a query")
    host = f"[{parts.hostname}]" if ":" in parts.hostname else parts.hostname
    netloc = host if port in (None, {"http": 80, "https": 443}[parts.scheme]) else f"{host}:{port}"
    return f"{parts.scheme}://{netloc}{parts.path}"


def split_endpoint(endpoint: str) -> tuple[str, str]:
    """Divide an address into scheme with host, and the path below which the service lives (often none)."""
    parts = urlsplit(endpoint)
    return f"{parts.scheme}://{parts.netloc}", parts.path.rstrip("/")


def _is_local(address: str) -> bool:
    return urlsplit(address).hostname in ("127.0.0.1", "localhost", "::1")


def _variable(region: str) -> str:
    return "HUAWEICLOUD_SDK_REGION_MODELARTS_" + region.upper().replace("-", "_")


def _region_of(endpoint: str) -> str | None:
    found = _HOST_REGION.match(urlsplit(endpoint).netloc)
    return found[1] if found else None


def _from_regions_file(region: str, environ: Mapping[str, str], home: Path) -> str | None:
    """Look a region up in ``regions.yaml``, in the official SDK's form."""
    path = Path(environ.get("HUAWEICLOUD_SDK_REGIONS_FILE") or home / ".huaweicloud" / "regions.yaml")
    if not path.is_file():
        return None
    from .yaml_files import read_yaml

    content = read_yaml(path)
    entries: Any = next((value for key, value in content.items() if str(key).upper() == "MODELARTS"), None)
    for entry in entries if is_array(entries) else []:
        if is_object(entry) and entry.get("id") == region:
            endpoint: Any = entry.get("endpoint")
            endpoints: Any = entry.get("endpoints")
            found = endpoint or (endpoints[0] if is_array(endpoints) and endpoints else None)
            return str(found) if found else None
    return None
