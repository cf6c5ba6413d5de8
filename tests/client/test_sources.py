"""Where credentials, regions and projects come from."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from modelarts_client._runtime import AkSk, ConfigurationError, CredentialsError, IamPassword, IamToken, SyncClient
from modelarts_client._runtime.auth.chain import find_profile

from .support import write_file

SDK = {"HUAWEICLOUD_SDK_AK": "sdk-access-key", "HUAWEICLOUD_SDK_SK": "sdk-secret"}
OS_KEYS = {"OS_ACCESS_KEY": "os-access-key", "OS_SECRET_KEY": "os-secret"}
OS_USER = {"OS_USERNAME": "demo", "OS_PASSWORD": "demo-password", "OS_USER_DOMAIN_NAME": "demo-domain"}
HW_KEYS = {"HW_ACCESS_KEY": "hw-access-key", "HW_SECRET_KEY": "hw-secret", "HW_REGION_NAME": "ap-southeast-3"}
CLOUDS = """
clouds:
  one:
    region_name: eu-nl
    auth:
      auth_url: https://iam.eu-nl.otc.t-systems.com/v3
      username: demo
      password: demo-password
      user_domain_name: demo-domain
      project_name: eu-nl
  two:
    auth: {ak: cloud-access-key, sk: cloud-secret, project_id: p2}
