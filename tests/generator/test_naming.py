from __future__ import annotations

import keyword

import pytest
from hypothesis import given
from hypothesis import strategies as st
from modelarts_generator.naming import Names, constant, pascal, snake
from modelarts_generator.reserved import FIELD_WORDS


@pytest.mark.parametrize(
    ("name", "wanted"),
    [
        ("dataset_id", "dataset_id"),
        ("datasetId", "dataset_id"),
        ("OBSPath2Id", "obs_path2_id"),
        ("IDs", "ids"),
        ("x-auth-token", "x_auth_token"),
        ("@modelarts:color", "modelarts_color"),
        ("a.b", "a_b"),
        ("class", "class_"),
        ("2fa", "n_2_fa"),
        ("+1", "plus_1"),
        ("-1", "minus_1"),
        ("_private", "private"),
        ("größe", "größe"),
        ("$$", ""),
    ],
)
def test_snake(name: str, wanted: str) -> None:
    assert snake(name) == wanted


@pytest.mark.parametrize(
    ("name", "wanted"),
    [
        ("OBSPath", "OBSPath"),
        ("dataset_version", "DatasetVersion"),
        ("Any", "AnyModel"),
        ("3d-model", "N3DModel"),
        ("-", ""),
    ],
)
def test_pascal(name: str, wanted: str) -> None:
    assert pascal(name) == wanted


@pytest.mark.parametrize(
    ("name", "wanted"), [("Default", "DEFAULT"), ("guinea pig", "GUINEA_PIG"), ("0", "N_0"), ("", "")]
)
def test_constant(name: str, wanted: str) -> None:
    assert constant(name) == wanted


@given(st.text())
def test_a_name_is_an_identifier_or_nothing(name: str) -> None:
    for made in (snake(name, FIELD_WORDS), pascal(name), constant(name)):
        assert not made or (made.isidentifier() and not keyword.iskeyword(made))


@given(st.text())
def test_a_name_made_of_a_name_is_the_same(name: str) -> None:
    assert snake(snake(name)) == snake(name)


def test_names_are_given_out_once() -> None:
    names = Names()
    assert [names.allocate("id") for _ in range(3)] == ["id", "id_2", "id_3"]
