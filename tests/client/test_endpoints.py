"""Which addresses a client uses."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from modelarts_client._runtime import ConfigurationError
from modelarts_client._runtime.endpoints import Wanted, check_endpoint, resolve_endpoints

from .support import write_file


def _resolve(home: Path, environ: dict[str, str] | None = None, **wanted: Any) -> tuple[str, str, str | None]:
    found = resolve_endpoints(Wanted(**wanted), environ or {}, home)
    return found.modelarts, found.iam, found.region


@pytest.mark.parametrize(
    ("wanted", "modelarts", "iam"),
    [
        ({"region": "eu-de"}, "modelarts.eu-de.otc.t-systems.com", "iam.eu-de.otc.t-systems.com"),
        ({"region": "eu-nl"}, "modelarts.eu-nl.otc.t-systems.com", "iam.eu-nl.otc.t-systems.com"),
        ({"region": "cn-north-4"}, "modelarts.cn-north-4.myhuaweicloud.com", "iam.cn-north-4.myhuaweicloud.com"),
        ({"region": "eu-west-101"}, "modelarts.eu-west-101.myhuaweicloud.eu", "iam.eu-west-101.myhuaweicloud.eu"),
        (
            {"region": "ap-southeast-1"},
            "modelarts.ap-southeast-1.myhuaweicloud.cn",
            "iam.ap-southeast-1.myhuaweicloud.com",
        ),
        (
            {"region": "eu-de", "cloud": "huaweicloud"},
            "modelarts.eu-de.myhuaweicloud.com",
            "iam.eu-de.myhuaweicloud.com",
        ),
        ({"region": "x-1", "cloud": "otc"}, "modelarts.x-1.otc.t-systems.com", "iam.x-1.otc.t-systems.com"),
    ],
)
def test_endpoints_of_clouds(empty_home: Path, wanted: dict[str, Any], modelarts: str, iam: str) -> None:
    assert _resolve(empty_home, **wanted) == (f"https://{modelarts}", f"https://{iam}", wanted["region"])


def test_emulator(empty_home: Path) -> None:
    local = "http://127.0.0.1:8765"
    assert _resolve(empty_home, cloud="emulator") == (local, local, None)
    assert _resolve(empty_home, cloud="emulator", region="eu-de") == (local, local, "eu-de")
    other = "http://localhost:9000"
    environ = {"MODELARTS_ENDPOINT": other}
    assert _resolve(empty_home, environ, region="eu-de") == (other, other, "eu-de")
    # Saved credentials name a real identity service; whoever points at an emulator does not mean that one.
    real = "https://iam.eu-de.otc.t-systems.com/v3"
    assert _resolve(empty_home, environ, region="eu-de", auth_url=real)[1] == other
    assert _resolve(empty_home, environ, region="eu-de", auth_url="http://127.0.0.1:1/v3")[1] == "http://127.0.0.1:1"


OWN = "https://modelarts.af-south-1.own.test"


@pytest.mark.parametrize(
    ("environ", "wanted", "modelarts", "iam", "region"),
    [
        ({}, {"endpoint": "https://modelarts.eu-de.cloud.test"}, None, "https://iam.eu-de.cloud.test", "eu-de"),
        (
            {},
            {"endpoint": "https://proxy.test/x", "cloud": "otc", "region": "eu-de"},
            None,
            "https://iam.eu-de.otc.t-systems.com",
            "eu-de",
        ),
        ({"MODELARTS_ENDPOINT": "http://a.test"}, {"endpoint": "http://b.test"}, None, "http://b.test", None),
        ({}, {"endpoint": "http://b.test", "auth_url": "http://i.test/iam/v3/"}, None, "http://i.test/iam", None),
        ({"MODELARTS_IAM_ENDPOINT": "http://i.test/v3"}, {"endpoint": "http://b.test"}, None, "http://i.test", None),
        (
            {},
            {"endpoint": "http://b.test", "iam_endpoint": "i.test", "auth_url": "http://no.test"},
            None,
            "https://i.test",
            None,
        ),
        (
            {},
            {"region": "eu-de", "auth_url": "https://iam.other.test/v3"},
            "https://modelarts.eu-de.otc.t-systems.com",
            "https://iam.other.test",
            "eu-de",
        ),
        (
            {"HUAWEICLOUD_SDK_REGION_MODELARTS_AF_SOUTH_1": OWN},
            {"region": "af-south-1"},
            OWN,
            "https://iam.af-south-1.own.test",
            "af-south-1",
        ),
    ],
)
def test_own_endpoints(
    empty_home: Path,
    environ: dict[str, str],
    wanted: dict[str, Any],
    modelarts: str | None,
    iam: str,
    region: str | None,
) -> None:
    expected = modelarts or wanted["endpoint"]
    assert _resolve(empty_home, environ, **wanted) == (expected, iam, region)


REGIONS = """
IAM: [{id: my-region, endpoint: "https://iam.my-region.test"}]
ModelArts:
  - {id: my-region, endpoint: "https://modelarts.my-region.test"}
  - {id: my-second, endpoints: ["https://modelarts.my-second.test"]}
  - {id: my-third}
