from __future__ import annotations

from pathlib import Path

from tests.generator.trees import document, lint

PATHS = """
/a:
  get: {operationId: A, x-sdk: {resource: things.parts, method: list}}
  put: {operationId: B}
  post: {operationId: C, x-sdk: {resource: things.parts, method: list}}
  delete: {operationId: D, x-sdk: {resource: Things, method: 2nd}}
  patch: {operationId: E, x-sdk: {resource: things, name: x}}
"""
ALWAYS = [
    (7, "things.parts.list is already A"),
    (8, "'Things' is not a resource"),
    (8, "'2nd' is not the name of a method"),
    (9, "x-sdk must be {resource: …, method: …}"),
]


def test_every_operation_has_a_place_of_its_own(tmp_path: Path) -> None:
    found = lint(document(tmp_path, PATHS), "sdk-names")
    assert sorted(found) == sorted([(6, "B has no x-sdk"), *ALWAYS])


def test_for_others_only_what_is_there_must_fit(tmp_path: Path) -> None:
    assert sorted(lint(document(tmp_path, PATHS), "sdk-names", house=False)) == sorted(ALWAYS)
