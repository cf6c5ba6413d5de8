"""Counting pages: the logic that both kinds of pages share."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from .building import Call
from .errors import ConfigurationError
from .lookup import pick
from .operation import Pagination
from .redact import package_logger
from .shapes import is_array, is_mapping

_logger = package_logger()


@dataclass(frozen=True, slots=True)
class PageState:
    """One page that was read, and what is known of the pages before it."""

    call: Call
    reply: Any
    items: list[Any]
    total: int | None
    seen: int
    """How many items there are up to the end of this page."""
    marks: frozenset[str] = frozenset()
    """The marks used so far (style ``cursor``)."""
    repeated: bool = False
    """Whether the service sent the same page as before."""


def first_state(call: Call, reply: Any) -> PageState:
    """Return the state for the page that a call got. It need not be the list's first one."""
    style = pagination_of(call)
    items = _items(reply, style)
    return PageState(call, reply, items, _total(reply, style), _before(call, style, len(items)) + len(items))


def next_call(state: PageState) -> Call | None:
    """Return the call for the page after this one, or None when this is the last."""
    style = pagination_of(state.call)
    if state.repeated:
        return None
    if style.style == "cursor":
        mark = pick(state.reply, style.next)
        return _turn(state.call, style, {str(style.cursor): mark}) if mark else None
    if not state.items or not style.page or not _more(state, style):
        return None
    given = _number(state.call, style.page, 1 if style.style == "page-number" else 0)
    step = len(state.items) if style.style == "offset" else 1
    return _turn(state.call, style, {style.page: given + step})


def next_state(state: PageState, call: Call, reply: Any) -> PageState:
    """Return the state for the page that follows, noticing a service that sends the same page over and over."""
    style = pagination_of(call)
    items = _items(reply, style)
    marks = state.marks
    if style.style == "cursor":
        mark = str(_given(call).get(str(style.cursor)))
        next_mark = pick(reply, style.next)
        marks |= {mark}
        repeated = next_mark is not None and str(next_mark) in marks
    else:
        repeated = bool(items) and items == state.items
    if repeated:
        _logger.warning("%s sent the same page again; the list ends here", call.operation.id)
        items = items if style.style == "cursor" else []
    return PageState(call, reply, items, _total(reply, style), state.seen + len(items), marks, repeated)


def pagination_of(call: Call) -> Pagination:
    """Return how the list of a call is divided."""
    if call.operation.pagination is None:
        raise ConfigurationError(f"{call.operation.id} is not a list in pages")
    return call.operation.pagination


def _more(state: PageState, style: Pagination) -> bool:
    if state.total is not None:
        return state.seen < state.total
    size = _number(state.call, style.size, 0) if style.size else 0
    # Without a total, a page that is not full is the last; of an unknown size, an empty one is.
    return len(state.items) >= size


def _before(call: Call, style: Pagination, count: int) -> int:
    """Count the items before the page of a call, as well as its parameters tell."""
    if style.style == "cursor" or not style.page:
        return 0
    start = _number(call, style.page, 0)
    if style.style == "offset":
        return start
    index = start - 1 if style.style == "page-number" and start > 0 else start
    size = _number(call, style.size, count) if style.size else count
    return index * size


def _given(call: Call) -> Mapping[str, Any]:
    if pagination_of(call).place == "query":
        return call.query
    body: Any = call.body
    return body if is_mapping(body) else {}


def _turn(call: Call, style: Pagination, values: Mapping[str, Any]) -> Call:
    return call.with_body(**values) if style.place == "body" else call.with_query(**values)


def _number(call: Call, name: str, default: int) -> int:
    in_body = pagination_of(call).place == "body"
    extra: Mapping[str, Any] = call.options.get("body_extra", {}) if in_body else call.options.get("query", {})
    value = extra.get(name, _given(call).get(name))
    return int(value) if value is not None else default


def _items(reply: Any, style: Pagination) -> list[Any]:
    found = pick(reply, style.items)
    return found if is_array(found) else []


def _total(reply: Any, style: Pagination) -> int | None:
    found = pick(reply, style.total) if style.total else None
    return found if isinstance(found, int) else None
