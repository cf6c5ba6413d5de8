"""Our own description in OpenAPI 3.0."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import Any

import pytest
from modelarts_generator.bundle import bundle_document
from modelarts_generator.document import Bundle
from modelarts_generator.downgrade import VERSION, downgrade
from modelarts_generator.grammar import SECTIONS, walk
from openapi_spec_validator import OpenAPIV30SpecValidator

from tests.generator.downgrade.judges import judge_30, judge_31
from tests.generator.judging import bodies, mutations

REPOSITORY = Path(__file__).parents[3]
ODD = (None, "odd", -1)
"""Null, a text and a number: one of the last two is of the wrong type, and the number is out of most ranges."""


@pytest.fixture(scope="module")
def ours() -> Bundle:
    return bundle_document(REPOSITORY / "generated/openapi.json").bundle


@pytest.fixture(scope="module")
def old(ours: Bundle) -> dict[str, Any]:
    document, warnings = downgrade(ours)
    assert warnings == []
    return document


@pytest.mark.slow
def test_it_is_valid(old: dict[str, Any]) -> None:
    assert old["openapi"] == VERSION
    assert [error.message for error in OpenAPIV30SpecValidator(old).iter_errors()] == []


@pytest.mark.slow
@pytest.mark.parametrize("half", [0, 1])  # side by side
def test_it_accepts_and_refuses_the_same(ours: Bundle, old: dict[str, Any], half: int) -> None:
    before, after = judge_31(ours.document), judge_30(old)
    verdicts: Counter[bool] = Counter()
    seen: set[str] = set()
    for body in list(bodies(ours.document))[half::2]:
        place = (*body.pointer, "schema")
        fits_before, fits_after = before(place), after(place)
        for value in (value for example in body.examples for value in mutations(example, ODD)):
            key = f"{body.schema} {value}"
            if key not in seen:
                seen.add(key)
                verdict = fits_before(value)
                assert fits_after(value) is verdict, (body.pointer, value)
                verdicts[verdict] += 1
    assert verdicts[True] > 4_000
    assert verdicts[False] > 6_000


def test_the_given_document_is_not_changed(ours: Bundle) -> None:
    again = bundle_document(REPOSITORY / "generated/openapi.json").bundle
    downgrade(again)
    assert again.document == ours.document


def test_names_texts_examples_links_and_extensions_are_kept(ours: Bundle, old: dict[str, Any]) -> None:
    sections = {name: list(ours.document["components"].get(name, ())) for name in SECTIONS}
    assert {name: list(old["components"].get(name, ())) for name in SECTIONS} == sections
    for kind in ("operation", "example", "link"):
        before, after = _objects(ours.document, kind), _objects(old, kind)
        assert list(before) == list(after)
        for place, value in before.items():
            changed = {key for key, item in value.items() if after[place].get(key) != item}
            assert changed <= {"requestBody", "responses", "parameters"}
    assert _texts(ours.document) == _texts(old)


def _objects(document: dict[str, Any], kind: str) -> dict[Any, Any]:
    return {node.pointer: node.value for node in walk(document) if node.kind == kind}


def _texts(document: dict[str, Any]) -> Counter[str]:
    """Count what the schemas say to people, and their extensions."""
    found: Counter[str] = Counter()
    for node in walk(document):
        if node.kind == "schema" and type(node.value) is dict:
            found.update(
                f"{key}: {value}"
                for key, value in node.value.items()
                if key in ("description", "default", "deprecated", "readOnly", "x-module", "x-lifecycle")
                or key.startswith("x-enum-")
            )
    return found


def test_generators_see_plain_types(old: dict[str, Any]) -> None:
    schemas = old["components"]["schemas"]
    values = [node.value for node in walk(old) if node.kind == "schema" and type(node.value) is dict]
    nullable = [schema for schema in values if schema.get("nullable")]
    assert sum("type" in schema for schema in nullable) == len(nullable) > 50
    assert schemas["CreatePoolRequest"]["properties"]["kind"]["enum"] == ["Pool"]
    assert schemas["NewSample"]["properties"]["data"]["format"] == "byte"
    assert all("anyOf" not in schema for schema in nullable)
