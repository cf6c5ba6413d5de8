from __future__ import annotations

import os
from pathlib import Path

import orjson
import pytest
from modelarts_emulator.config import ConfigError, check_site
from modelarts_emulator.inprocess import RawReply
from modelarts_emulator.testing import LocalEmulator

from .conftest import MakeThings

SITE = "/_emulator/site"


@pytest.fixture
def site(tmp_path: Path) -> Path:
    """A folder with a site, and a secret beside it."""
    (tmp_path / "secret.txt").write_text("secret")
    folder = tmp_path / "site"
    for name, text in {
        "index.html": "<p>All</p>",
        "operations/index.html": "<p>Operations</p>",
        "assets/site.js": "'use strict'",
        "assets/a b.css": "p {}",
        "openapi.yaml": "openapi: 3.1.0",
    }.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text)
    (folder / "way-out").symlink_to(tmp_path)
    (folder / "secret-link.txt").symlink_to(tmp_path / "secret.txt")
    return folder


@pytest.fixture
def things(make_things: MakeThings, site: Path) -> LocalEmulator:
    return make_things(site=site)


def header(reply: RawReply, name: str) -> str:
    return dict(reply.headers)[name.encode()].decode()


@pytest.mark.parametrize(
    ("path", "content", "kind"),
    [
        ("/", b"<p>All</p>", "text/html; charset=utf-8"),
        ("/index.html", b"<p>All</p>", "text/html; charset=utf-8"),
        ("/operations/", b"<p>Operations</p>", "text/html; charset=utf-8"),
        ("/assets/site.js", b"'use strict'", "text/javascript; charset=utf-8"),
        ("/assets/a%20b.css", b"p {}", "text/css; charset=utf-8"),
        ("/openapi.yaml", b"openapi: 3.1.0", "application/yaml"),
    ],
)
def test_files_are_served(things: LocalEmulator, path: str, content: bytes, kind: str) -> None:
    reply = things.request("GET", SITE + path)
    assert (reply.status, reply.body, header(reply, "content-type")) == (200, content, kind)
    head = things.request("HEAD", SITE + path)
    assert (head.status, head.body, header(head, "content-length")) == (200, b"", str(len(content)))


def test_the_folder_is_asked_for_with_a_slash(things: LocalEmulator) -> None:
    reply = things.request("GET", SITE)
    assert (reply.status, header(reply, "location")) == (308, "/_emulator/site/")


@pytest.mark.parametrize(
    "path",
    [
        "/gone.html",
        "/assets/",
        "/../secret.txt",
        "/%2e%2e/secret.txt",
        "/..%2fsecret.txt",
        "/way-out/secret.txt",
        "/secret-link.txt",
        "//etc/passwd",
        "/%2fetc%2fpasswd",
        "/%00",
        "/%ff",
        "/" + "a" * 5000,
    ],
)
def test_nothing_else_is(things: LocalEmulator, path: str) -> None:
    reply = things.request("GET", SITE + path)
    assert (reply.status, orjson.loads(reply.body)) == (404, {"error": "the site has no such page"})


def test_a_page_that_has_not_changed_is_not_sent_again(things: LocalEmulator, site: Path) -> None:
    etag = header(things.request("GET", f"{SITE}/"), "etag")
    assert things.request("GET", f"{SITE}/", headers={"If-None-Match": etag}).status == 304
    (site / "index.html").write_text("<p>Alt</p>")
    os.utime(site / "index.html", ns=(1, 1))
    assert things.request("GET", f"{SITE}/", headers={"If-None-Match": etag}).body == b"<p>Alt</p>"


def test_the_site_can_be_read_only(things: LocalEmulator) -> None:
    reply = things.request("POST", f"{SITE}/index.html", body=b"x")
    assert (reply.status, header(reply, "allow")) == (405, "GET, HEAD")


def test_without_a_site_there_is_none(make_things: MakeThings) -> None:
    reply = make_things().request("GET", f"{SITE}/")
    assert reply.status == 404
    assert "--site DIR" in orjson.loads(reply.body)["error"]


def test_a_folder_without_a_site_is_a_mistake(tmp_path: Path, site: Path) -> None:
    assert check_site(site) == site
    with pytest.raises(ConfigError, match=r"holds no index\.html"):
        check_site(tmp_path)