"""


def _find(home: Path, environ: dict[str, str] | None = None) -> Any:
    return find_profile(environ or {}, home, home)


def _key(profile: Any) -> str:
    assert isinstance(profile.credentials, AkSk)
    return profile.credentials.access_key


def test_order(empty_home: Path) -> None:
    write_file(empty_home / ".huaweicloud" / "credentials", "[basic]\nak = file-access-key\nsk = file-secret\n")
    write_file(empty_home / "clouds.yaml", CLOUDS)
    environ = {**SDK, **OS_KEYS, **HW_KEYS, "OS_CLOUD": "two"}
    found: list[str] = []
    for drop in (None, "HUAWEICLOUD_SDK", "OS_CLOUD", "OS_", "HW_"):
        environ = {name: value for name, value in environ.items() if drop is None or not name.startswith(drop)}
        found.append(_key(_find(empty_home, environ)))
    assert found == ["sdk-access-key", "cloud-access-key", "os-access-key", "hw-access-key", "file-access-key"]


def test_facts_of_the_environment(empty_home: Path) -> None:
    more = {"HUAWEICLOUD_SDK_PROJECT_ID": "p", "HUAWEICLOUD_SDK_IAM_ENDPOINT": "https://iam.test"}
    profile = _find(empty_home, {**SDK, **more, "HUAWEICLOUD_SDK_REGION": "eu-de"})
    assert (profile.project_id, profile.iam_endpoint, profile.region) == ("p", "https://iam.test", "eu-de")


def test_user_of_the_environment(empty_home: Path) -> None:
    more = {"OS_AUTH_URL": "https://iam.eu-de.otc.t-systems.com/v3", "OS_PROJECT_NAME": "eu-de_team"}
    profile = _find(empty_home, {**OS_USER, **more})
    assert isinstance(profile.credentials, IamPassword)
    assert (profile.credentials.username, profile.credentials.domain) == ("demo", "demo-domain")
    assert (profile.credentials.project, profile.region) == ("eu-de_team", "eu-de")


def test_token_of_the_environment(empty_home: Path) -> None:
    assert isinstance(_find(empty_home, {"OS_AUTH_TOKEN": "tok"}).credentials, IamToken)


@pytest.mark.parametrize(
    ("environ", "message"),
    [
        ({"HUAWEICLOUD_SDK_AK": "secret-value"}, "HUAWEICLOUD_SDK_AK is set, but HUAWEICLOUD_SDK_SK is not"),
        (
            {
                "HW_SECRET_KEY": "secret-value",
            },
            "HW_SECRET_KEY is set, but HW_ACCESS_KEY is not",
        ),
        ({"OS_USERNAME": "secret-value"}, "OS_USERNAME is set, but OS_PASSWORD is not"),
        ({"OS_CLOUD": "nowhere"}, "there is no clouds.yaml"),
    ],
)
def test_half_of_a_pair(empty_home: Path, environ: dict[str, str], message: str) -> None:
    with pytest.raises(CredentialsError, match=message) as caught:
        _find(empty_home, environ)
    assert "secret-value" not in str(caught.value)


def test_nothing_found_lists_what_was_looked_at(empty_home: Path) -> None:
    with pytest.raises(CredentialsError) as caught:
        _find(empty_home)
    text = str(caught.value)
    for part in ("HUAWEICLOUD_SDK_AK", "OS_USERNAME", "HW_ACCESS_KEY", ".huaweicloud/credentials", "clouds.yaml"):
        assert part in text


def test_credentials_file(empty_home: Path) -> None:
    text = "[basic]\nak=file-access-key\nsk=100%secret\nsecurity_token=t\nproject_id=p\niam_endpoint=https://iam.test\n"
    path = write_file(empty_home / "elsewhere", text)
    profile = _find(empty_home, {"HUAWEICLOUD_SDK_CREDENTIALS_FILE": str(path)})
    assert (_key(profile), profile.project_id, profile.iam_endpoint) == ("file-access-key", "p", "https://iam.test")
    assert "temporary" in repr(profile.credentials)


@pytest.mark.parametrize("text", ["ak = secret-value\n", "[basic\nsecret-value", "[basic]\nsecret-value\n"])
def test_broken_credentials_file(empty_home: Path, text: str) -> None:
    write_file(empty_home / ".huaweicloud" / "credentials", text)
    with pytest.raises(CredentialsError, match="cannot be read") as caught:
        _find(empty_home)
    assert "secret-value" not in str(caught.value)
    assert caught.value.__suppress_context__


def test_clouds_file(empty_home: Path) -> None:
    write_file(empty_home / ".config" / "openstack" / "clouds.yaml", CLOUDS)
    profile = _find(empty_home, {"OS_CLOUD": "one"})
    assert isinstance(profile.credentials, IamPassword)
    assert (profile.region, profile.iam_endpoint) == ("eu-nl", "https://iam.eu-nl.otc.t-systems.com/v3")
    assert _key(_find(empty_home, {"OS_CLOUD": "two"})) == "cloud-access-key"
    with pytest.raises(CredentialsError, match=r"no cloud 'three' \(it has one, two\)"):
        _find(empty_home, {"OS_CLOUD": "three"})
    with pytest.raises(CredentialsError, match="No credentials found"):
        _find(empty_home)


def test_single_cloud_needs_no_name_and_takes_its_password_from_secure(empty_home: Path) -> None:
    path = write_file(empty_home / "own.yaml", "clouds: {only: {auth: {username: demo, user_domain_name: d}}}")
    write_file(empty_home / "secure.yaml", "clouds: {only: {auth: {password: demo-password}}}")
    profile = _find(empty_home, {"OS_CLIENT_CONFIG_FILE": str(path)})
    assert isinstance(profile.credentials, IamPassword)
    assert "'only'" in profile.source


@pytest.mark.parametrize(
    "text", ["clouds: [secret-value", "- a\n- b\n", "a: b: secret-value", "clouds: !!python/object:x {}"]
)
def test_broken_clouds_file(empty_home: Path, text: str) -> None:
    write_file(empty_home / "clouds.yaml", text)
    with pytest.raises(ConfigurationError) as caught:
        _find(empty_home, {"OS_CLOUD": "one"})
    assert "secret-value" not in str(caught.value)


@pytest.mark.parametrize("text", ["", "clouds:\n", "clouds: []\n", "other: 1\n"])
def test_clouds_file_without_clouds(empty_home: Path, text: str) -> None:
    write_file(empty_home / "clouds.yaml", text)
    with pytest.raises(CredentialsError, match="No credentials found"):
        _find(empty_home)


def test_client_takes_all_from_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in {**SDK, "HUAWEICLOUD_SDK_PROJECT_ID": "p", "OS_REGION_NAME": "eu-nl"}.items():
        monkeypatch.setenv(name, value)
    client = SyncClient()
    assert (client.endpoint, client.region) == ("https://modelarts.eu-nl.otc.t-systems.com", "eu-nl")
    assert "sdk-***" in repr(client)
