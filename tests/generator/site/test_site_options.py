"""The site of other people: their package, their templates, their choice of tags."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from modelarts_generator.options import DEFAULT_TARGETS
from modelarts_generator.render import render

from tests.generator.apis import OPTIONS, api_of, bundle_of
from tests.golden.cases import options_of

from .sites import make_site, site_of


def test_it_is_made_when_it_is_asked_for() -> None:
    assert "site" not in DEFAULT_TARGETS


def test_samples_use_the_package_that_was_named() -> None:
    page = site_of("petshop").pages["operations/listPets.html"]
    assert page.blocks["Sample: Python"].startswith("from petshop_client import ")
    site = make_site(replace(options_of("petshop"), package_name="zoo", distribution="our-zoo"))
    assert (
        site.pages["operations/listPets.html"]
        .blocks["Sample: Python, async"]
        .startswith("import asyncio\n\nfrom zoo import Async")
    )
    assert "pip install 'our-zoo[cli]'" in site.files["start.html"].replace("&#39;", "'")


def test_templates_and_assets_can_be_replaced(tmp_path: Path) -> None:
    (tmp_path / "site/assets").mkdir(parents=True)
    (tmp_path / "site/index.html.j2").write_text("<p>{{ api.title }}, by us</p>\n")
    (tmp_path / "site/assets/site.css").write_text("body { color: teal }")
    (tmp_path / "site/assets/logo.svg").write_text("<svg/>")
    site = make_site(replace(options_of("petshop"), templates=tmp_path))
    assert site.files["index.html"].endswith(", by us</p>\n")
    assert site.files["assets/site.css"] == "body { color: teal }"
    assert site.files["assets/logo.svg"] == "<svg/>"
    assert site.files["assets/site.js"] == site_of("petshop").files["assets/site.js"]


def test_the_same_description_gives_the_same_bytes() -> None:
    assert make_site(options_of("warehouse")).files == site_of("warehouse").files


def test_a_description_without_operations_has_a_site() -> None:
    files = render("site", api_of(), bundle_of(), OPTIONS)
    assert "0 operations" in files["site/index.html"]
    assert not any(path.startswith(("site/operations/", "site/models/")) for path in files)
