"""Methods of a resource as templates need them: everything decided, only to be laid out."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from ..model import Location, TypeKind
from .annotations import UPLOAD
from .docstrings import follow_docstring, operation_docstring, upload_docstring, wait_docstring
from .fixed_values import fixed_value

if TYPE_CHECKING:
    from ..model import Api, Operation, Parameter, Property, Type, Upload
    from ..model.types import JsonScalar
    from .annotations import Annotations


@dataclass(frozen=True, slots=True)
class Argument:
    """An argument in a signature; `default` is "" if it must be given."""

    name: str
    annotation: str
    default: str = ""


@dataclass(frozen=True, slots=True)
class Part:
    """A part of a request: the keyword of `client.request`, and wire names with expressions or one expression."""

    keyword: str
    items: tuple[tuple[str, str], ...] = ()
    expression: str = ""


@dataclass(frozen=True, slots=True)
class Method:
    """A method. `call` is the client's method it hands over to, `returns` the types sync and async."""

    name: str
    constant: str
    call: str
    positional: tuple[Argument, ...]
    keywords: tuple[Argument, ...]
    parts: tuple[Part, ...]
    passed: tuple[str, ...]
    returns: str
    async_returns: str
    is_coroutine: bool
    unwrap: str
    docstring: str


def build_methods(api: Api, operation: Operation, annotations: Annotations) -> list[Method]:
    """Return the methods of an operation: its own, and wait() and wait_deleted() where its reply has a lifecycle."""
    own = _own_method(api, operation, annotations)
    if operation.upload:
        return [own, _upload_method(own, operation, operation.upload, annotations)]
    if operation.follow:
        return [own, _follow_method(own, operation, annotations)]
    if not operation.lifecycle:
        return [own]
    return [own, _wait_method(own, operation, annotations), _wait_method(own, operation, annotations, deleted=True)]


def _own_method(api: Api, operation: Operation, annotations: Annotations) -> Method:
    positional = [item for item in operation.parameters_in(Location.PATH) if not item.from_client]
    properties = operation.body.properties if operation.body else ()
    others = [item for item in operation.parameters if item not in positional]
    ordered: list[Parameter | Property] = [*properties, *others]
    ordered.sort(key=lambda item: bool(getattr(item, "from_client", "")))
    optional_body = operation.body is not None and not operation.body.required
    upload = operation.body is not None and operation.body.media_type == "multipart/form-data"
    keywords = [
        _argument(
            item,
            annotations,
            optional=optional_body and item in properties,
            upload=upload,
            fixed=fixed_value(api, operation, item),
        )
        for item in ordered
    ]
    if operation.body and not operation.body.expanded:
        keywords.insert(0, _body_argument(operation, annotations))
    keywords.sort(key=lambda argument: bool(argument.default))
    returns, async_returns = _returns(api, operation, annotations)
    return Method(
        name=operation.method,
        constant=operation.constant,
        call="request_page" if operation.pagination else "request",
        positional=tuple(_argument(item, annotations) for item in positional),
        keywords=tuple(keywords),
        parts=tuple(_parts(operation)),
        passed=(),
        returns=returns,
        async_returns=async_returns,
        is_coroutine=not operation.pagination,
        unwrap=_unwrap(api, operation),
        docstring=operation_docstring(api, operation, [*positional, *ordered]),
    )


def _returns(api: Api, operation: Operation, annotations: Annotations) -> tuple[str, str]:
    """Return what the method of the synchronous client gives, and that of the asynchronous one."""
    if not operation.pagination:
        reply = annotations.received(operation.reply_type)
        return reply, reply
    item_type = annotations.received(operation.pagination.item_type)
    whole = annotations.reply(api, operation)
    return f"Page[{item_type}, {whole}]", f"AsyncPage[{item_type}, {whole}]"


def _wait_method(own: Method, operation: Operation, annotations: Annotations, *, deleted: bool = False) -> Method:
    number = annotations.builtin("float")
    reply = annotations.received(operation.reply_type)
    more = (
        Argument("timeout", f"{number} | None", "600.0"),
        Argument("interval", number, "1.0"),
        Argument("max_interval", number, "15.0"),
        Argument("on_progress", f"Callable[[{reply}], {annotations.builtin('object')}] | None", "None"),
    )
    returns = "None" if deleted else reply
    return Method(
        name="wait_deleted" if deleted else "wait",
        constant=own.constant,
        call="request_wait_deleted" if deleted else "request_wait",
        positional=own.positional,
        keywords=(*own.keywords, *more),
        parts=own.parts,
        passed=("timeout", "interval", "max_interval", "on_progress"),
        returns=returns,
        async_returns=returns,
        is_coroutine=True,
        unwrap="",
        docstring=wait_docstring(operation, deleted=deleted),
    )