"""


def test_regions_file(empty_home: Path) -> None:
    write_file(empty_home / ".huaweicloud" / "regions.yaml", REGIONS)
    assert _resolve(empty_home, region="my-region")[0] == "https://modelarts.my-region.test"
    assert _resolve(empty_home, region="my-second")[0] == "https://modelarts.my-second.test"
    assert _resolve(empty_home, region="my-third")[0] == "https://modelarts.my-third.myhuaweicloud.com"
    assert _resolve(empty_home, region="eu-de")[0] == "https://modelarts.eu-de.otc.t-systems.com"


@pytest.mark.parametrize("content", ["", "ModelArts: {}", "ModelArts: [1, {id: 2}]"])
def test_odd_regions_file(empty_home: Path, content: str) -> None:
    write_file(empty_home / ".huaweicloud" / "regions.yaml", content)
    assert _resolve(empty_home, region="eu-de")[0] == "https://modelarts.eu-de.otc.t-systems.com"


def test_regions_file_of_another_kind(empty_home: Path) -> None:
    write_file(empty_home / ".huaweicloud" / "regions.yaml", "[]")
    with pytest.raises(ConfigurationError, match="mapping"):
        _resolve(empty_home, region="eu-de")


@pytest.mark.parametrize(
    ("wanted", "message"),
    [
        ({}, "No region"),
        ({"region": "eu-de", "cloud": "other"}, "no cloud 'other'"),
        ({"region": "evil.test/x?"}, "not the name of a region"),
        ({"endpoint": "ftp://x.test"}, "not an http"),
        ({"endpoint": "https://"}, "not an http"),
        ({"endpoint": "http://user:secret-value@x.test"}, "must not hold a user name"),
        ({"endpoint": "http://x.test?a=secret-value"}, "must not hold a query"),
        ({"endpoint": "http://x.test:port"}, "not an address"),
    ],
)
def test_unusable_endpoints(empty_home: Path, wanted: dict[str, Any], message: str) -> None:
    with pytest.raises(ConfigurationError, match=message) as caught:
        _resolve(empty_home, **wanted)
    assert "secret-value" not in str(caught.value)


@pytest.mark.parametrize(
    ("given", "used"),
    [
        ("x.test", "https://x.test"),
        ("https://x.test/", "https://x.test"),
        ("HTTPS://X.test:443/a/", "https://x.test/a"),
        ("http://[::1]:80", "http://[::1]"),
        ("http://[::1]:8765/", "http://[::1]:8765"),
    ],
)
def test_forms_of_endpoints(given: str, used: str) -> None:
    assert check_endpoint(given) == used
