from __future__ import annotations

import pytest
from modelarts_generator.model import LinkSource

from .apis import api_of, operation_of, parse

OK = "responses: {'204': {description: Done.}}"
STATE = """
    Made: {type: object, properties: {made: {type: object, properties: {id: {type: string}}}}}
    Thing:
      type: object
      properties:
        id: {type: string}
        state: {type: integer, x-lifecycle: {initial: 0, working: [0], succeeded: [1], failed: [2], deleted: [3]}}
"""
LIFE = """
    /things:
      post:
        operationId: createThing
        tags: [things]
        responses:
          '201':
            description: Made.
            content: {application/json: {schema: {$ref: '#/components/schemas/Made'}}}
            links: {show: {operationId: getThing, parameters: {id: '$response.body#/made/id'}}}
    /things/{id}:
      parameters: [{name: id, in: path, required: true, schema: {type: string}}]
      get:
        operationId: getThing
        tags: [things]
        responses:
          '200': {description: '', content: {application/json: {schema: {$ref: '#/components/schemas/Thing'}}}}
      delete: {operationId: deleteThing, tags: [things], responses: {'204': {description: ''}}}
"""


@pytest.mark.parametrize(
    ("head", "resource", "method"),
    [
        ("x-sdk: {resource: stock.things, method: list}, operationId: ListThings, tags: [x]", "stock.things", "list"),
        ("operationId: listThings, tags: [Store Things]", "store_things", "list_things"),
        ("operationId: import", "things", "import_"),
        ("summary: none", "things", "get_v1_things_by_id"),
    ],
)
def test_resource_and_method(head: str, resource: str, method: str) -> None:
    paths = f"/v1/things: {{get: {{{head}, {OK}}}}}"
    operation = operation_of(paths)
    assert operation.resource == resource
    assert operation.method == method.replace("_by_id", "")


def test_the_default_resource() -> None:
    operation = operation_of(f"/: {{get: {{operationId: root, {OK}}}}}")
    assert (operation.resource, operation.method) == ("default", "root")


def test_parameters_of_the_path_are_replaced_by_those_of_the_operation() -> None:
    operation = operation_of(f"""
        /a/{{id}}:
          parameters:
            - {{name: id, in: path, required: true, schema: {{type: string}}}}
            - {{name: q, in: query, description: old, schema: {{type: string}}}}
          get:
            parameters: [{{name: q, in: query, description: new, schema: {{type: integer, default: 3}}}}]
            {OK}
    """)
    assert [(item.name, item.location.value, item.description) for item in operation.parameters] == [
        ("id", "path", ""),
        ("q", "query", "new"),
    ]
    assert (operation.parameters[1].default, operation.parameters[1].explode) == (3, True)


def test_headers_that_the_description_decides_elsewhere_are_no_parameters() -> None:
    names = ("Accept", "Content-Type", "Authorization", "X-Own")
    listed = ", ".join(f"{{name: {name}, in: header, schema: {{type: string}}}}" for name in names)
    operation = operation_of(f"/a: {{get: {{parameters: [{listed}], {OK}}}}}")
    assert [item.name for item in operation.parameters] == ["X-Own"]


def test_a_hole_in_the_path_without_a_parameter_is_a_problem() -> None:
    _, problems = parse(paths=f"/a/{{id}}: {{get: {{{OK}}}}}")
    assert [problem.rule for problem in problems] == ["undeclared-path-parameter"]


def test_json_is_preferred_among_media_types() -> None:
    schema = "{schema: {type: object, properties: {a: {type: string}}}}"
    content = f"{{text/plain: {schema}, multipart/form-data: {schema}, application/json: {schema}}}"
    operation = operation_of(f"/a: {{post: {{operationId: a, requestBody: {{content: {content}}}, {OK}}}}}")
    assert operation.body is not None
    assert operation.body.media_type == "application/json"
    assert operation.body.type.name == "ARequest"
    assert [item.python_name for item in operation.body.properties] == ["a"]


def test_a_body_that_is_no_object_is_one_argument() -> None:
    content = "{application/json: {schema: {type: array, items: {type: string}}}}"
    operation = operation_of(f"/a: {{post: {{requestBody: {{required: true, content: {content}}}, {OK}}}}}")
    assert operation.body is not None
    assert (operation.body.expanded, operation.body.python_name) == (False, "body")