def _follow_method(own: Method, operation: Operation, annotations: Annotations) -> Method:
    number = annotations.builtin("float")
    more = (Argument("interval", number, "5.0"), Argument("timeout", f"{number} | None", "None"))
    return Method(
        name="follow",
        constant=own.constant,
        call="request_follow",
        positional=own.positional,
        keywords=(*own.keywords, *more),
        parts=own.parts,
        passed=("interval", "timeout"),
        returns="Lines",
        async_returns="AsyncLines",
        is_coroutine=False,
        unwrap="",
        docstring=follow_docstring(operation),
    )


def _upload_method(own: Method, operation: Operation, upload: Upload, annotations: Annotations) -> Method:
    properties = operation.body.properties if operation.body else ()
    held = next(item.python_name for item in properties if item.name == upload.items)
    number = annotations.builtin("int")
    more = (
        Argument("batch_size", f"{number} | None", "None"),
        Argument("batch_bytes", f"{number} | None", "None"),
        Argument("attempts", number, "3"),
        Argument("on_progress", f"Callable[[UploadProgress], {annotations.builtin('object')}] | None", "None"),
    )
    parts = tuple(
        replace(part, items=tuple(item for item in part.items if item[1] != held)) if part.keyword == "body" else part
        for part in own.parts
    )
    return Method(
        name="upload_files",
        constant=own.constant,
        call="request_upload",
        positional=(*own.positional, Argument("files", "Iterable[Source] | Source")),
        keywords=(*(item for item in own.keywords if item.name != held), *more),
        parts=tuple(part for part in parts if part.items or part.expression),
        passed=("files", "batch_size", "batch_bytes", "attempts", "on_progress"),
        returns="UploadReport",
        async_returns="UploadReport",
        is_coroutine=True,
        unwrap="",
        docstring=upload_docstring(operation, upload),
    )


def _argument(
    item: Parameter | Property,
    annotations: Annotations,
    *,
    optional: bool = False,
    upload: bool = False,
    fixed: JsonScalar = None,
) -> Argument:
    annotation = annotations.given(_upload(item.type) if upload else item.type)
    if fixed is not None:
        return Argument(item.python_name, annotation, repr(fixed))
    if item.required and not optional and not getattr(item, "from_client", ""):
        return Argument(item.python_name, annotation)
    annotation = annotation if item.type.kind in {TypeKind.ANY, TypeKind.NULL} else f"{annotation} | None"
    return Argument(item.python_name, annotation, "None")


def _upload(kind: Type) -> Type:
    if kind.kind is TypeKind.BINARY:
        return replace(kind, format=UPLOAD)
    return replace(kind, items=_upload(kind.items)) if kind.items else kind


def _body_argument(operation: Operation, annotations: Annotations) -> Argument:
    body = operation.body
    if body is None:
        raise ValueError(f"{operation.id} has no body")
    annotation = annotations.given(body.type)
    if body.required:
        return Argument(body.python_name, annotation)
    return Argument(body.python_name, annotation if body.type.kind is TypeKind.ANY else f"{annotation} | None", "None")


def _parts(operation: Operation) -> list[Part]:
    parts = [
        Part(keyword, items)
        for keyword, location in (("path", Location.PATH), ("query", Location.QUERY))
        if (items := _items(operation, location))
    ]
    cookies = _items(operation, Location.COOKIE)
    headers = [*_items(operation, Location.HEADER), *([("Cookie", _cookies(cookies))] if cookies else [])]
    if headers:
        parts.append(Part("headers", tuple(headers)))
    if operation.body and operation.body.expanded:
        parts.append(Part("body", tuple((item.name, item.python_name) for item in operation.body.properties)))
    elif operation.body:
        parts.append(Part("body", expression=operation.body.python_name))
    return parts


def _unwrap(api: Api, operation: Operation) -> str:
    """Return what makes the method's value of what the runtime returns."""
    if operation.pagination or operation.reply_type is None:
        return ""
    if operation.replies_text:
        return '.decode("utf-8", "replace")'
    return ".root" if api.alias_of(operation) else ""


def _items(operation: Operation, location: Location) -> tuple[tuple[str, str], ...]:
    return tuple((item.name, item.python_name) for item in operation.parameters_in(location))


def _cookies(items: tuple[tuple[str, str], ...]) -> str:
    pairs = ", ".join(f"({name!r}, {expression})" for name, expression in items)
    return f'"; ".join(f"{{name}}={{value}}" for name, value in ({pairs},) if value is not None) or None'
