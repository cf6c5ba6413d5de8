from __future__ import annotations

from typing import Any

import pytest

from .service import Service

TYPES = {"apples": 0, "Boxes": 1, "cells": 3, "drums": 200, "extras": 900}


@pytest.fixture
def garden(service: Service) -> Service:
    """Five datasets, one per minute; two of them have versions."""
    service.put_images("rose/1.jpg", "rose/2.jpg", "tulip/3.jpg", "tulip/4.jpg", "tulip/5.jpg")
    ids = {}
    for name, number in TYPES.items():
        ids[name] = service.create(name, dataset_type=number)
        service.emulator.advance(60)
    service.publish(ids["apples"], train_evaluate_sample_ratio="0.8")
    service.publish(ids["extras"])
    return service


def names(service: Service, **query: Any) -> list[str]:
    return [dataset["dataset_name"] for dataset in service.call("GET", **query)["datasets"]]


CASES: list[tuple[dict[str, Any], list[str]]] = [
    ({}, ["extras", "drums", "cells", "Boxes", "apples"]),
    ({"order": "asc"}, ["apples", "Boxes", "cells", "drums", "extras"]),
    ({"sort_by": "dataset_name"}, ["extras", "drums", "cells", "apples", "Boxes"]),
    ({"sort_by": "dataset_name", "order": "asc"}, ["Boxes", "apples", "cells", "drums", "extras"]),
    ({"dataset_type": 1}, ["Boxes"]),
    ({"dataset_type": 600}, []),
    ({"search_content": "E"}, ["extras", "cells", "Boxes", "apples"]),
    ({"search_content": "%"}, []),
    ({"search_content": "box"}, ["Boxes"]),
    ({"contain_versions": True}, ["extras", "apples"]),
    ({"contain_versions": False}, ["drums", "cells", "Boxes"]),
    ({"support_export": True}, ["extras", "Boxes", "apples"]),
    ({"support_export": True, "dataset_type": 3}, []),
    ({"support_export": False}, ["extras", "drums", "cells", "Boxes", "apples"]),
    ({"train_evaluate_ratio": "0.5,0.9"}, ["apples"]),
    ({"train_evaluate_ratio": "0.0,1.0"}, ["extras", "apples"]),
    ({"train_evaluate_ratio": ""}, ["extras", "drums", "cells", "Boxes", "apples"]),
    ({"version_format": 0}, ["extras", "apples"]),
    ({"version_format": 2}, []),
    ({"version_format": 0, "train_evaluate_ratio": "1,1"}, ["extras"]),
    ({"workspace_id": "0", "dataset_version": "v1"}, ["extras", "drums", "cells", "Boxes", "apples"]),
    ({"workspace_id": "elsewhere"}, []),
    ({"dataset_version": "v2"}, []),
    ({"dataset_version": "all"}, ["extras", "drums", "cells", "Boxes", "apples"]),
    ({"limit": 2}, ["extras", "drums"]),
    ({"limit": 2, "offset": 1}, ["cells", "Boxes"]),
    ({"limit": 2, "offset": 2}, ["apples"]),
    ({"limit": 2, "offset": 3}, []),
    ({"limit": 2, "offset": 2147483647}, []),
    ({"limit": 3, "offset": 1, "order": "asc"}, ["drums", "extras"]),
    ({"search_content": "e", "limit": 3, "offset": 1}, ["apples"]),
]


def test_filters_and_pages(garden: Service) -> None:
    assert [(query, names(garden, **query)) for query, _ in CASES] == CASES


def test_totals_count_all_pages(garden: Service) -> None:
    assert garden.call("GET", limit=2, offset=1)["total_number"] == 5
    assert garden.call("GET", limit=1, search_content="e")["total_number"] == 4
    assert garden.call("GET", limit=1, dataset_type=0)["total_number"] == 1
    assert garden.call("GET", offset=9)["total_number"] == 5


def test_what_an_entry_shows(garden: Service) -> None:
    [entry] = garden.call("GET", dataset_type=0)["datasets"]
    assert entry["total_sample_count"] == 5
    assert entry["current_version_name"] == "V001"
    assert entry["exist_running_task"] is False
    assert not {"labels", "samples", "versions"} & set(entry)


def test_labels_on_demand(garden: Service) -> None:
    [entry] = garden.call("GET", dataset_type=0, with_labels=True)["datasets"]
    assert [label["name"] for label in entry["labels"]] == ["rose", "tulip"]


def test_versions_come_with_their_filter(garden: Service) -> None:
    entries = garden.call("GET", contain_versions=True)["datasets"]
    assert [[version["version_name"] for version in entry["versions"]] for entry in entries] == [["V001"], ["V001"]]
    assert entries[0]["versions"][0]["is_current"] is True


def test_previews_are_four_addresses_that_work(garden: Service) -> None:
    [entry] = garden.call("GET", dataset_type=0, file_preview=True)["datasets"]
    assert len(entry["samples"]) == 4
    address = entry["samples"][0]["url"].removeprefix(garden.emulator.url)
    reply = garden.emulator.request("GET", address)
    assert (reply.status, reply.body[:4]) == (200, b"\x89PNG")
    assert garden.emulator.request("GET", address.replace("1.jpg", "2.jpg")).status in (401, 403)


def test_lines_of_text_have_no_preview(local: Service) -> None:
    local.put_file("a.txt", b"one\ntwo\n")
    local.create(dataset_type=100)
    [entry] = local.call("GET", file_preview=True)["datasets"]
    assert entry["samples"] == []


def test_running_tasks_on_demand(service: Service) -> None:
    service.put_images("1.jpg")
    dataset_id = service.create()
    service.publish(dataset_id, settle=False)

    def running(**query: Any) -> list[bool]:
        entry = service.call("GET", **query)["datasets"][0]
        shown = service.call("GET", f"/{dataset_id}", **query)
        assert len(entry["running_tasks_id"]) == entry["exist_running_task"]
        return [entry["exist_running_task"], shown.get("exist_running_task", False)]

    assert running() == [False, False]
    assert running(check_running_task=True) == [True, True]
    assert running(check_running_task=True, running_task_type=6) == [True, True]
    assert running(check_running_task=True, running_task_type=3) == [False, False]
    service.settle()
    assert running(check_running_task=True) == [False, False]


def test_projects_do_not_see_each_other(service: Service) -> None:
    dataset_id = service.create()
    other = Service(service.emulator, "0123456789abcdef0123456789abcdef")
    assert other.call("GET")["total_number"] == 0
    assert other.refusal("GET", f"/{dataset_id}").status == 404


def test_a_bad_range_is_refused(local: Service) -> None:
    assert local.refusal("GET", train_evaluate_ratio="0.9,0.1").status == 400
