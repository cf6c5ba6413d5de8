from __future__ import annotations

from modelarts_generator.model import Type, TypeKind

from .apis import api_of, parse, schemas_of


def test_scalars_keep_format_and_limits() -> None:
    thing = schemas_of(
        "Thing: {type: object, properties: {n: {type: integer, format: int64, minimum: 1, maximum: 9}}}"
    )["Thing"]
    (item,) = thing.properties
    assert (item.type.kind, item.type.format) == (TypeKind.INTEGER, "int64")
    assert (item.constraints.minimum, item.constraints.maximum) == (1, 9)


def test_null_in_every_spelling_makes_a_type_nullable() -> None:
    thing = schemas_of("""
        Other: {type: object, properties: {x: {type: string}}}
        Thing:
          type: object
          properties:
            a: {type: [string, 'null']}
            b: {anyOf: [{$ref: '#/components/schemas/Other'}, {type: 'null'}]}
            c: {type: string, nullable: true}
            d: {enum: [x, y, null]}
    """)["Thing"]
    assert [item.type.nullable for item in thing.properties] == [True] * 4
    assert [item.type.kind for item in thing.properties] == ["string", "model", "string", "enum"]


def test_all_of_is_one_flat_object() -> None:
    schemas = schemas_of("""
        Base: {type: object, required: [id], properties: {id: {type: string}, name: {type: string, maxLength: 9}}}
        Thing:
          description: A thing.
          allOf:
            - $ref: '#/components/schemas/Base'
            - required: [name]
              properties: {name: {description: What it is called.}, size: {type: number}}
    """)
    thing = schemas["Thing"]
    assert [(item.name, item.required) for item in thing.properties] == [("id", True), ("name", True), ("size", False)]
    name = thing.properties[1]
    assert (name.type.kind, name.constraints.max_length, name.description) == ("string", 9, "What it is called.")
    assert thing.description == "A thing."


def test_all_of_with_one_part_is_that_part() -> None:
    thing = schemas_of("""
        Other: {type: object, properties: {x: {type: string}}}
        Thing:
          type: object
          properties: {other: {description: Another., allOf: [{$ref: '#/components/schemas/Other'}]}}
    """)["Thing"]
    assert thing.properties[0].type == Type(TypeKind.MODEL, "Other", "common")
    assert thing.properties[0].description == "Another."


def test_all_of_in_a_circle_is_a_problem() -> None:
    _, problems = parse(
        schemas="{A: {allOf: [{$ref: '#/components/schemas/B'}, {properties: {x: true}}]}, "
        "B: {allOf: [{$ref: '#/components/schemas/A'}, {properties: {y: true}}]}}"
    )
    assert {problem.rule for problem in problems} == {"circular-allof"}


def test_recursive_objects_and_lists_of_themselves() -> None:
    schemas = schemas_of("""
        Tree: {type: object, properties: {children: {type: array, items: {$ref: '#/components/schemas/Tree'}}}}
        Nested: {type: array, items: {$ref: '#/components/schemas/Nested'}}
        Holder: {type: object, properties: {nested: {$ref: '#/components/schemas/Nested'}}}
    """)
    assert schemas["Tree"].properties[0].type.items == Type(TypeKind.MODEL, "Tree", "common")
    nested = schemas["Holder"].properties[0].type
    assert (nested.kind, nested.items and nested.items.kind) == ("array", "any")


def test_anonymous_objects_are_named_after_their_place() -> None:
    schemas = schemas_of("""
        Thing:
          type: object
          properties:
            parts:
              type: array
              items: {type: object, properties: {at: {type: object, properties: {x: {type: number}}}}}
            choice:
              oneOf:
                - {type: object, properties: {a: {type: string}}}
                - {type: object, properties: {b: {type: string}}}
            by_key: {type: object, additionalProperties: {type: object, properties: {c: {type: string}}}}
    """)
    names = {
        "Thing",
        "ThingPartsItem",
        "ThingPartsItemAt",
        "ThingChoiceOption1",
        "ThingChoiceOption2",
        "ThingByKeyValue",
    }
    assert set(schemas) == names


def test_a_shared_anonymous_object_is_named_after_its_own_place() -> None:
    # Child is read first, but the object belongs to Parent.
    schemas = schemas_of("""
        Child: {allOf: [{$ref: '#/components/schemas/Parent'}, {properties: {more: {type: string}}}]}
        Parent: {type: object, properties: {owner: {type: object, properties: {name: {type: string}}}}}
    """)
    assert set(schemas) == {"Child", "Parent", "ParentOwner"}


def test_a_component_keeps_its_name_against_an_anonymous_schema() -> None:
    schemas = schemas_of("""
        Thing: {type: object, properties: {part: {type: object, properties: {x: {type: string}}}}}
        ThingPart: {type: object, properties: {y: {type: string}}}
    """)
    assert [item.name for item in schemas["ThingPart"].properties] == ["y"]
    assert [item.name for item in schemas["ThingPart2"].properties] == ["x"]


