"""Each rule for schemas, by examples; whatever loses nothing has to accept and refuse the same values."""

from __future__ import annotations

from typing import Any

import pytest
from modelarts_generator.downgrade import downgrade

from tests.generator.apis import bundle_of, read
from tests.generator.downgrade.judges import judge_30, judge_31

VALUES: list[Any] = [
    *(None, True, False, 0, 1, 2, 5, -1, 0.5, 2.5, 10**9, "", "a", "b", "abc", "aGk="),
    *([], [1], ["a"], ["a", 1], [1, "a"], [None], [1, 2, 3], [[], {}], ["a", "a", 1]),
    *({}, {"a": 1}, {"a": "x"}, {"b": 1}, {"a": 1, "b": 1}, {"a": 1, "b": "x", "c": None}, {"c": []}, {"x1": 1}),
    *({"kind": "a", "size": 1}, {"kind": "b"}, {"kind": "a"}, {"a": None}, {"b": None, "c": 2}),
]
NULL = "{type: string, nullable: true, enum: [null]}"
REF = "$ref: '#/components/schemas/Base'"
BASE = "{type: object, properties: {a: {type: integer}}}"

EQUAL = {
    "one type": ("{type: [string]}", "{type: string}"),
    "null": ("{type: 'null', description: D}", "{type: string, nullable: true, enum: [null], description: D}"),
    "only null, by a constant": ("{const: null}", NULL),
    "null that the enumeration lacks": ("{type: 'null', enum: [a]}", "{type: string, not: {}, enum: [a]}"),
    "nullable": ("{type: [string, 'null'], maxLength: 1}", "{type: string, nullable: true, maxLength: 1}"),
    "nullable enumeration": (
        "{type: [string, 'null'], enum: [a, null]}",
        "{type: string, nullable: true, enum: [a, null]}",
    ),
    "nullable, but for the enumeration": ("{type: [string, 'null'], enum: [a]}", "{type: string, enum: [a]}"),
    "two types": (
        "{type: [integer, string], minimum: 1, pattern: b, format: int32, description: D}",
        "{anyOf: [{type: integer, format: int32, minimum: 1}, {type: string, pattern: b}], description: D}",
    ),
    "two types and null": (
        "{type: [array, 'null', object], minItems: 1, required: [a]}",
        "{anyOf: [{type: array, minItems: 1, nullable: true, items: {}}, "
        "{type: object, required: [a], nullable: true}]}",
    ),
    "two types beside alternatives": (
        "{type: [integer, string], anyOf: [{minimum: 1}, {minLength: 1}]}",
        "{anyOf: [{minimum: 1}, {minLength: 1}], allOf: [{anyOf: [{type: integer}, {type: string}]}]}",
    ),
    "an array of anything": ("{type: array}", "{type: array, items: {}}"),
    "constant": ("{const: a}", "{enum: [a], type: string}"),
    "constant beside an enumeration": (
        "{const: a, enum: [a, b]}",
        "{enum: [a, b], type: string, allOf: [{enum: [a]}]}",
    ),
    "enumeration of several types": ("{enum: [a, 1, null]}", "{enum: [a, 1, null]}"),
    "enumeration with null, without a type": (
        "{enum: [1, null]}",
        "{enum: [1, null], type: integer, nullable: true}",
    ),
    "enumeration of objects": ("{enum: [{a: 1}]}", "{enum: [{a: 1}]}"),
    "alternative to null": ("{anyOf: [{type: integer}, {type: 'null'}]}", "{type: integer, nullable: true}"),
    "the only alternative to null, with texts": (
        "{oneOf: [{type: integer, description: Its.}, {type: 'null'}], description: Ours.}",
        "{type: integer, nullable: true, description: Ours.}",
    ),
    "the only alternative to null, beside a limit": (
        "{anyOf: [{type: integer}, {type: 'null'}], not: {enum: [1]}}",
        "{anyOf: [{type: integer, nullable: true}], not: {enum: [1], type: integer}}",
    ),
    "alternative enumeration to null": (
        "{anyOf: [{type: string, enum: [a]}, {type: 'null'}]}",
        "{type: string, enum: [a, null], nullable: true}",
    ),
    "alternatives to null": (
        "{oneOf: [{type: integer}, {type: 'null'}, {type: string}]}",
        "{oneOf: [{type: integer, nullable: true}, {type: string}]}",
    ),
    "one of two that take null": (
        "{oneOf: [{type: [integer, 'null']}, {type: 'null'}]}",
        "{oneOf: [{type: integer, nullable: true}, " + NULL + "]}",
    ),
    "reference or null": ("{anyOf: [{" + REF + "}, {type: 'null'}]}", "{anyOf: [{" + REF + "}, " + NULL + "]}"),
    "reference": ("{" + REF + "}", "{" + REF + "}"),
    "described reference": ("{" + REF + ", description: D}", "{description: D, allOf: [{" + REF + "}]}"),
    "limited reference": (
        "{" + REF + ", allOf: [{required: [a]}], maxProperties: 1}",
        "{maxProperties: 1, allOf: [{" + REF + "}, {required: [a]}]}",
    ),
    "nothing required": ("{required: []}", "{}"),
    "enumeration of nothing": ("{type: string, enum: []}", "{type: string, not: {}}"),
    "exclusive minimum": ("{exclusiveMinimum: 1}", "{minimum: 1, exclusiveMinimum: true}"),
    "stricter minimum": ("{minimum: 2, exclusiveMinimum: 1}", "{minimum: 2}"),
    "looser maximum": ("{maximum: 2, exclusiveMaximum: 2}", "{maximum: 2, exclusiveMaximum: true}"),
    "limits of one of two types": (
        "{type: [number, string], exclusiveMaximum: 2}",
        "{anyOf: [{type: number, maximum: 2, exclusiveMaximum: true}, {type: string}]}",
    ),
    "anything": ("true", "{}"),
    "nothing": ("false", "{not: {}}"),
    "properties of any kind": (
        "{properties: {a: true, b: false, additionalProperties: false}, additionalProperties: false}",
        "{properties: {a: {}, b: {not: {}}, additionalProperties: {not: {}}}, additionalProperties: false}",
    ),
    "no elements": ("{type: array, items: false}", "{type: array, items: {not: {}}}"),
    "needed properties": (
        "{dependentRequired: {a: [b, c], x: []}}",
        "{not: {required: [a], not: {required: [b, c]}}}",
    ),
    "needed properties, several": (
        "{dependentRequired: {a: [b], b: [a], c: [a]}, not: {required: [x1]}}",
        """{not: {anyOf: [
            {required: [x1]},
            {required: [a], not: {required: [b]}},
            {required: [b], not: {required: [a]}},
            {required: [c], not: {required: [a]}}]}}""",
    ),
    "needed schema": (
        "{dependentSchemas: {a: {required: [b]}}}",
        "{not: {type: object, required: [a], not: {required: [b]}}}",
    ),
    "condition": (
        "{if: {type: object, required: [kind]}, then: {required: [size]}, else: {not: {type: string}}}",
        """{not: {anyOf: [
            {allOf: [{type: object, required: [kind]}], not: {required: [size]}},
            {allOf: [{not: {type: object, required: [kind]}}], not: {not: {type: string}}}]}}""",
    ),
    "condition without a consequence": ("{if: {type: string}}", "{}"),
    "contained element": (
        "{contains: {type: integer}}",
        "{not: {type: array, items: {not: {type: integer}}}}",
    ),
    "element that need not be contained": ("{contains: {type: integer}, minContains: 0}", "{}"),
    "unevaluated properties": (
        "{properties: {a: {}}, unevaluatedProperties: false}",
        "{properties: {a: {}}, additionalProperties: false}",
    ),
    "unevaluated properties, all evaluated": (
        "{allOf: [{properties: {b: {}}}], additionalProperties: {type: integer}, unevaluatedProperties: false}",
        "{allOf: [{properties: {b: {}}}], additionalProperties: {type: integer}}",
    ),
    "unevaluated elements": ("{unevaluatedItems: false}", "{items: {not: {}}}"),
    "any name": ("{propertyNames: {type: string}}", "{}"),
    "first example": ("{examples: [a]}", "{example: a}"),
    "more examples": ("{examples: [a, b]}", "{x-examples: [a, b], example: a}"),
    "example beside examples": ("{example: c, examples: [a]}", "{example: c, x-examples: [a]}"),
    "no examples": ("{examples: []}", "{}"),
    "base64": (
        "{type: string, contentEncoding: base64, contentMediaType: image/png}",
        "{type: string, format: byte, x-contentMediaType: image/png}",
    ),
    "bytes": ("{type: string, contentMediaType: application/octet-stream}", "{type: string, format: binary}"),
    "json in a text": (
        "{type: string, contentMediaType: application/json, contentSchema: {type: [object, 'null']}}",
        "{type: string, x-contentMediaType: application/json, x-contentSchema: {type: object, nullable: true}}",
    ),
    "unknown words": ("{$comment: C, ours: 1, x-own: 2}", "{x-comment: C, x-ours: 1, x-own: 2}"),
}

