"""From the options for the connection to the arguments of the client's class."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any


def client_arguments(connection: dict[str, Any]) -> dict[str, Any]:
    """Return what to make the client with. Raises the SDK's CredentialsError for a profile that is no use."""
    arguments = dict(connection)
    profile = arguments.pop("profile", None)
    if arguments.pop("auth", "on") == "off":
        return {**arguments, "credentials": None}
    return arguments if profile is None else {**_from_profile(profile), **arguments}


def _from_profile(name: str) -> dict[str, Any]:
    from ..._runtime.auth.files import clouds_files, from_clouds, secure_files
    from ..._runtime.errors import CredentialsError

    places = os.environ, Path.home(), Path.cwd()
    profile = from_clouds(clouds_files(*places), secure_files(*places), name)
    if profile is None:
        raise CredentialsError(f"The cloud {name!r} in clouds.yaml holds no credentials")
    found = {"credentials": profile.credentials, "region": profile.region, "project_id": profile.project_id}
    return {key: value for key, value in found.items() if value is not None}
