from __future__ import annotations

import io
from typing import Any

import httpx2
import pytest

from .packages import Service


def test_a_list_is_returned_as_a_list_of_models(petshop: Any) -> None:
    service = Service([{"id": 1, "kind": "dog", "tree": {"mother": {"mother": {}}}}])
    pets = service.client(petshop.PetShop).pets.list_pets()
    assert [pet.id for pet in pets] == [1]
    assert pets[0].kind is petshop.models.Kind.DOG
    assert pets[0].tree.mother.mother.mother is None


def test_parameters_travel_in_their_styles_and_places(petshop: Any) -> None:
    service = Service([])
    client = service.client(petshop.PetShop)
    client.pets.list_pets(
        limit=5, kind=["dog", petshop.models.Kind.CAT], filter={"a": "b"}, session="s1", x_trace_id="t-1"
    )
    params = service.last.url.params
    assert (params["limit"], params["kind"], params["filter[a]"]) == ("5", "dog,cat", "b")
    assert service.last.headers["Cookie"] == "session=s1"
    assert service.last.headers["X-Trace-Id"] == "t-1"


def test_what_is_not_given_is_not_sent(petshop: Any) -> None:
    service = Service([])
    service.client(petshop.PetShop).pets.list_pets()
    assert str(service.last.url).partition("?")[2] == ""
    assert "Cookie" not in service.last.headers


def test_a_body_of_merged_schemas_is_checked_before_it_is_sent(petshop: Any) -> None:
    service = Service({"id": 3})
    client = service.client(petshop.PetShop)
    with pytest.raises(petshop.RequestValidationError, match="name"):
        client.pets.add_pet(name="", kind="dog")
    with pytest.raises(petshop.RequestValidationError, match="kind"):
        client.pets.add_pet(name="Rex", kind="dragon")
    assert service.requests == []
    pet = client.pets.add_pet(name="Rex", kind="dog", owner={"name": "Ann", "since": "2024-01-01T00:00:00Z"})
    assert service.last_json() == {
        "name": "Rex",
        "kind": "dog",
        "owner": {"name": "Ann", "since": "2024-01-01T00:00:00Z"},
    }
    assert pet.id == 3


def test_a_union_is_read_as_the_alternative_that_fits(petshop: Any) -> None:
    service = Service({"id": 1, "tricks": ["roll"]}, httpx2.Response(200, content=b"null"))
    pets = service.client(petshop.PetShop).pets
    assert type(pets.get_pet(1)) is petshop.models.Dog
    assert service.last.url.path == "/pets/1"
    assert pets.get_pet(1) is None


def test_replies_that_are_no_json(petshop: Any) -> None:
    service = Service(httpx2.Response(200, content=b"\xff\xd8"), httpx2.Response(200, text="größer"))
    pets = service.client(petshop.PetShop).pets
    assert pets.download_photo(1) == b"\xff\xd8"
    assert pets.replace_photo(1, body=b"abc") == "größer"
    assert service.last.content == b"abc"
    assert service.last.headers["Content-Type"] == "application/octet-stream"


def test_a_form_with_files(petshop: Any) -> None:
    service = Service({"stored": True, "sizes": [{"width": 3}]})
    reply = service.client(petshop.PetShop).pets.upload_photo(
        1, file=("rex.jpg", b"JPEG"), more=[io.BytesIO(b"one"), b"two"], caption="Rex"
    )
    assert service.last.headers["Content-Type"].startswith("multipart/form-data; boundary=")
    assert b'filename="rex.jpg"' in service.last.content
    assert service.last.content.count(b'; name="more"') == 2
    assert reply.sizes[0].width == 3


def test_a_form_without_files_and_a_map_as_reply(petshop: Any) -> None:
    service = Service({"dog": 2})
    counts = service.client(petshop.PetShop).store_orders.order(pet=1, count=2)
    assert service.last.content == b"count=2&pet=1"
    assert counts == {"dog": 2}


def test_an_unknown_value_and_a_wrong_type_do_not_stop_reading(petshop: Any) -> None:
    service = Service([{"kind": "dragon", "weight": "heavy", "colour": "red", "id": None}])
    (pet,) = service.client(petshop.PetShop).pets.list_pets()
    assert (pet.kind.value, pet.weight, pet.colour, pet.id) == ("dragon", "heavy", "red", None)


def test_errors_carry_their_status(petshop: Any) -> None:
    service = Service(httpx2.Response(404, json={"title": "No such pet"}))
    with pytest.raises(petshop.NotFoundError) as caught:
        service.client(petshop.PetShop).pets.get_pet(9)
    assert caught.value.status == 404
