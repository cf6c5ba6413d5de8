from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.contract.servers import emulator

from .conftest import WIDTHS, OpenPage
from .plain import plain_server
from .watching import Watch

pytestmark = pytest.mark.browser


def sign_in(page: Page, *, rightly: bool = True) -> None:
    page.locator(".sign-in summary").click()
    page.get_by_label("Password").fill("demo-password" if rightly else "wrong")
    page.get_by_role("button", name="Get a token").click()


def send(page: Page) -> None:
    page.get_by_role("button", name="Send request").click()


def set_name(page: Page, name: str) -> None:
    body = page.get_by_role("textbox", name="Body", exact=True)
    body.fill(re.sub(r'"dataset_name": "\w+"', f'"dataset_name": "{name}"', body.input_value()))


@pytest.mark.parametrize("width", WIDTHS)
def test_a_dataset_is_made_and_listed(open_page: OpenPage, width: int, screenshots: Path) -> None:
    page = open_page("operations/CreateDataset.html", width=width)
    answer = page.get_by_role("region", name="Answer", exact=True)
    send(page)
    expect(answer).to_contain_text("401 Unauthorized")
    expect(answer).to_contain_text("Sign in above")
    sign_in(page)
    expect(page.locator(".signed")).to_have_text("Signed in")
    set_name(page, f"flowers_{width}")
    send(page)
    expect(answer).to_contain_text("201 Created")
    answer.scroll_into_view_if_needed()
    page.screenshot(path=f"{screenshots}/console-{width}.png")
    # The token is kept for the next page of the same tab.
    page.goto(page.url.replace("CreateDataset", "ListDatasets"))
    send(page)
    expect(answer).to_contain_text("200 OK")
    expect(answer).to_contain_text(f'"dataset_name": "flowers_{width}"')


def test_what_was_made_is_known_on_the_pages_of_what_can_follow(open_page: OpenPage) -> None:
    page = open_page("operations/CreateDataset.html")
    answer = page.get_by_role("region", name="Answer", exact=True)
    sign_in(page)
    set_name(page, "flowers_to_delete")
    send(page)
    expect(answer).to_contain_text("201 Created")
    made = json.loads(answer.get_by_role("region", name="Body of the answer").inner_text())["dataset_id"]
    page.get_by_role("link", name="DescDataset").last.click()
    expect(page.get_by_label("dataset_id")).to_have_value(made)
    send(page)
    expect(answer).to_contain_text('"dataset_name": "flowers_to_delete"')
    page.goto(page.url.replace("DescDataset", "DeleteDataset"))
    expect(page.get_by_label("dataset_id")).to_have_value(made)
    send(page)
    expect(answer).to_contain_text("204 No Content")
    # What is gone is no longer proposed.
    page.reload()
    expect(page.get_by_label("dataset_id")).not_to_have_value(made)


def test_parameters_are_sent_as_they_are_described(open_page: OpenPage, watch: Watch) -> None:
    page = open_page("operations/ListWorkloads.html")
    page.get_by_text("optional parameters").click()
    page.get_by_label("type").fill("train,infer")
    send(page)
    expect(page.get_by_role("region", name="Answer", exact=True)).to_contain_text("type=train&type=infer")
    page.goto(page.url.replace("ListWorkloads", "ListProcessorTasks"))
    page.get_by_text("optional parameters").click()
    page.get_by_label("version_id").fill("a,b")
    send(page)
    expect(page.get_by_role("region", name="Answer", exact=True)).to_contain_text("version_id=a%2Cb")


def test_with_the_keyboard_alone(open_page: OpenPage) -> None:
    page = open_page("operations/ListDatasets.html")
    sign_in(page)
    expect(page.locator(".signed")).to_have_text("Signed in")
    page.get_by_role("link", name="Try it", exact=True).focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Try it")).to_be_in_viewport()
    # From the heading to the first field, and on to the button.
    for _ in range(40):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.className") == "send":
            break
    page.keyboard.press("Enter")
    expect(page.get_by_role("region", name="Answer", exact=True)).to_contain_text("200 OK")


