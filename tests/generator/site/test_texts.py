"""Texts of the description are texts on the page, whatever is in them."""

from __future__ import annotations

import json
from typing import Any

from modelarts_generator.render import render
from modelarts_generator.render.site.html import breakable, inline, paragraphs

from tests.generator.apis import OPTIONS, api_of, bundle_of

from .pages import Page, read_page

HOSTILE = """</script><script>alert(1)</script></textarea></template><img src=x onerror=alert(2)>"'&amp;{{ 7 * 7 }}"""
PATHS = """
    /things/{thing_id}:
      post:
        operationId: makeThing
        tags: [things]
        summary: HOSTILE
        description: HOSTILE
        x-iam-action: HOSTILE
        x-documented-in: [HOSTILE]
        parameters:
          - {name: thing_id, in: path, required: true, description: HOSTILE, schema: {type: string}, example: HOSTILE}
          - {name: kind, in: query, description: HOSTILE, schema: {type: string, enum: [HOSTILE, b]}, example: b}
        requestBody:
          description: HOSTILE
          content:
            application/json:
              schema: {$ref: '#/components/schemas/Thing'}
              examples:
                one: {summary: HOSTILE, value: {name: HOSTILE}}
                two: {summary: HOSTILE, value: {name: HOSTILE}}
        responses:
          '200':
            description: HOSTILE
            content: {application/json: {schema: {$ref: '#/components/schemas/Thing'}, example: {name: HOSTILE}}}
          '404':
            description: HOSTILE
            content: {application/json: {schema: {type: object}, example: {error_code: HOSTILE, error_msg: HOSTILE}}}
"""
SCHEMAS = """
    Thing:
      type: object
      description: HOSTILE
      properties: {name: {type: string, description: HOSTILE, default: HOSTILE}}
"""


def site() -> dict[str, str]:
    info = {"title": f"Shop {HOSTILE}", "version": "1", "description": HOSTILE}
    quoted = json.dumps(HOSTILE)
    paths, schemas = PATHS.replace("HOSTILE", quoted), SCHEMAS.replace("HOSTILE", quoted)
    return render("site", api_of(paths=paths, schemas=schemas, info=info), bundle_of(), OPTIONS)


def pages() -> dict[str, Page]:
    return {path: read_page(text) for path, text in site().items() if path.endswith(".html")}


def test_no_text_becomes_an_element() -> None:
    for path, page in pages().items():
        assert page.having("img") == [], path
        assert all(
            attributes.get("src", "").startswith(("assets/", "../assets/")) for attributes in page.having("script")
        )
        assert not any(key.startswith("on") for _, attributes in page.elements for key in attributes), path


def test_what_is_shown_is_what_was_written() -> None:
    page = pages()["site/operations/makeThing.html"]
    assert page.text.count(HOSTILE) >= 12
    assert page.having("input", value=HOSTILE)
    example = json.dumps({"name": HOSTILE}, ensure_ascii=False, indent=2)
    assert page.blocks["Body, example one"] == example


def test_the_index_of_the_search_is_read_as_it_was_written() -> None:
    script = site()["site/search-index.js"]
    entries: list[Any] = json.loads(script[script.index("[\n") : script.rindex(";")])
    assert [entry[3] for entry in entries if entry[0] == "operation"] == [HOSTILE]


def test_backticks_are_code_and_empty_lines_part_paragraphs() -> None:
    assert inline("a `b<` c\n d") == "a <code>b&lt;</code> c d"
    assert paragraphs("one\ntwo\n\n three ") == "<p>one two</p>\n<p>three</p>"
    assert paragraphs("") == ""


def test_long_names_break_between_their_words() -> None:
    assert breakable("/v2/{project_id}") == "/<wbr>v2/<wbr>{project_<wbr>id}"
    assert breakable("modelarts:dataset:listDatasets") == "modelarts:<wbr>dataset:<wbr>list<wbr>Datasets"
    assert breakable("<b>") == "&lt;b&gt;"
