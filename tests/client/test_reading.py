"""Reading replies leniently: nothing that the service sends makes reading fail."""

from __future__ import annotations

import json
import pickle
from typing import Any, cast

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from modelarts_client._runtime import Operation
from modelarts_client._runtime.lenient import read_leniently
from modelarts_client._runtime.lookup import pick
from modelarts_client._runtime.models import ApiModel

from .sample_models import Color, Kind, MarkedThings, Thing, Things
from .support import GET, Driver, reply


def _read(driver: Driver, body: Any) -> Thing:
    client = driver.client(lambda _: reply(200, body))
    thing: Thing = driver.run(client.request(GET, path={"thing_id": "t"}))
    assert type(thing) is Thing
    return thing


def test_a_reply_that_fits(driver: Driver) -> None:
    thing = _read(driver, {"id": "t", "kind": 1, "labels": [{"name": "a", "@id": "7"}], "tags": {"x": 1}})
    assert (thing.id, thing.kind, thing.tags) == ("t", Kind.SOUND, {"x": 1})
    assert thing.labels is not None
    assert thing.labels[0].id == "7"


def test_unknown_fields_are_kept(driver: Driver) -> None:
    thing = _read(driver, {"id": "t", "brand_new": {"a": [1]}})
    assert thing.model_extra == {"brand_new": {"a": [1]}}
    assert thing.brand_new == {"a": [1]}  # type: ignore[attr-defined]


def test_unknown_members_of_enumerations(driver: Driver) -> None:
    thing = _read(driver, {"id": "t", "kind": 77, "labels": [{"name": "a", "color": "blue"}]})
    assert thing.kind == 77
    assert thing.kind is not None
    assert (thing.kind.name, thing.kind.is_known, Kind.IMAGE.is_known) == ("UNKNOWN_77", False, True)
    assert thing.labels is not None
    assert thing.labels[0].color == "blue"
    assert list(Kind) == [Kind.IMAGE, Kind.SOUND, Kind.TEXT]
    assert pickle.loads(pickle.dumps(thing)) == thing  # noqa: S301 - our own bytes


@pytest.mark.parametrize("value", [True, 1.5, "x", None])
def test_enumerations_of_numbers_take_only_numbers(value: Any) -> None:
    if value is True:
        assert Kind(value) is Kind.SOUND
    else:
        with pytest.raises(ValueError, match="not a valid Kind"):
            Kind(value)


def test_enumerations_of_strings() -> None:
    assert Color("blue").value == "blue"
    assert f"{Color('blue')}" == "blue"
    with pytest.raises(ValueError, match="not a valid Color"):
        Color(cast(Any, 7))


@pytest.mark.parametrize(
    ("body", "attribute", "value"),
    [
        ({}, "id", None),
        ({"id": None}, "id", None),
        ({"id": 7}, "id", 7),
        ({"id": "t", "size": "many"}, "size", "many"),
        ({"id": "t", "size": "12"}, "size", 12),
        ({"id": "t", "size": {"a": 1}}, "size", {"a": 1}),
        ({"id": "t", "kind": "image"}, "kind", "image"),
        ({"id": "t", "kind": [1]}, "kind", [1]),
        ({"id": "t", "labels": "none"}, "labels", "none"),
        ({"id": "t", "labels": {"name": "a"}}, "labels", {"name": "a"}),
        ({"id": "t", "tags": {"a": 1, "b": "x"}}, "tags", {"a": 1, "b": "x"}),
        ({"id": "t", "tags": []}, "tags", []),
        (None, "id", None),
    ],
)
def test_odd_values_are_left_as_received(driver: Driver, body: Any, attribute: str, value: Any) -> None:
    assert getattr(_read(driver, body), attribute) == value


