"""Operations: their parameters, bodies, replies and what follows from them."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from .types import Constraints, Example, JsonScalar, Lifecycle, Property, Type, TypeKind

if TYPE_CHECKING:
    from ..document import Pointer


class Location(StrEnum):
    """Where a parameter travels."""

    PATH = "path"
    QUERY = "query"
    HEADER = "header"
    COOKIE = "cookie"


class LinkSource(StrEnum):
    """Where the argument of a link comes from."""

    RESPONSE_BODY = "response.body"
    RESPONSE_HEADER = "response.header"
    REQUEST_BODY = "request.body"
    REQUEST_PARAMETER = "request.parameter"
    CONSTANT = "constant"


@dataclass(frozen=True, slots=True)
class Parameter:
    """A path, query, header or cookie parameter.

    `from_client` names the client's own value that is used when the caller gives none ("project_id"), else "".
    """

    name: str
    python_name: str
    location: Location
    type: Type
    required: bool = False
    description: str = ""
    default: Any = None
    has_default: bool = False
    style: str = "form"
    explode: bool = True
    from_client: str = ""
    deprecated: bool = False
    documented_in: tuple[str, ...] = ()
    example: Any = None

    @property
    def constraints(self) -> Constraints:
        """The limits of the value."""
        return self.type.constraints


@dataclass(frozen=True, slots=True)
class Body:
    """A request body.

    `properties` are its keyword arguments; where it is empty the whole body is one argument named
    `python_name`. The `python_name` of a property is unique among all arguments of the operation.
    """

    media_type: str
    type: Type
    properties: tuple[Property, ...] = ()
    required: bool = True
    description: str = ""
    python_name: str = "body"
    examples: tuple[Example, ...] = ()

    @property
    def expanded(self) -> bool:
        """Whether the properties are arguments of their own."""
        return bool(self.properties)


@dataclass(frozen=True, slots=True)
class Response:
    """A documented response; `type` is None where it has no body. `status` may be "default" or "2XX"."""

    status: str
    description: str = ""
    media_type: str = ""
    type: Type | None = None
    headers: tuple[str, ...] = ()
    examples: tuple[Example, ...] = ()


@dataclass(frozen=True, slots=True)
class Pagination:
    """How a list is read page by page.

    `page` and `size` are wire names of query parameters, or of properties of the body where `place` is "body";
    `items`, `total` and `next` are paths of wire names in the reply; `item_type` is the type of one element,
    `cursor` the parameter that takes what `next` gave.
    """

    style: str
    items: tuple[str, ...]
    item_type: Type
    page: str = ""
    size: str = ""
    total: tuple[str, ...] = ()
    cursor: str = ""
    next: tuple[str, ...] = ()
    max_size: int | None = None
    place: str = "query"


@dataclass(frozen=True, slots=True)
class Upload:
    """How an operation takes many files: wire names of properties of the body, of an item, and of the reply."""

    items: str
    name: str
    content: str
    results: str
    success: str
    error_code: str = ""
    error_msg: str = ""
    exists: tuple[str, ...] = ()
    max_items: int = 100
    max_bytes: int = 8 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class Follow:
    """How a reply holds a text that grows: paths of wire names, and the operation that tells when it is complete."""

    content: tuple[str, ...]
    size: tuple[str, ...]
    until: str


@dataclass(frozen=True, slots=True)
class LinkArgument:
    """One argument of a link: the target's parameter and where its value comes from.

    `path` is a path of wire names in a body, or the single wire name of a parameter or header.
    """

    parameter: str
    python_name: str
    source: LinkSource
    path: tuple[str, ...] = ()
    value: JsonScalar = None


@dataclass(frozen=True, slots=True)
class Link:
    """A link from a reply to another operation."""

    name: str
    operation_id: str
    status: str
    arguments: tuple[LinkArgument, ...] = ()
    description: str = ""


@dataclass(frozen=True, slots=True)
class Waiter:
    """How to wait until what an operation started has ended.

    `operation_id` is polled (the `get` of `resource`), with `arguments`; `deletes` says that the end is its
    being gone. In Python: `client.<resource>.wait(...)` or `.wait_deleted(...)`.
    """

    operation_id: str
    resource: str
    lifecycle: Lifecycle
    arguments: tuple[LinkArgument, ...] = ()
    deletes: bool = False


@dataclass(frozen=True, slots=True)
class Operation:
    """One method of one URL.

    `method` is the Python method's name, `constant` the name of its Operation object in the resource's module.
    `lifecycle` is set where the reply carries a status with a lifecycle, `waiter` where the operation starts
    something that can be waited for. `parameters` come in the order path, query, header, cookie.
    """

    id: str
    http_method: str
    path: str
    resource: str
    method: str
    constant: str
    summary: str = ""
    description: str = ""
    parameters: tuple[Parameter, ...] = ()
    body: Body | None = None
    success: Response | None = None
    responses: tuple[Response, ...] = ()
    pagination: Pagination | None = None
    upload: Upload | None = None
    follow: Follow | None = None
    lifecycle: Lifecycle | None = None
    links: tuple[Link, ...] = ()
    waiter: Waiter | None = None
    iam_action: str = ""
    documented_in: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    deprecated: bool = False
    security: tuple[tuple[str, ...], ...] = ()
    pointer: Pointer = ()

    @property
    def reply_type(self) -> Type | None:
        """The type of a successful reply's body, None where there is none."""
        return self.success.type if self.success else None

    @property
    def replies_text(self) -> bool:
        """Whether the reply is text that is no JSON."""
        if self.success is None or self.reply_type is None or self.reply_type.kind is not TypeKind.STRING:
            return False
        return "json" not in self.success.media_type and self.success.media_type != "*/*"

    @property
    def idempotent(self) -> bool:
        """Whether repeating the request changes nothing more (by the HTTP method)."""
        return self.http_method in {"GET", "HEAD", "PUT", "DELETE", "OPTIONS", "TRACE"}

    def parameters_in(self, location: Location | str) -> tuple[Parameter, ...]:
        """The parameters of one location."""
        return tuple(parameter for parameter in self.parameters if parameter.location == location)
