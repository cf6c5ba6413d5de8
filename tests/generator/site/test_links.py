from __future__ import annotations

import json
import re

import pytest
from modelarts_generator.render.site.fields import MOST_FIELDS

from .pages import target_of
from .sites import NAMES, OURS, site_of

pytestmark = pytest.mark.xdist_group("site")

LARGEST = 300_000
ORDERS = re.compile(r"on\w+|style|srcdoc|action|formaction|ping")


@pytest.mark.parametrize("name", NAMES)
def test_every_link_leads_to_a_place_in_the_site(name: str) -> None:
    site = site_of(name)
    astray = [
        f"{path}: {address}"
        for path, page in site.pages.items()
        for address in page.addresses
        for file, place in [target_of(path, address)]
        if file not in site.files or (place and place not in site.pages[file].ids)
    ]
    assert astray == []


@pytest.mark.parametrize("name", NAMES)
def test_search_leads_to_places_in_the_site(name: str) -> None:
    site = site_of(name)
    script = site.files["search-index.js"]
    entries = json.loads(script[script.index("[") : script.rindex(";")])
    for _, _, address, _, _ in entries:
        file, place = target_of("index.html", address)
        assert not place or place in site.pages[file].ids
    kinds = {kind: {entry[1] for entry in entries if entry[0] == kind} for kind in ("operation", "schema")}
    assert kinds["operation"] == {operation.id for operation in site.api.operations}
    assert kinds["schema"] == {schema.name for schema in site.api.schemas} | {enum.name for enum in site.api.enums}


@pytest.mark.parametrize("name", NAMES)
def test_every_page_can_be_reached_from_the_first(name: str) -> None:
    site = site_of(name)
    seen, ahead = set(), ["index.html"]
    while ahead:
        path = ahead.pop()
        if path in seen or path not in site.pages:
            continue
        seen.add(path)
        ahead += [target_of(path, address)[0] for address in site.pages[path].addresses]
    assert seen == set(site.pages)


@pytest.mark.parametrize("name", NAMES)
def test_nothing_but_our_own_files_is_run_or_loaded(name: str) -> None:
    for path, page in site_of(name).pages.items():
        (policy,) = page.having("meta", **{"http-equiv": "Content-Security-Policy"})
        assert policy["content"].startswith("default-src 'none'; script-src 'self'; style-src 'self'")
        assert page.having("style") == []
        assert all(attributes.get("src") for attributes in page.having("script")), path
        assert not any(ORDERS.fullmatch(key) for _, attributes in page.elements for key in attributes), path
        assert not any(re.match(r"[a-z]+:|/", address) for address in page.addresses), path


@pytest.mark.parametrize("name", NAMES)
def test_ids_are_unique(name: str) -> None:
    for path, page in site_of(name).pages.items():
        assert len(set(page.ids)) == len(page.ids), path


def test_no_page_is_heavy() -> None:
    heavy = {
        path: len(text) for path, text in site_of(OURS).files.items() if path.endswith(".html") and len(text) > LARGEST
    }
    assert heavy == {}


def test_bodies_are_opened_as_deep_as_a_page_can_bear() -> None:
    fields = {path: text.count('class="field"') for path, text in site_of(OURS).files.items() if "operations/" in path}
    assert MOST_FIELDS < max(fields.values()) < 3 * MOST_FIELDS
