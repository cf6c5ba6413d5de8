"""What a caller has to give, and what tables show of what comes back."""

from __future__ import annotations

import pytest
from modelarts_generator.render.cli_columns import columns_of
from modelarts_generator.render.fixed_values import fixed_value

from .apis import api_of

SCHEMAS = """
    One: {type: integer, enum: [7], x-enum-varnames: [ONLY]}
    Two: {type: string, enum: [a, b]}
    Body:
      type: object
      required: [kind, one, flag, two, text, maybe]
      properties:
        kind: {const: Box}
        one: {$ref: '#/components/schemas/One'}
        flag: {type: boolean, const: true}
        two: {$ref: '#/components/schemas/Two'}
        text: {type: string}
        maybe: {type: [string, 'null'], enum: [x, null]}
        left_out: {const: Box}
"""
PATHS = """
    /boxes/{{kind}}:
      post:
        operationId: makeBox
        parameters:
          - {{name: kind, in: path, required: true, schema: {{const: Box}}}}
          - {{name: scope, in: query, required: true, schema: {{type: string, enum: [own]}}}}
          - {{name: order, in: query, schema: {{type: string, enum: [asc]}}}}
        requestBody:
          required: {required}
          content: {{application/json: {{schema: {{$ref: '#/components/schemas/Body'}}}}}}
        responses: {{'204': {{description: Done.}}}}
"""


@pytest.mark.parametrize(("required", "fixed"), [("true", {"kind": "Box", "one": 7, "flag": True}), ("false", {})])
def test_only_mandatory_values_without_a_choice_are_sent_by_themselves(required: str, fixed: dict[str, object]) -> None:
    api = api_of(paths=PATHS.format(required=required), schemas=SCHEMAS)
    (operation,) = api.operations
    assert operation.body is not None
    fields = {item.name: fixed_value(api, operation, item) for item in operation.body.properties}
    assert {name: value for name, value in fields.items() if value is not None} == fixed
    given = [(item.name, fixed_value(api, operation, item)) for item in operation.parameters]
    assert given == [("kind", None), ("scope", "own"), ("order", None)]


LIST = """
    /teams/{team_id}/workers:
      get:
        operationId: listWorkers
        x-sdk: {resource: teams.workers, method: list}
        parameters: [{name: team_id, in: path, required: true, schema: {type: string}}]
        responses:
          '200':
            description: Workers.
            content:
              application/json:
                schema:
                  type: object
                  properties: {workers: {type: array, items: {$ref: '#/components/schemas/TeamWorker'}}}
"""
WORKER = """
    TeamWorker:
      type: object
      properties:
        create_time: {type: integer}
        team_id: {type: string}
        remark: {type: string}
        labels: {type: array, items: {type: object, properties: {name: {type: string}}}}
        history: {type: array, items: {type: object, properties: {name: {type: string}}}}
        worker_type: {type: string}
        worker_status: {type: integer}
        email: {type: string}
        worker_id: {type: string}
"""


def test_columns_begin_with_what_identifies_a_thing() -> None:
    api = api_of(paths=LIST, schemas=WORKER)
    columns = columns_of(api, api.operation("listWorkers"))
    assert columns == ("worker_id", "email", "worker_status", "worker_type", "labels", "remark", "create_time")
