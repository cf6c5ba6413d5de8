"""The search for credentials, in the order that people know."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path

from ..errors import CredentialsError
from .environment import OFFICIAL_SDK, OPENSTACK, TERRAFORM, from_environment
from .files import clouds_files, credentials_file, from_clouds, from_credentials_file, secure_files
from .profile import Profile

_Step = tuple[str, Callable[[], Profile | None]]


def find_profile(environ: Mapping[str, str], home: Path, here: Path) -> Profile:
    """Return the first credentials found.

    ``HUAWEICLOUD_SDK_*``; the cloud that ``OS_CLOUD`` names; ``OS_*``; ``HW_*``; ``~/.huaweicloud/credentials``;
    ``clouds.yaml`` when it holds one cloud only. Raises CredentialsError, which lists what was looked at, when there
    are none.
    """
    looked: list[str] = []
    for name, look in _steps(environ, home, here):
        looked.append(name)
        profile = look()
        if profile is not None:
            return profile
    places = "".join(f"\n  - {name}" for name in looked)
    raise CredentialsError(
        f"No credentials found. Looked at:{places}\n"
        "Give credentials=AkSk(...), IamPassword(...) or IamToken(...); "
        "or credentials=None for a server without sign-in."
    )


def _steps(environ: Mapping[str, str], home: Path, here: Path) -> list[_Step]:
    ini = credentials_file(environ, home)
    clouds = clouds_files(environ, home, here)
    secrets = secure_files(environ, home, here)
    chosen = environ.get("OS_CLOUD")
    steps: list[_Step] = [
        (
            "environment: HUAWEICLOUD_SDK_AK, HUAWEICLOUD_SDK_SK",
            lambda: from_environment("HUAWEICLOUD_SDK_*", OFFICIAL_SDK, environ),
        ),
    ]
    if chosen:
        steps.append((f"clouds.yaml, cloud {chosen!r} (OS_CLOUD)", lambda: from_clouds(clouds, secrets, chosen)))
    steps += [
        (
            "environment: OS_ACCESS_KEY, OS_SECRET_KEY; OS_AUTH_TOKEN; OS_USERNAME, OS_PASSWORD",
            lambda: from_environment("OS_*", OPENSTACK, environ),
        ),
        (
            "environment: HW_ACCESS_KEY, HW_SECRET_KEY; HW_USER_NAME, HW_USER_PASSWORD",
            lambda: from_environment("HW_*", TERRAFORM, environ),
        ),
        (f"file: {ini}, section [basic]", lambda: from_credentials_file(ini)),
    ]
    if not chosen:
        found = ", ".join(dict.fromkeys(str(path.with_suffix(".yaml")) for path in clouds))
        steps.append((f"file: {found} (a single cloud)", lambda: from_clouds(clouds, secrets, None)))
    return steps
