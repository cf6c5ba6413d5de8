"""Request bodies and responses."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..model import Body, Example, Response, Type, TypeKind
from ..naming import pascal

if TYPE_CHECKING:
    from .source import Node, Source
    from .types import Types

_FORMS = ("multipart/form-data", "application/x-www-form-urlencoded")


def parse_body(types: Types, operation: Node, owner: tuple[str, str]) -> Body | None:
    """Read the request body in the media type that suits best: JSON, a form, bytes, text, whatever else."""
    node = types.source.resolve(operation.get("requestBody"))
    media_type, media = _preferred(node.get("content"))
    if media is None:
        return None
    _register(types, node, media, owner, f"{owner[0]}Request")
    result = _media_type(types, media_type, media)
    expandable = is_json(media_type) or media_type in _FORMS
    schema = types.schemas.get(result.name) if result.kind is TypeKind.MODEL and expandable else None
    properties = tuple(item for item in schema.properties if not item.read_only) if schema else ()
    return Body(
        media_type=media_type,
        type=result,
        properties=properties,
        required=node.flag("required"),
        description=node.text("description"),
        examples=_examples(types.source, media),
    )


def parse_responses(types: Types, operation: Node, owner: tuple[str, str]) -> tuple[Response, ...]:
    """Read all responses, by status."""
    found = [_response(types, status, node, owner) for status, node in operation.get("responses").items()]
    return tuple(sorted(found, key=lambda response: (response.status == "default", response.status.upper())))


def success_of(responses: tuple[Response, ...]) -> Response | None:
    """Return the first successful response that has a body, else the first successful one, else the default."""
    good = [response for response in responses if response.status.startswith("2")]
    with_body = [response for response in good if response.type is not None]
    fallback = [response for response in responses if response.status == "default"]
    return next(iter(with_body or good or fallback), None)


def is_json(media_type: str) -> bool:
    """Whether a media type is JSON."""
    kind = media_type.partition(";")[0].strip().lower()
    return kind == "application/json" or kind.endswith("+json") or kind == "*/*"


def _response(types: Types, status: str, reference: Node, owner: tuple[str, str]) -> Response:
    node = types.source.resolve(reference)
    media_type, media = _preferred(node.get("content"))
    result: Type | None = None
    if media is not None:
        good = status.startswith("2")
        _register(types, node, media, owner, f"{owner[0]}Response{'' if good else pascal(status, ()).lstrip('N')}")
        result = _media_type(types, media_type, media)
    return Response(
        status=status,
        description=node.text("description"),
        media_type=media_type,
        type=result,
        headers=tuple(name for name, _ in node.get("headers").items()),
        examples=_examples(types.source, media) if media is not None else (),
    )


def _register(types: Types, node: Node, media: Node, owner: tuple[str, str], name: str) -> None:
    schema = media.get("schema").pointer
    if node.pointer[0] == "components":
        types.places.register(schema, str(node.pointer[-1]))
    else:
        types.places.register(schema, name, owner[1])


def _media_type(types: Types, media_type: str, media: Node) -> Type:
    kind = media_type.partition(";")[0].lower()
    schema = media.get("schema")
    if is_json(media_type) or kind in _FORMS:
        return types.type_of(schema) if schema.value is not None else Type(TypeKind.ANY)
    if kind.startswith("text/") or kind in {"application/xml", "application/yaml"}:
        return Type(TypeKind.STRING)
    return Type(TypeKind.BINARY, format="binary")


def _preferred(content: Node) -> tuple[str, Node | None]:
    ranked = sorted(content.items(), key=lambda item: _rank(item[0]))
    return ranked[0] if ranked else ("", None)


def _rank(media_type: str) -> int:
    kind = media_type.partition(";")[0].lower()
    if kind == "application/json":
        return 0
    if is_json(kind):
        return 1
    return 2 + _FORMS.index(kind) if kind in _FORMS else 4


def _examples(source: Source, media: Node) -> tuple[Example, ...]:
    named = [(name, source.resolve(node)) for name, node in media.get("examples").items()]
    found = [Example(name, node.map.get("value"), node.text("summary")) for name, node in named if "value" in node.map]
    if "example" in media.map:
        found.append(Example("example", media.map["example"]))
    return tuple(found)