def test_a_documented_error_is_shown(open_page: OpenPage) -> None:
    page = open_page("operations/DescDataset.html")
    sign_in(page)
    expect(page.locator(".signed")).to_have_text("Signed in")
    page.get_by_label("dataset_id").fill("nOtThErEnOtThErEnOtT")
    send(page)
    answer = page.get_by_role("region", name="Answer", exact=True)
    expect(answer).to_contain_text("404 Not Found")
    expect(answer).to_contain_text("ModelArts.4352")
    answer.get_by_text("Headers").click()
    expect(answer.get_by_role("region", name="Headers of the answer")).to_contain_text("x-request-id")


def test_a_wrong_password_is_told_and_nothing_is_kept(open_page: OpenPage) -> None:
    page = open_page("operations/ListDatasets.html")
    sign_in(page, rightly=False)
    expect(page.get_by_role("region", name="Answer", exact=True)).to_contain_text(
        "Not signed in: the server answered 401"
    )
    expect(page.get_by_label("Password")).to_have_value("")
    assert (
        page.evaluate(
            "Object.keys(sessionStorage).length + Object.keys(localStorage).filter(k => k != 'sample').length"
        )
        == 0
    )


def test_signing_out_forgets_the_token(open_page: OpenPage) -> None:
    page = open_page("operations/ListDatasets.html")
    sign_in(page)
    expect(page.locator(".signed")).to_have_text("Signed in")
    assert "demo-password" not in page.evaluate(
        "JSON.stringify([{...sessionStorage}, {...localStorage}, location.href])"
    )
    page.locator(".sign-in summary").click()
    page.get_by_role("button", name="Sign out").click()
    expect(page.locator(".signed")).to_have_text("Not signed in")
    assert page.evaluate("sessionStorage.getItem('token')") is None


def test_a_slip_in_the_body_is_not_sent(open_page: OpenPage, watch: Watch) -> None:
    page = open_page("operations/CreateDataset.html")
    body = page.get_by_role("textbox", name="Body", exact=True)
    body.fill('{"dataset_name": ')
    send(page)
    expect(page.get_by_role("region", name="Answer", exact=True)).to_contain_text("The body is not JSON")
    expect(body).to_have_attribute("aria-invalid", "true")
    expect(body).to_be_focused()
    assert not [url for url in watch.requests if "/v2/" in url]


def test_another_example_can_be_chosen(open_page: OpenPage) -> None:
    page = open_page("operations/CreateDataset.html")
    body = page.get_by_role("textbox", name="Body", exact=True)
    first = body.input_value()
    page.get_by_role("combobox", name="Example", exact=True).select_option(index=1)
    assert body.input_value() not in ("", first)


def test_without_authentication_nobody_signs_in(browser: Browser, folder: Path, tmp_path: Path) -> None:
    with emulator(tmp_path, "--auth", "off", "--site", str(folder)) as url:
        page = browser.new_page()
        page.goto(f"{url}/_emulator/site/operations/ListDatasets.html")
        send(page)
        expect(page.get_by_role("region", name="Answer", exact=True)).to_contain_text('"total_number": 0')
        page.close()


def test_another_server_is_not_taken_for_the_emulator(folder: Path, browser: Browser) -> None:
    with plain_server(folder) as url:
        page = browser.new_page()
        page.goto(f"{url}/operations/ListDatasets.html")
        send(page)
        answer = page.get_by_role("region", name="Answer", exact=True)
        expect(answer).to_contain_text("404")
        expect(answer).to_contain_text("No emulator answers here")
        page.close()


def test_from_a_disk_it_says_what_to_do(open_page: OpenPage, folder: Path) -> None:
    page = open_page("operations/ListDatasets.html", base=f"{folder.as_uri()}/")
    send(page)
    expect(page.get_by_role("region", name="Answer", exact=True)).to_contain_text("modelarts-emulator serve --site")