def test_what_fits_beside_an_odd_value_is_read(driver: Driver) -> None:
    labels = [{"name": "a", "color": "red"}, {"color": 7}, "odd", None, {"name": "b", "extra": 1}]
    thing = _read(driver, {"kind": 2, "labels": labels, "extra": True})
    assert thing.kind is Kind.TEXT
    assert thing.model_extra == {"extra": True}
    assert thing.model_fields_set == {"kind", "labels"}
    assert thing.labels is not None
    labels_read: list[Any] = list(thing.labels)
    first, second, third, fourth, fifth = labels_read
    assert (first.name, first.color) == ("a", Color.RED)
    assert (second.name, second.color) == (None, 7)
    assert (third, fourth) == ("odd", None)
    assert fifth.model_extra == {"extra": 1}


def test_odd_replies_print_dump_and_pickle(driver: Driver) -> None:
    thing = _read(driver, {"size": "many", "labels": [{}]})
    assert "many" in repr(thing)
    assert pickle.loads(pickle.dumps(thing)).size == "many"  # noqa: S301 - our own bytes
    assert thing.model_dump(exclude_unset=True, warnings=False) == {"size": "many", "labels": [{}]}


JSON = st.recursive(
    st.none() | st.booleans() | st.integers(-5, 80) | st.text(max_size=3),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(["id", "kind", "labels", "name", "color", "@id", "tags", "x"]), inner, max_size=4
        )
    ),
    max_leaves=8,
)


@settings(deadline=None)  # a busy machine is no fault of the code
@given(st.dictionaries(st.sampled_from(["id", "kind", "status", "labels", "tags", "size", "y"]), JSON, max_size=6))
def test_no_object_makes_reading_fail(body: dict[str, Any]) -> None:
    thing = read_leniently(Thing, body)
    assert type(thing) is Thing
    for name in Thing.model_fields:
        value = getattr(thing, name)
        if name not in body:
            assert value is None
    assert thing.model_extra == {name: value for name, value in body.items() if name not in Thing.model_fields}


class Either(ApiModel):
    part: int | Thing | list[Thing] | None = None


@pytest.mark.parametrize(
    ("given", "expected"),
    [(5, 5), ({"id": "t"}, Thing(id="t")), ([{"id": "t"}], [Thing(id="t")]), ("x", "x"), (None, None)],
)
def test_unions(given: Any, expected: Any) -> None:
    assert read_leniently(Either, {"part": given}).part == expected


def test_union_with_an_object_that_does_not_fit() -> None:
    part: Any = read_leniently(Either, {"part": {"kind": "odd"}}).part
    assert type(part) is Thing
    assert vars(part)["kind"] == "odd"


def test_no_body_and_no_promise(driver: Driver) -> None:
    nothing: Operation[None] = Operation(id="N", method="GET", path="/n")
    anything: Operation[Any] = Operation(id="A", method="GET", path="/a", response="json")
    client = driver.client([reply(200, {"ignored": 1}), reply(200, [1, {"a": None}]), reply(204)])
    assert driver.run(client.request(nothing)) is None
    assert driver.run(client.request(anything)) == [1, {"a": None}]
    assert driver.run(client.request(anything)) is None


def test_empty_body_of_an_object(driver: Driver) -> None:
    client = driver.client([reply(200)])
    assert driver.run(client.request(GET, path={"thing_id": "t"})).id is None


@pytest.mark.parametrize(
    ("reply_", "path", "found"),
    [
        (Things.model_validate({"continue": "m"}), ("continue",), "m"),
        (MarkedThings.model_validate({"metadata": {"continue": "m"}}), ("metadata", "continue"), "m"),
        (MarkedThings(), ("metadata", "continue"), None),
        ({"a": {"b": 1}}, ("a", "b"), 1),
        (Thing.model_validate({"id": "t", "extra": {"b": 2}}), ("extra", "b"), 2),
        (Thing(id="t"), ("nowhere",), None),
        (Thing(id="t"), (), Thing(id="t")),
    ],
)
def test_pick_follows_wire_names(reply_: Any, path: tuple[str, ...], found: Any) -> None:
    assert pick(reply_, path) == found


def test_big_numbers_and_unicode(driver: Driver) -> None:
    body = {"id": "日本 \u0000 𝄞", "size": 2**70}
    thing = _read(driver, body)
    assert (thing.id, thing.size) == (body["id"], 2**70)
    assert json.loads(thing.model_dump_json(exclude_unset=True)) == body
