"""What the generated code tells the runtime about one operation of the API."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Generic, Literal, TypeAlias, TypeVar

T = TypeVar("T")

Path: TypeAlias = tuple[str, ...]
"""A place inside a reply: property names as they are on the wire, outermost first."""

PageStyle: TypeAlias = Literal["page-index", "page-number", "offset", "cursor"]
QueryStyle: TypeAlias = Literal["repeat", "comma", "space", "pipe", "deep"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Pagination:
    """How a list is divided into pages.

    ``page-index`` counts pages from 0, ``page-number`` from 1, ``offset`` counts records from 0; ``cursor`` sends
    back a mark that the last reply gave.
    """

    style: PageStyle
    page: str | None = None
    """Query parameter for the page or the offset."""
    size: str | None = None
    """Query parameter for the number of items on a page."""
    items: Path = ()
    total: Path = ()
    cursor: str | None = None
    """Query parameter for the mark (style ``cursor``)."""
    next: Path = ()
    """Where a reply holds the mark of the next page (style ``cursor``)."""
    max_size: int | None = None
    place: Literal["query", "body"] = "query"
    """Where the parameters travel: some lists are asked for by POST."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Lifecycle:
    """Which values of a status mean work in progress, success, failure, and gone."""

    property: Path
    working: tuple[int | str, ...] = ()
    succeeded: tuple[int | str, ...] = ()
    failed: tuple[int | str, ...] = ()
    deleted: tuple[int | str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Upload:
    """How files become elements of a list in the body: names of properties there and in the reply's results."""

    items: str
    name: str
    content: str
    results: str
    success: str
    error_code: str = ""
    error_msg: str = ""
    exists: tuple[str, ...] = ()
    """Error codes that mean that a file of this name is there already."""
    max_items: int = 100
    """How many files one request takes."""
    max_bytes: int = 8 * 1024 * 1024
    """How large the files of one request are together, before they are encoded."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Follow:
    """How a reply holds a text that grows: the text, and its whole size in bytes where the text is only its end.

    ``until`` names the operation whose lifecycle tells when it is complete, as ``module:CONSTANT`` below ``resources``.
    """

    content: Path
    size: Path
    until: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """What an argument in the path or the query may be. ``values`` are those of an enumeration."""

    type: Literal["string", "integer", "number", "boolean"]
    values: tuple[int | str, ...] = ()
    minimum: float | None = None
    maximum: float | None = None
    min_length: int | None = None
    max_length: int | None = None
    pattern: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Operation(Generic[T]):
    """One operation; ``T`` is the type that a call returns.

    ``response`` and ``request`` name a model as ``module:Class`` below the package's ``models``. ``response`` may also
    be ``bytes`` (the body as it is), ``json`` (whatever JSON came) or None (the call returns None).
    """

    id: str
    method: str
    path: str
    response: str | None = None
    request: str | None = None
    request_media: str = "application/json"
    idempotent: bool = False
    pagination: Pagination | None = None
    lifecycle: Lifecycle | None = None
    upload: Upload | None = None
    follow: Follow | None = None
    query_styles: Mapping[str, QueryStyle] = field(default_factory=dict[str, QueryStyle])
    path_limits: Mapping[str, Limits] = field(default_factory=dict[str, Limits])
    query_limits: Mapping[str, Limits] = field(default_factory=dict[str, Limits])
    """Limits of arguments by their names on the wire; the same name may stand in both places."""