WEAKER = {
    "tuple": (
        "{prefixItems: [{type: string}, {type: integer}], items: false}",
        "{items: {anyOf: [{type: string}, {type: integer}]}, maxItems: 2, "
        "x-prefixItems: [{type: string}, {type: integer}]}",
        "elements may stand in another order",
    ),
    "open tuple": (
        "{prefixItems: [{type: string}]}",
        "{items: {}, x-prefixItems: [{type: string}]}",
        "elements may stand in another order",
    ),
    "closed patterns": (
        "{patternProperties: {'^x': {type: integer}}, additionalProperties: false}",
        "{additionalProperties: {type: integer}, x-patternProperties: {'^x': {type: integer}}}",
        "names of properties are not held against the patterns",
    ),
    "patterns beside others": (
        "{patternProperties: {'^x': {type: integer}}, additionalProperties: {type: string}}",
        "{additionalProperties: {anyOf: [{type: integer}, {type: string}]}, "
        "x-patternProperties: {'^x': {type: integer}}}",
        "names of properties are not held against the patterns",
    ),
    "open patterns": (
        "{patternProperties: {'^x': {type: integer}}}",
        "{x-patternProperties: {'^x': {type: integer}}}",
        "names of properties are not held against the patterns",
    ),
    "names": (
        "{propertyNames: {maxLength: 1}}",
        "{x-propertyNames: {maxLength: 1}}",
        "names of properties are not limited",
    ),
    "counted elements": (
        "{contains: {type: integer}, minContains: 2}",
        "{x-contains: {type: integer}, x-minContains: 2, not: {type: array, items: {not: {type: integer}}}}",
        "fitting elements are not counted",
    ),
    "unevaluated properties": (
        "{" + REF + ", unevaluatedProperties: false}",
        "{x-unevaluatedProperties: false, allOf: [{" + REF + "}]}",
        "properties that no other schema speaks of are accepted",
    ),
    "unevaluated elements": (
        "{contains: {type: string}, unevaluatedItems: false}",
        "{not: {type: array, items: {not: {type: string}}}, x-unevaluatedItems: {not: {}}}",
        "elements that no other schema speaks of are accepted",
    ),
    "dynamic reference": (
        "{$dynamicRef: '#node'}",
        "{x-dynamicRef: '#node'}",
        "the schema that it leads to is not applied",
    ),
}


