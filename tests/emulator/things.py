"""A small service of our own to test the emulator's core with, apart from any real operation."""

from __future__ import annotations

from typing import Any

from modelarts_emulator.calls import Call, Reply
from modelarts_emulator.description import Description
from modelarts_emulator.errors import ServiceError
from modelarts_emulator.jobs import JobRun, job
from modelarts_emulator.registry import Handler

PROJECT = "3f7a9c1e5b2d4860a8e4c6f0b1d2e3f4"
THINGS = f"/v2/{PROJECT}/things"

_PROJECT_ID = {"name": "project_id", "in": "path", "required": True, "schema": {"type": "string"}}
_THING_ID = {
    "name": "thing_id",
    "in": "path",
    "required": True,
    "schema": {"type": "string", "pattern": "^[A-Za-z0-9 /%]{1,40}$"},
}
_ERROR = {
    "type": "object",
    "required": ["error_code", "error_msg"],
    "properties": {"error_code": {"type": "string"}, "error_msg": {"type": "string"}},
}
_LEGACY_ERROR = {
    "type": "object",
    "required": ["is_success"],
    "properties": {
        "is_success": {"type": "boolean"},
        "error_code": {"type": "string"},
        "error_message": {"type": "string"},
    },
}


def _json(schema: dict[str, Any]) -> dict[str, Any]:
    return {"application/json": {"schema": schema}}


def _query(name: str, schema: dict[str, Any]) -> dict[str, Any]:
    return {"name": name, "in": "query", "schema": schema}


DESCRIPTION: dict[str, Any] = {
    "openapi": "3.1.0",
    "info": {"title": "Things", "version": "1"},
    "security": [{"token": []}],
    "paths": {
        "/v2/{project_id}/things": {
            "parameters": [_PROJECT_ID],
            "get": {
                "operationId": "ListThings",
                "parameters": [
                    _query("limit", {"type": "integer", "minimum": 1, "maximum": 100, "default": 10}),
                    _query("kind", {"$ref": "#/components/schemas/Kind"}),
                    _query("ratio", {"type": "number"}),
                    _query("deep", {"type": "boolean"}),
                    _query("names", {"type": "array", "items": {"type": "string"}}),
                    _query("big", {"type": "integer", "format": "int64"}),
                ],
                "responses": {"200": {"description": "", "content": _json({"type": "object"})}},
            },
            "post": {
                "operationId": "CreateThing",
                "requestBody": {
                    "required": True,
                    "content": _json({"$ref": "#/components/schemas/CreateThingRequest"}),
                },
                "responses": {
                    "201": {"description": "", "content": _json({"$ref": "#/components/schemas/Thing"})},
                    "default": {"description": "", "content": _json(_ERROR)},
                },
            },
        },
        "/v2/{project_id}/things/{thing_id}": {
            "parameters": [_PROJECT_ID, _THING_ID],
            "get": {
                "operationId": "ShowThing",
                "responses": {"200": {"description": "", "content": _json({"$ref": "#/components/schemas/Thing"})}},
            },
            "delete": {"operationId": "DeleteThing", "responses": {"204": {"description": ""}}},
        },
        "/v2/{project_id}/things/none": {
            "parameters": [_PROJECT_ID],
            "get": {"operationId": "FailThing", "responses": {"200": {"description": ""}}},
        },
        "/v1/{project_id}/old-things": {
            "parameters": [_PROJECT_ID],
            "get": {
                "operationId": "ListOldThings",
                "responses": {
                    "200": {"description": ""},
                    "default": {"description": "", "content": _json(_LEGACY_ERROR)},
                },
            },
        },
    },
    "components": {
        "schemas": {
            "Kind": {"type": "integer", "enum": [0, 1, 100]},
            "Thing": {"type": "object", "required": ["id"], "properties": {"id": {"type": "string"}}},
            "CreateThingRequest": {
                "type": "object",
                "required": ["name"],
                "properties": {
                    "name": {"type": "string", "minLength": 1, "maxLength": 100},
                    "kind": {"$ref": "#/components/schemas/Kind"},
                    "count": {"type": "integer", "format": "int32"},
                    "parts": {"type": "array", "items": {"$ref": "#/components/schemas/Thing"}},
                },
            },
        }
    },
}


@job("thing.finish")
def _finish(run: JobRun) -> None:
    """Nothing is left to do: the job's row is gone once it is done."""


def _list(call: Call) -> Reply:
    return Reply(200, {"query": call.query, "project": call.project_id, "user": call.principal.user_name})


def _create(call: Call) -> Reply:
    with call.backend.store.write() as conn:
        thing_id = call.backend.ids.short()
        call.backend.jobs.schedule(conn, "thing.finish", call.project_id, thing_id, 5, {"name": call.body["name"]})
    if call.body["name"] == "wrong reply":
        return Reply(201, {"no": "id"})
    return Reply(201, {"id": thing_id, "at": call.backend.clock.now_ms()})


def _show(call: Call) -> Reply:
    return Reply(200, {"id": call.path["thing_id"], "url": call.signed_url("/demo-bucket/a b.txt")})


def _delete(call: Call) -> Reply:
    with call.backend.store.write() as conn:
        call.backend.jobs.cancel(conn, call.project_id, call.path["thing_id"])
    return Reply(204)


def _fail(call: Call) -> Reply:
    raise RuntimeError("a secret of the inside")


def _list_old(call: Call) -> Reply:
    raise ServiceError("ModelArts.0102", status=400)


HANDLERS: dict[str, Handler] = {
    "ListThings": _list,
    "CreateThing": _create,
    "ShowThing": _show,
    "DeleteThing": _delete,
    "FailThing": _fail,
    "ListOldThings": _list_old,
}


def describe() -> Description:
    return Description(DESCRIPTION)
