"""Every rule that is off says why, and what is off for some places is off for places that there are."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import pytest
import yaml  # type: ignore[import-untyped]

from interop.environments import CONFIGS, ROOT

LINTERS = ("ibm.yaml", "redocly.yaml", "spectral.yaml")
SETTING = re.compile(r"^ *'?([\w$-]+)'?: off$")
COMMENT = re.compile(r"^ *# (.+)$")


def settings(config: Path) -> Iterator[tuple[str, str]]:
    """Each rule that is off, with the comment above it or above the places that it is off for."""
    reason = ""
    for line in config.read_text().splitlines():
        if comment := COMMENT.match(line):
            reason += f"{comment[1]} "
        elif setting := SETTING.match(line):
            yield setting[1], reason.strip()
            reason = ""
        elif not re.match(r"^ *- |^    rules:$", line):
            reason = ""


@pytest.mark.parametrize("name", LINTERS)
def test_every_rule_that_is_off_has_a_reason(name: str) -> None:
    config = CONFIGS / name
    found = dict(settings(config))
    assert set(found) == set(weakened(yaml.safe_load(config.read_text())))
    assert [rule for rule, reason in found.items() if len(reason.split()) < 4 or not reason.endswith(".")] == []


def weakened(config: Any) -> Iterator[str]:
    """The rules that a config sets, wherever it does; none is made harder, so each is a weaker one."""
    if isinstance(config, list):
        for item in config:
            yield from weakened(item)
    elif isinstance(config, dict):
        yield from config.get("rules", {})
        for value in config.values():
            yield from weakened(value)


def test_a_rule_is_off_everywhere_or_for_some_places() -> None:
    config = yaml.safe_load((CONFIGS / "ibm.yaml").read_text())
    rules = [rule for override in config["overrides"] for rule in override["rules"]]
    assert len(rules) == len(set(rules))
    assert not set(rules) & set(config["rules"])


def test_the_places_exist() -> None:
    config = yaml.safe_load((CONFIGS / "ibm.yaml").read_text())
    places = {place for override in config["overrides"] for place in override["files"]}
    published = ROOT / "generated/openapi.json"
    bundle = json.loads(published.read_text())
    for place in places:
        file, _, pointer = place.partition("#")
        assert (CONFIGS / file).resolve() == published.with_suffix(".yaml")
        node = bundle
        for part in pointer[1:].split("/"):
            node = node[unquote(part.replace("~1", "/").replace("~0", "~"))]