def test_read_only_properties_are_no_arguments() -> None:
    schema = "{type: object, properties: {id: {type: string, readOnly: true}, name: {type: string}}}"
    operation = operation_of(
        f"/a: {{post: {{requestBody: {{content: {{application/json: {{schema: {schema}}}}}}}, {OK}}}}}"
    )
    assert operation.body is not None
    assert [item.name for item in operation.body.properties] == ["name"]


def test_the_successful_reply_is_the_first_one_with_a_body() -> None:
    body = "content: {application/json: {schema: {type: object, properties: {a: {type: string}}}}}"
    responses = f"{{'202': {{description: x, {body}}}, '200': {{description: y}}, default: {{description: z}}}}"
    operation = operation_of(f"/a: {{get: {{operationId: a, responses: {responses}}}}}")
    assert operation.success is not None
    assert operation.success.status == "202"
    assert [item.status for item in operation.responses] == ["200", "202", "default"]


def test_a_lifecycle_makes_the_getter_and_what_can_be_waited_for() -> None:
    api = api_of(paths=LIFE, schemas=STATE)
    get, create, delete = (api.operation(name) for name in ("getThing", "createThing", "deleteThing"))
    assert get.lifecycle is not None
    assert (get.lifecycle.property, get.lifecycle.succeeded, get.lifecycle.initial) == (("state",), (1,), (0,))
    assert api.resource("things").getter == get
    assert create.waiter is not None
    (argument,) = create.waiter.arguments
    assert (create.waiter.operation_id, create.waiter.deletes) == ("getThing", False)
    assert (argument.python_name, argument.source, argument.path) == ("id", LinkSource.RESPONSE_BODY, ("made", "id"))
    assert delete.waiter is not None
    assert (delete.waiter.deletes, delete.waiter.arguments[0].source) == (True, LinkSource.REQUEST_PARAMETER)


PAGED = """
    /a:
      get:
        x-pagination: {pagination}
        parameters:
          - {{name: page, in: query, schema: {{type: integer}}}}
          - {{name: size, in: query, schema: {{type: integer, maximum: 50}}}}
        responses:
          '200':
            description: ''
            content:
              application/json:
                schema:
                  type: object
                  properties:
                    data: {{type: object, properties: {{items: {{type: array, items: {{type: string}}}}}}}}
"""


def test_pagination_knows_its_items() -> None:
    operation = operation_of(PAGED.format(pagination="{style: page-number, page: page, size: size, items: data.items}"))
    assert operation.pagination is not None
    assert operation.pagination.items == ("data", "items")
    assert operation.pagination.item_type.kind == "string"
    assert operation.pagination.max_size == 50


@pytest.mark.parametrize(
    ("pagination", "message"),
    [
        ("{style: pages, items: data.items}", "style 'pages' is none of"),
        ("{style: offset, items: data}", "items 'data' is no list"),
        ("{style: offset, items: nothing}", "items 'nothing' is no list"),
        ("{style: offset, page: skip, items: data.items}", "page 'skip' is no parameter of the query"),
    ],
)
def test_wrong_pagination_is_a_problem(pagination: str, message: str) -> None:
    _, problems = parse(paths=PAGED.format(pagination=pagination))
    assert [problem.rule for problem in problems] == ["bad-x-pagination"]
    assert message in problems[0].message


UPLOAD = """
    /a:
      post:
        x-upload: {upload}
        {body}
        responses:
          '200':
            description: ''
            content:
              application/json:
                schema:
                  type: object
                  properties:
                    count: {{type: integer}}
                    results:
                      type: array
                      items: {{type: object, properties: {{done: {{type: boolean}}, code: {{type: string}}}}}}
"""
UPLOAD_BODY = """requestBody:
          content:
            application/json:
              schema:
                type: object
                properties:
                  tags: {type: array, items: {type: string}}
                  files:
                    type: array
                    items: {type: object, properties: {name: {type: string}, data: {type: string}}}
"""
NAMED = "items: files, name: name, content: data"


