from __future__ import annotations

from pathlib import Path

from tests.generator.trees import document, lint

COMPONENTS = """
schemas:
  Good: {enum: [0, 1], x-enum-varnames: [NO, YES_2], x-enum-descriptions: [No., Yes.]}
  Bare: {enum: [a]}
  Short: {enum: [a, b], x-enum-varnames: [A], x-enum-descriptions: [A., B.]}
  Odd:
    enum: [a, b, c]
    x-enum-varnames: [A, A, '1b']
    x-enum-descriptions: [A., B., C.]
    x-enum-deprecated: [a, d]
  Owner:
    properties:
      inline: {enum: [a], x-enum-varnames: [A], x-enum-descriptions: [A.]}
      enum: {type: array}
"""
ALWAYS = [
    (14, "'d' is not one of the values"),
    (9, "x-enum-varnames has 1 entries for 2 values"),
    (12, "the name A is given twice"),
    (12, "'1b' is not the name of a constant"),
]


def test_values_have_names_and_enumerations_are_components(tmp_path: Path) -> None:
    assert sorted(lint(document(tmp_path, components=COMPONENTS), "enum-varnames")) == sorted(
        [
            *ALWAYS,
            (8, "this enumeration has no x-enum-varnames"),
            (8, "this enumeration has no x-enum-descriptions"),
            (17, "this enumeration has no name"),
        ]
    )


def test_for_others_only_what_is_there_must_fit(tmp_path: Path) -> None:
    found = lint(document(tmp_path, components=COMPONENTS), "enum-varnames", house=False)
    assert sorted(found) == sorted(ALWAYS)
