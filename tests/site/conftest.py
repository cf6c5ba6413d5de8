from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Literal

import httpx2
import pytest
from playwright.sync_api import Browser, Page, sync_playwright

from tests.contract.servers import emulator

from .watching import Watch

ROOT = Path(__file__).parents[2]
SCREENSHOTS = ROOT / "build/screenshots"
CHROMIUM = Path("/usr/bin/chromium")
#: A browser that talks to nobody but us.
QUIET = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
WIDTHS = (1280, 390)

Scheme = Literal["light", "dark"]
#: Opens a page of the site: its path, and `width`, `scheme`.
OpenPage = Callable[..., Page]


@pytest.fixture(scope="session")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The site as the pipeline makes it."""
    out = tmp_path_factory.mktemp("reference")
    command = [sys.executable, "-m", "modelarts_generator", "generate", "--spec", "spec/openapi.yaml"]
    subprocess.run([*command, "--target", "site", "--out", str(out)], cwd=ROOT, check=True, capture_output=True)
    return out / "site"


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    if not CHROMIUM.exists():
        pytest.fail(f"these tests need a browser at {CHROMIUM} (Debian: apt-get install chromium)")
    with sync_playwright() as playwright:
        launched = playwright.chromium.launch(executable_path=CHROMIUM, args=list(QUIET))
        yield launched
        launched.close()


@pytest.fixture(scope="session")
def origin(folder: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of an emulator that checks credentials and serves the site."""
    options = ("--auth", "on", "--clock", "instant", "--site", str(folder))
    with emulator(tmp_path_factory.mktemp("emulator"), *options) as url:
        httpx2.put(f"{url}/_emulator/objects/demo-bucket/flowers/input/rose-1.jpg", content=b"rose").raise_for_status()
        yield url


@pytest.fixture
def watch(origin: str) -> Iterator[Watch]:
    """What pages do; at the end of the test they must have kept to themselves, and made no mistakes."""
    watching = Watch(origin)
    yield watching
    assert watching.faults == []


@pytest.fixture
def open_page(browser: Browser, origin: str, watch: Watch) -> Iterator[OpenPage]:
    contexts = []

    def open_(path: str, *, width: int = 1280, scheme: Scheme = "light", base: str = "") -> Page:
        context = browser.new_context(
            viewport={"width": width, "height": 900},
            color_scheme=scheme,
            permissions=["clipboard-read", "clipboard-write"],
        )
        contexts.append(context)
        page = context.new_page()
        watch.follow(page)
        page.goto((base or f"{origin}/_emulator/site/") + path)
        return page

    yield open_
    for context in contexts:
        context.close()


@pytest.fixture(scope="session")
def screenshots() -> Path:
    SCREENSHOTS.mkdir(parents=True, exist_ok=True)
    return SCREENSHOTS