def test_an_upload_knows_where_files_and_results_are() -> None:
    upload = f"{{{NAMED}, results: results, success: done, error-code: code, exists-codes: [E1], max-items: 5}}"
    found = operation_of(UPLOAD.format(upload=upload, body=UPLOAD_BODY)).upload
    assert found is not None
    assert (found.items, found.name, found.content) == ("files", "name", "data")
    assert (found.results, found.success, found.error_code, found.error_msg) == ("results", "done", "code", "")
    assert (found.exists, found.max_items, found.max_bytes) == (("E1",), 5, 8 * 1024 * 1024)
    assert operation_of(UPLOAD.format(upload="null", body=UPLOAD_BODY)).upload is None


@pytest.mark.parametrize(
    ("upload", "message"),
    [
        (f"{NAMED}, results: results, success: done, size: 3", "'size' means nothing here"),
        (f"{NAMED}, results: results, success: done, max-items: 0", "max-items is not a number from 1 on"),
        (f"{NAMED}, results: results, success: done, max-items: true", "max-items is not a number from 1 on"),
        (f"{NAMED}, results: results, success: done, max-bytes: many", "max-bytes is not a number from 1 on"),
        ("name: name, content: data, results: results, success: done", "items '' is no list of objects in the body"),
        ("items: tags, name: name, content: data", "items 'tags' is no list of objects in the body"),
        (f"{NAMED}, success: done", "results '' is no list of objects in the reply"),
        (f"{NAMED}, results: count, success: done", "results 'count' is no list of objects in the reply"),
        ("items: files, name: title, content: data, results: results, success: done", "name 'title' is no property"),
        ("items: files, name: name, content: text, results: results, success: done", "content 'text' is no property"),
        (f"{NAMED}, results: results", "success '' is no property there"),
        (f"{NAMED}, results: results, success: done, error-code: nr", "error-code 'nr' is no property there"),
        (f"{NAMED}, results: results, success: done, error-message: text", "error-message 'text' is no property there"),
    ],
)
def test_a_wrong_upload_is_a_problem(upload: str, message: str) -> None:
    api, problems = parse(paths=UPLOAD.format(upload=f"{{{upload}}}", body=UPLOAD_BODY))
    assert [problem.rule for problem in problems] == ["bad-x-upload"]
    assert message in problems[0].message
    assert api.operations[0].upload is None


@pytest.mark.parametrize("value", ["files", "[files]", "true"])
def test_an_upload_is_an_object(value: str) -> None:
    _, problems = parse(paths=UPLOAD.format(upload=value, body=UPLOAD_BODY))
    assert [(problem.rule, problem.message) for problem in problems] == [("bad-x-upload", "x-upload is not an object")]


@pytest.mark.parametrize(
    "body", ["", "requestBody: {content: {application/json: {schema: {type: array, items: {type: string}}}}}"]
)
def test_an_upload_needs_a_body_with_properties(body: str) -> None:
    _, problems = parse(paths=UPLOAD.format(upload=f"{{{NAMED}, results: results, success: done}}", body=body))
    assert [problem.rule for problem in problems] == ["bad-x-upload"]
    assert problems[0].message == "the operation has no body with properties"


def test_the_client_has_a_value_for_the_project_alone() -> None:
    parameter = "{name: region, in: query, x-sdk: {from-client: region}, schema: {type: string}}"
    _, problems = parse(paths=f"/a: {{get: {{parameters: [{parameter}], {OK}}}}}")
    assert [problem.rule for problem in problems] == ["bad-from-client"]


def test_resources_are_a_tree_without_two_members_of_one_name() -> None:
    api = api_of(
        paths=f"""
        /a: {{get: {{x-sdk: {{resource: things, method: parts}}, operationId: a, {OK}}}}}
        /b: {{get: {{x-sdk: {{resource: things.parts, method: list}}, operationId: b, {OK}}}}}
        /c: {{get: {{x-sdk: {{resource: things.parts, method: list}}, operationId: c, {OK}}}}}
        /d: {{get: {{x-sdk: {{resource: raw, method: get}}, operationId: d, {OK}}}}}
        /e: {{get: {{x-sdk: {{resource: deep.er, method: get}}, operationId: e, {OK}}}}}
    """
    )
    assert [node.path for node in api.all_resources] == ["things", "things.parts", "raw", "deep", "deep.er"]
    parts = api.resource("things.parts")
    assert (parts.attribute, parts.class_name, parts.module) == ("parts_resource", "ThingsParts", "things_parts")
    assert [item.method for item in parts.operations] == ["list", "list_2"]
    assert api.resource("raw").attribute == "raw_resource"