@pytest.mark.parametrize(("new", "expected"), EQUAL.values(), ids=EQUAL)
def test_a_keyword_has_an_equal(new: str, expected: str) -> None:
    bundle = bundle_of(schemas=f"{{Thing: {new}, Base: {BASE}}}")
    document, warnings = downgrade(bundle)
    assert document["components"]["schemas"]["Thing"] == read(expected)
    assert warnings == []
    place = ("components", "schemas", "Thing")
    before, after = judge_31(bundle.document)(place), judge_30(document)(place)
    assert [after(value) for value in VALUES] == [before(value) for value in VALUES]


@pytest.mark.parametrize(("new", "expected", "lost"), WEAKER.values(), ids=WEAKER)
def test_a_keyword_without_an_equal_is_told(new: str, expected: str, lost: str) -> None:
    bundle = bundle_of(schemas=f"{{Thing: {new}, Base: {BASE}}}")
    document, warnings = downgrade(bundle)
    assert document["components"]["schemas"]["Thing"] == read(expected)
    assert [str(warning) for warning in warnings] == [f"openapi.yaml:1 lost-in-3.0: warning: in OpenAPI 3.0.3, {lost}"]
    if "$dynamicRef" not in new:
        place = ("components", "schemas", "Thing")
        before, after = judge_31(bundle.document)(place), judge_30(document)(place)
        assert [value for value in VALUES if before(value) and not after(value)] == []
