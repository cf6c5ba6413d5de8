from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import expect

from .conftest import WIDTHS, OpenPage

pytestmark = pytest.mark.browser


@pytest.mark.parametrize(
    ("query", "first", "address"),
    [
        ("create dataset", "CreateDataset", "operations/CreateDataset.html"),
        ("create datasets", "CreateDataset", "operations/CreateDataset.html"),
        ("stop notebook", "StopNotebook", "operations/StopNotebook.html"),
        ("pools list", "ListPools", "operations/ListPools.html"),
        ("sign in", "Signing in and servers", "start.html"),
        ("ListSamples", "ListSamples", "operations/ListSamples.html"),
        ("listsam", "ListSamples", "operations/ListSamples.html"),
        ("modelarts:dataset:listDatasets", "ListDatasets", "operations/ListDatasets.html"),
        ("/v2/{project_id}/datasets", "ListDatasets", "operations/ListDatasets.html"),
        ("GET /v2/{project_id}/datasets", "ListDatasets", "operations/ListDatasets.html"),
        ("datasets.versions.create", "CreateDatasetVersion", "operations/CreateDatasetVersion.html"),
        ("DatasetType", "DatasetType", "models/datasets.html#DatasetType"),
        ("ModelArts.4353", "ModelArts.4353", "errors.html#ModelArts.4353"),
        (
            "datasets.workforce_tasks.acceptance",
            "datasets.workforce_tasks.acceptance",
            "resources/datasets_workforce_tasks_acceptance.html",
        ),
    ],
)
def test_what_is_searched_comes_first(open_page: OpenPage, query: str, first: str, address: str) -> None:
    page = open_page("index.html")
    page.get_by_role("combobox", name="Search").fill(query)
    result = page.get_by_role("option").first
    expect(result.locator("strong")).to_have_text(first)
    expect(result).to_have_attribute("aria-selected", "true")
    result.click()
    page.wait_for_url(f"**/{address}")
    expect(page.get_by_role("heading", level=1)).to_be_visible()


@pytest.mark.parametrize("width", WIDTHS)
def test_results_show_what_was_typed(open_page: OpenPage, width: int, screenshots: Path) -> None:
    page = open_page("index.html", width=width)
    page.get_by_role("combobox", name="Search").fill("create data")
    first = page.get_by_role("option").first
    expect(first.locator("mark")).to_have_text(["Create", "Data", "data"])
    expect(first).to_contain_text("POST /v2/{project_id}/datasets")
    page.screenshot(path=screenshots / f"search-{width}.png")


def test_an_error_code_leads_to_the_operations_that_send_it(open_page: OpenPage) -> None:
    page = open_page("index.html")
    page.get_by_role("combobox", name="Search").fill("ModelArts.4351")
    names = page.get_by_role("option").locator("strong")
    expect(names.first).to_have_text("ModelArts.4351")
    assert "CreateDataset" in names.all_inner_texts()


def test_with_the_keyboard_alone(open_page: OpenPage) -> None:
    page = open_page("operations/ListLabels.html")
    search = page.get_by_role("combobox", name="Search")
    page.keyboard.press("/")
    expect(search).to_be_focused()
    page.keyboard.type("list dataset")
    expect(page.get_by_role("option").first).to_have_attribute("aria-selected", "true")
    expect(search).to_have_attribute("aria-expanded", "true")
    for key, chosen in (("ArrowDown", 1), ("ArrowDown", 2), ("ArrowUp", 1)):
        page.keyboard.press(key)
        expect(page.get_by_role("option").nth(chosen)).to_have_attribute("aria-selected", "true")
        expect(search).to_have_attribute("aria-activedescendant", f"result-{chosen}")
    wanted = page.get_by_role("option").nth(1).locator("strong").inner_text()
    page.keyboard.press("Enter")
    page.wait_for_url(f"**/{wanted}.html")


def test_escape_empties_it_and_what_is_not_there_is_not_found(open_page: OpenPage) -> None:
    page = open_page("index.html")
    search = page.get_by_role("combobox", name="Search")
    search.fill("xylophone")
    expect(page.locator("#search-status")).to_have_text("No results")
    expect(page.get_by_role("option")).to_have_count(0)
    search.press("Escape")
    expect(search).to_have_value("")
    expect(page.locator("#search-status")).to_have_text("")


def test_the_index_is_loaded_when_it_is_wanted(open_page: OpenPage) -> None:
    page = open_page("index.html")
    assert page.evaluate("window.searchIndex") is None
    page.get_by_role("combobox", name="Search").focus()
    page.wait_for_function("window.searchIndex?.length > 1000")