def test_enumerations_take_their_names_from_the_description_or_the_values() -> None:
    api = api_of(
        schemas="""
        Kind: {type: integer, enum: [0, 1], x-enum-varnames: [IMAGE, TEXT], x-enum-descriptions: [Pictures., '']}
        Word: {enum: [guinea pig, '', '+', '-', a_b, a-b]}
        Level: {type: integer, enum: [-1, 2]}
    """
    )
    members = {enum.name: [(member.name, member.value) for member in enum.members] for enum in api.enums}
    assert members["Kind"] == [("IMAGE", 0), ("TEXT", 1)]
    assert [name for name, _ in members["Word"]] == ["GUINEA_PIG", "EMPTY", "VALUE", "VALUE_2", "A_B", "A_B_2"]
    assert members["Level"] == [("VALUE_MINUS_1", -1), ("VALUE_2", 2)]
    assert api.enum("Kind").members[0].description == "Pictures."


def test_a_schema_knows_where_it_is_used() -> None:
    api = api_of(
        schemas="""
            Sent: {type: object, properties: {shared: {$ref: '#/components/schemas/Shared'}}}
            Shared: {type: object, properties: {x: {type: string}}}
            Received: {type: object, properties: {shared: {type: array, items: {$ref: '#/components/schemas/Shared'}}}}
        """,
        paths="""
            /a:
              post:
                operationId: a
                requestBody: {content: {application/json: {schema: {$ref: '#/components/schemas/Sent'}}}}
                responses:
                  '200':
                    description: ''
                    content: {application/json: {schema: {$ref: '#/components/schemas/Received'}}}
        """,
    )
    usage = {schema.name: (schema.in_request, schema.in_response) for schema in api.schemas}
    assert usage == {"Sent": (True, False), "Shared": (True, True), "Received": (False, True)}


def test_objects_without_properties() -> None:
    schemas = schemas_of("""
        Named: {type: object}
        Free: {type: object, additionalProperties: true}
        Closed: {type: object, properties: {a: {type: string}}, additionalProperties: false}
        Open: {type: object, properties: {a: {type: string}}, additionalProperties: {type: integer}}
        Holder: {type: object, properties: {free: {$ref: '#/components/schemas/Free'}, inline: {type: object}}}
    """)
    assert set(schemas) == {"Named", "Closed", "Open", "Holder"}
    assert [item.type.kind for item in schemas["Holder"].properties] == ["map", "map"]
    assert (schemas["Closed"].open, schemas["Open"].open) == (False, True)


def test_names_that_cannot_become_identifiers_are_problems_at_their_place() -> None:
    _, problems = parse(schemas="Thing: {type: object, properties: {'$$': {type: string}}}")
    assert [problem.rule for problem in problems] == ["no-identifier"]
    assert "'$$'" in problems[0].message
    assert problems[0].line == 1


def test_a_property_that_needs_no_change_keeps_its_name() -> None:
    thing = schemas_of(
        "Thing: {type: object, properties: {'@id': {type: string}, id: {type: string}, Id: {type: string}}}"
    )
    names = {item.name: item.python_name for item in thing["Thing"].properties}
    assert names == {"@id": "id_2", "id": "id", "Id": "id_3"}


def test_a_tag_tells_the_members_of_a_union_apart() -> None:
    schemas = schemas_of("""
        Kind: {type: string, enum: [car, bike]}
        Car: {type: object, properties: {kind: {$ref: '#/components/schemas/Kind'}, name: {type: string}}}
        Bike: {type: object, properties: {kind: {type: string}, name: {const: rusty}}}
        Boat: {type: object, properties: {kind: {type: string}, name: {type: string}}}
        Vehicle:
          oneOf:
            - $ref: '#/components/schemas/Car'
            - $ref: '#/components/schemas/Bike'
            - $ref: '#/components/schemas/Boat'
          discriminator: {propertyName: kind, mapping: {car: '#/components/schemas/Car', b: Bike, bike: Bike}}
    """)
    tags = {
        name: [(item.name, item.type.values) for item in schemas[name].properties if item.is_tag] for name in schemas
    }
    assert tags["Car"] == [("kind", ("car",))]
    assert tags["Bike"] == [("name", ("rusty",))]  # goes by two names
    assert tags["Boat"] == [("kind", ("Boat",))]  # by that of its schema


def test_a_tag_stays_in_a_model_that_is_only_received() -> None:
    thing = schemas_of("""
        A: {type: object, properties: {t: {const: a}}}
        B: {type: object, properties: {t: {const: b}}}
        Both: {type: array, items: {oneOf: [{$ref: '#/components/schemas/A'}, {$ref: '#/components/schemas/B'}]}}
        Alone: {type: object, properties: {t: {const: c}}}
    """)
    assert [thing[name].properties[0].is_tag for name in ("A", "B", "Alone")] == [True, True, False]


def test_patterns_of_names_allow_fields() -> None:
    holder = schemas_of("""
        Holder:
          type: object
          properties:
            one: {type: object, patternProperties: {'^x-': {type: integer}}, additionalProperties: false}
            some: {type: object, patternProperties: {'^x-': {type: integer}}}
            both: {type: object, properties: {a: {}}, patternProperties: {'^x-': {}}, additionalProperties: false}
    """)
    one, some, _ = holder["Holder"].properties
    assert one.type == Type(TypeKind.MAP, items=Type(TypeKind.INTEGER))
    assert some.type == Type(TypeKind.MAP, items=Type(TypeKind.ANY))
    assert holder["HolderBoth"].open
