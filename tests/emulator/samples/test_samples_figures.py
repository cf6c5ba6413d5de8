"""The figures are counted as things change; here they are held against what is there."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from modelarts_emulator.config import ClockSetting, Config
from modelarts_emulator.testing import LocalEmulator

from ..datasets.service import PNG, Service
from .album import Album, encode

CLIENTS = 16
STATES = ("__ALL__", "__NONE__", "__AUTO_ANNOTATION__")


def check_figures(album: Album) -> None:
    """Read all samples and compare: totals, states, hard examples, uses of labels, and every list by label."""
    held = album.page()
    assert all(len(album.page(limit=7, offset=page)) == 7 for page in range(len(held) // 7))
    uses: Counter[str] = Counter(label["name"] for sample in held for label in sample["labels"])
    carriers: Counter[str] = Counter(name for each in held for name in {label["name"] for label in each["labels"]})
    labels = [label["name"] for label in album.call("GET", "/labels")["labels"]]
    assert album.used() == {name: (uses[name], carriers[name]) for name in labels}
    states = Counter(sample["sample_status"] for sample in held)
    assert album.states() == tuple(
        states[name] for name in ("UN_ANNOTATION", "MANUAL_ANNOTATION", "__AUTO_ANNOTATION__")
    )
    assert album.stats()["key_sample_stats"]["key_sample"] == sum(
        sample["metadata"]["@modelarts:hard"] for sample in held
    )
    shown = album.service.show(album.id)
    assert shown["total_sample_count"] == len(held)
    for name in labels:
        for state in STATES:
            found = {sample["sample_id"] for sample in album.page(label_name=name, sample_state=state)}
            wanted = {
                sample["sample_id"]
                for sample in album.page(sample_state=state)
                if any(label["name"] == name for label in sample["labels"])
            }
            assert found == wanted


def random_labels(rng: random.Random) -> list[dict[str, Any]]:
    """No label, or some, the same one twice perhaps, hard ones among them."""
    hard = [{}, {}, {"@modelarts:hard": "1"}, {"note": str(rng.randrange(9))}]
    return [{"name": rng.choice(("rose", "tulip")), "property": rng.choice(hard)} for _ in range(rng.choice((0, 1, 3)))]


def random_step(album: Album, rng: random.Random, step: int) -> None:
    """Do one of the things that change figures."""
    ids = [sample["sample_id"] for sample in album.page()]
    some = rng.sample(ids, min(len(ids), rng.randrange(1, 5)))
    match rng.randrange(6):
        case 0 | 1:
            metadata = rng.choice(({}, {"@modelarts:hard": rng.randrange(2)}))
            changes = [{"sample_id": each, "labels": random_labels(rng), "metadata": metadata} for each in some]
            album.label(*changes)
        case 2:
            final = rng.random() < 0.5
            files = [
                {"name": f"{step}-{number}.png", "data": encode(), "labels": random_labels(rng)} for number in range(3)
            ]
            album.upload(*files, final_annotation=final)
        case 3:
            album.call("POST", "/samples/delete", {"samples": some})
        case 4:
            policy = rng.randrange(3)
            album.call("POST", "/labels/delete", {"labels": [{"name": "rose"}]}, delete_policy=policy)
            album.service.settle()
            album.call("POST", "/labels", {"labels": [{"name": "rose"}]})
        case _:
            album.call("PUT", "/labels/tulip", {"@modelarts:rename_to": "lily"})
            album.call("PUT", "/labels/lily", {"@modelarts:rename_to": "tulip"})


@pytest.mark.parametrize("seed", range(2))
def test_figures_follow_whatever_is_done(album: Album, few_at_once: int, seed: int) -> None:
    rng = random.Random(seed)  # noqa: S311
    album.upload(*({"name": f"{number}.png", "data": encode()} for number in range(7, 20)))
    for step in range(15):
        if album.page():
            random_step(album, rng, step)
        else:
            album.upload(*({"name": f"more-{step}-{number}.png", "data": encode()} for number in range(9)))
        check_figures(album)


@pytest.fixture
def busy(store_address: str) -> Iterator[Album]:
    """An album of forty roses, on each database."""
    clock = ClockSetting("manual")
    config = Config(store=store_address, objects="temporary", auth=False, clock=clock, check_responses=True)
    with LocalEmulator(config) as emulator:
        service = Service(emulator)
        service.put_images(*(f"rose/{number}.png" for number in range(40)))
        yield Album(service, name="shared")


def test_clients_label_list_and_delete_at_once(busy: Album) -> None:
    ids = [sample["sample_id"] for sample in busy.page()]
    busy.call("POST", "/labels", {"labels": [{"name": f"label-{number}"} for number in range(CLIENTS)]})

    def work(number: int) -> int:
        """One client's part: its own label on everything, its own files, some of which it deletes; lists in between."""
        added = 0
        for step in range(5):
            changes = [{"sample_id": each, "labels": [{"name": f"label-{number}"}]} for each in ids[step * 8 :]]
            busy.label(*changes)
            names = [f"{number}-{step}-{each}.png" for each in range(3)]
            results = busy.upload(*({"name": name, "data": encode(PNG)} for name in names))
            assert all(result["success"] for result in results)
            busy.call("POST", "/samples/delete", {"samples": [results[0]["info"]], "delete_source": True})
            added += 2
            busy.call("GET", "/samples", limit=100, label_name=f"label-{number}")
            busy.call("GET", "/samples", limit=10, offset=step)
        return added

    with ThreadPoolExecutor(CLIENTS) as pool:
        added = sum(pool.map(work, range(CLIENTS)))
    assert added == CLIENTS * 10
    assert busy.call("GET", "/samples")["sample_count"] == len(ids) + added
    used = busy.used()
    assert sum(carriers for _, carriers in used.values()) == len(ids)  # each sample carries the label put on last
    check_lists(busy, len(ids) + added)


def check_lists(album: Album, total: int) -> None:
    """Go through all pages: each sample is there once."""
    found: list[str] = []
    for page in range(total // 100 + 1):
        reply = album.call("GET", "/samples", limit=100, offset=page, order="asc")
        found += [sample["sample_id"] for sample in reply["samples"]]
    assert len(found) == len(set(found)) == total
