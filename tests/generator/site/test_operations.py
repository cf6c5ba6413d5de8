from __future__ import annotations

import pytest
from modelarts_generator.model import Operation
from modelarts_generator.render.site.html import pretty
from modelarts_generator.render.site.operations import is_failure

from .pages import Page
from .sites import NAMES, OURS, site_of

pytestmark = pytest.mark.xdist_group("site")


@pytest.mark.parametrize("name", NAMES)
def test_every_operation_has_a_page_with_all_its_parts(name: str) -> None:
    site = site_of(name)
    for operation in site.api.operations:
        page = site.pages[f"operations/{operation.id}.html"]
        missing = [text for text in _texts(operation) if " ".join(text.split()) not in " ".join(page.text.split())]
        assert missing == [], operation.id
        parts = {"replies", "samples", "try"} | ({"body"} if operation.body else set())
        assert parts | ({"parameters"} if operation.parameters else set()) <= set(page.ids), operation.id
        assert {"Sample: Python", "Sample: Python, async", "Sample: CLI", "Sample: curl"} <= set(page.blocks)
        _check_examples(operation, page)


def _texts(operation: Operation) -> list[str]:
    fields = operation.body.properties if operation.body else ()
    return [
        operation.http_method,
        operation.path,
        operation.summary.replace("`", ""),
        operation.description.replace("`", ""),
        operation.iam_action,
        *(item.name for item in operation.parameters),
        *(item.name for item in fields),
        *(response.status for response in operation.responses),
    ]


def _check_examples(operation: Operation, page: Page) -> None:
    for example in operation.body.examples if operation.body else ():
        assert page.blocks[f"Body, example {example.name}"] == pretty(example.value)
    for response in operation.responses:
        what = "Error" if is_failure(response) else "Reply"
        for example in response.examples:
            assert page.blocks[f"{what} {response.status}, example {example.name}"] == pretty(example.value)


def test_the_errors_of_examples_lead_to_the_catalogue() -> None:
    page = site_of(OURS).pages["operations/CreateDataset.html"]
    assert page.having("a", href="../errors.html#ModelArts.4351")
    assert "ModelArts.4351" in site_of(OURS).pages["errors.html"].ids


def test_an_error_is_told_by_its_code_and_status() -> None:
    page = site_of(OURS).pages["operations/ListDatasets.html"]
    assert "ModelArts.0210 The project id in the request URL does not match the token." in page.text
    assert "ModelArts.0201 Token doesn't exist." in page.text


def test_what_a_reply_names_is_known_to_the_console() -> None:
    (console,) = site_of(OURS).pages["operations/CreateDataset.html"].having("section", **{"class": "console"})
    assert console["data-found"] == '{"/v2/{project_id}/datasets/{dataset_id}": ["dataset_id"]}'
    (field,) = site_of(OURS).pages["operations/DescDataset.html"].having("input", **{"data-name": "dataset_id"})
    assert field["data-thing"] == "/v2/{project_id}/datasets/{dataset_id}"


def test_a_tree_that_contains_itself_ends() -> None:
    page = site_of(OURS).pages["operations/ListSamples.html"]
    assert page.text.count("sample_id") < 50


def test_resources_without_operations_of_their_own_have_a_page() -> None:
    page = site_of(OURS).pages["resources/legacy.html"]
    assert page.having("a", href="../operations/ListBuiltInAlgorithmsV1.html")
