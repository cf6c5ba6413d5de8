from __future__ import annotations

import json
import re
from collections.abc import Iterator
from functools import cache
from html.parser import HTMLParser
from pathlib import Path, PurePosixPath

import pytest
from modelarts_generator.bundle import bundle_document
from modelarts_generator.model import Api
from modelarts_generator.options import GenerateOptions
from modelarts_generator.parse import parse_api
from modelarts_generator.render.site import render_site
from modelarts_generator.render.site.fields import MOST_FIELDS

from tests.generator.trees import document, run, snapshot, write_tree
from tests.golden.cases import CASES, options_of

REPOSITORY = Path(__file__).parents[2]
PAGE_LIMIT = 300_000


class Page(HTMLParser):
    """The links, the anchors, the scripts and the text of a page."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.links: list[str] = []
        self.anchors: set[str] = set()
        self.tags: list[str] = []
        self.text = ""
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        found = dict(attrs)
        self.tags.append(tag)
        if found.get("id"):
            assert found["id"] not in self.anchors, f"two places are named {found['id']}"
            self.anchors.add(str(found["id"]))
        self.links += [str(found[name]) for name in ("href", "src") if found.get(name)]
        assert not [name for name in found if name.startswith("on") or name == "style"]

    def handle_data(self, data: str) -> None:
        self.text += data


read_page = cache(Page)


def site_of(options: GenerateOptions) -> tuple[Api, dict[str, str]]:
    bundle = bundle_document(options.spec).bundle
    api, _ = parse_api(bundle, options)
    return api, {path.removeprefix("site/"): text for path, text in render_site(api, options).items()}


@pytest.fixture(scope="module")
def ours() -> tuple[Api, dict[str, str]]:
    return site_of(GenerateOptions(REPOSITORY / "spec/openapi.yaml", Path("out")))


def pages(files: dict[str, str]) -> dict[str, Page]:
    return {path: read_page(text) for path, text in files.items() if path.endswith(".html")}


def dead_links(files: dict[str, str], downloads: frozenset[str]) -> Iterator[str]:
    found = pages(files)
    for path, page in found.items():
        for link in page.links:
            address, _, anchor = link.partition("#")
            target = resolve(path, address) if address else path
            if target in downloads:
                continue
            if target not in files or (anchor and anchor not in found[target].anchors):
                yield f"{path}: {link}"


def resolve(page: str, address: str) -> str:
    parts: list[str] = []
    for part in (PurePosixPath(page).parent / address).parts:
        if part == "..":
            parts.pop()
        else:
            parts.append(part)
    return "/".join(parts)


DOWNLOADS = frozenset(("openapi.yaml", "openapi.json", "openapi-3.0.json"))


def test_all_links_lead_somewhere(ours: tuple[Api, dict[str, str]]) -> None:
    assert list(dead_links(ours[1], DOWNLOADS)) == []


def test_the_index_of_the_search_leads_somewhere(ours: tuple[Api, dict[str, str]]) -> None:
    api, files = ours
    rows = json.loads(
        files["search-index.js"].partition("window.searchIndex = ")[2].rstrip(";\n").replace(",\n]", "\n]")
    )
    links = "".join(f'<a href="{row[2]}">x</a>' for row in rows)
    assert list(dead_links({**files, "all.html": links}, DOWNLOADS)) == []
    kinds = [row[0] for row in rows]
    assert kinds.count("operation") == len(api.operations) == 239
    assert kinds.count("schema") == len(api.schemas) + len(api.enums)
    assert kinds.count("error") > 400


def test_each_operation_has_all_its_parts(ours: tuple[Api, dict[str, str]]) -> None:
    api, files = ours
    found = pages(files)
    for operation in api.operations:
        page = found[f"operations/{operation.id}.html"]
        wanted = [operation.id, operation.summary, operation.path, f".{operation.method}(", "curl -X"]
        wanted += [item.name for item in operation.parameters] + [operation.iam_action]
        wanted += [item.name for item in operation.body.properties] if operation.body else []
        wanted += [item.status for item in operation.responses]
        codes = [
            example.value["error_code"]
            for response in operation.responses
            for example in response.examples
            if isinstance(example.value, dict) and example.value.get("error_code")
        ]
        assert [text for text in [*wanted, *codes] if text not in page.text] == [], operation.id
        assert {"replies", "samples", "try"} <= page.anchors
        shown = [example for response in operation.responses for example in response.examples if response.status < "3"]
        assert files[f"operations/{operation.id}.html"].count('class="example"') >= len(shown)


def test_pages_stay_small(ours: tuple[Api, dict[str, str]]) -> None:
    assert [path for path, text in ours[1].items() if path.endswith(".html") and len(text) > PAGE_LIMIT] == []
    rows = {path: text.count('class="field"') for path, text in ours[1].items() if path.startswith("operations/")}
    assert max(rows.values()) < 3 * MOST_FIELDS
    assert max(rows.values()) > MOST_FIELDS


def test_pages_ask_nobody_else(ours: tuple[Api, dict[str, str]]) -> None:
    for path, page in pages(ours[1]).items():
        assert [link for link in page.links if "://" in link or link.startswith("//")] == [], path
        assert "Content-Security-Policy" in ours[1][path]
        assert "style" not in page.tags


@pytest.mark.parametrize("case", CASES)
def test_other_descriptions_have_a_site_too(case: str) -> None:
    api, files = site_of(options_of(case))
    assert list(dead_links(files, DOWNLOADS)) == []
    assert len([path for path in files if path.startswith("operations/")]) == len(api.operations)
    assert f"from {case}_client import" in "".join(files.values())


HOSTILE = """
/pets:
  get:
    operationId: ListPets
    summary: "<script>alert(1)</script> & `a<b`"
    description: "</p><img src=x onerror=alert(2)>"
    tags: ["</script>"]
    parameters: [{name: "q", in: query, description: "<b>bold</b>", example: '"><script>', schema: {type: string}}]
    responses:
      "200":
        description: "<i>Pets</i>"
        content:
          application/json:
            schema: {type: object, properties: {a: {type: string, description: "</li>"}}}
            examples: {one: {summary: "<u>", value: {a: "</code></pre><script>alert(3)</script>"}}}
"""


def test_what_looks_like_markup_is_text(tmp_path: Path) -> None:
    document(tmp_path, HOSTILE)
    files = site_of(GenerateOptions(tmp_path / "openapi.yaml", Path("out")))[1]
    for path, page in pages(files).items():
        assert not {"img", "b", "i", "u"} & set(page.tags), path
        assert page.tags.count("script") == len(re.findall(r'<script src="[./]*assets/\w+\.js"', files[path])), path
    text = pages(files)["operations/ListPets.html"].text
    assert "<script>alert(1)</script> & a<b" in text
    assert "</code></pre><script>alert(3)</script>" in text


def test_a_template_of_ones_own_takes_the_place_of_ours(tmp_path: Path) -> None:
    document(tmp_path, HOSTILE)
    write_tree(
        tmp_path / "own", {"site/start.html.j2": "<h1>{{ api.title }}</h1>\n", "site/assets/theme.js": "// ours\n"}
    )
    arguments = ("--spec", tmp_path / "openapi.yaml", "--out", tmp_path / "out", "--target", "site")
    assert run("generate", *arguments, "--templates", tmp_path / "own").exit_code == 0
    files = {str(name): content for name, (content, _) in snapshot(tmp_path / "out").items()}
    assert files["site/start.html"] == b"<h1>T</h1>\n"
    assert files["site/assets/theme.js"] == b"// ours\n"
    assert b"ListPets" in files["site/openapi.json"]
