"""Lists: one page by default, ``--all`` pages, or as many records as ``--limit`` says."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import islice
from typing import TYPE_CHECKING, Any

import click

from .progress import Progress, note

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence


@dataclass(frozen=True, slots=True)
class Listing:
    """How an operation lists. `page` and `size` are names of arguments, `items` the place in a reply without pages."""

    columns: tuple[str, ...] = ()
    style: str = ""
    page: str = ""
    size: str = ""
    max_size: int | None = None
    items: tuple[str, ...] = ()


@dataclass(slots=True)
class PageControls:
    """What the user asked for."""

    everything: bool = False
    page: int | None = None


def collect(
    call: Callable[..., Any], values: dict[str, Any], listing: Listing, controls: PageControls
) -> Sequence[Any]:
    """Return the items that the user asked for."""
    if not listing.style:
        return _inside(call(**values), listing.items)
    wanted = values.get(listing.size)
    _choose_page(values, listing, controls)
    several = wanted is not None and listing.max_size is not None and wanted > listing.max_size
    if listing.size and (controls.everything or several):
        values[listing.size] = listing.max_size or wanted
    if several and controls.page:
        raise click.UsageError(f"--page goes with a --limit of at most {listing.max_size}")
    page = call(**{name: value for name, value in values.items() if value is not None})
    if not (controls.everything or several):
        _mention_more(page, listing, controls)
        return list(page.items)
    with Progress("Reading") as progress:
        return list(islice(_watched(page, page.total, progress), None if controls.everything else wanted))


def _choose_page(values: dict[str, Any], listing: Listing, controls: PageControls) -> None:
    if controls.page is None:
        return
    if controls.everything:
        raise click.UsageError("--all and --page exclude each other")
    if listing.page in values:
        raise click.UsageError(f"--page and --{listing.page.replace('_', '-')} exclude each other")
    first = {"page-index": controls.page - 1, "page-number": controls.page}
    if listing.style in first:
        values[listing.page] = first[listing.style]
    elif listing.size not in values:
        raise click.UsageError("--page needs --limit here: it says how many records a page has")
    else:
        values[listing.page] = (controls.page - 1) * values[listing.size]


def _watched(page: Any, total: int | None, progress: Progress) -> Any:
    for count, item in enumerate(page, 1):
        if count % 50 == 0:
            progress.update(f"{count} of {total}" if total else str(count))
        yield item


def _mention_more(page: Any, listing: Listing, controls: PageControls) -> None:
    if not page.has_next:
        return
    total = f" of {page.total}" if page.total else ""
    following = "" if listing.style == "cursor" else f"--page {(controls.page or 1) + 1} shows more, "
    note(f"{len(page.items)}{total} shown: {following}--all everything")


def _inside(reply: Any, path: tuple[str, ...]) -> list[Any]:
    from .records import labelled

    for name in path:
        inner = getattr(reply, name, None)
        reply = inner if inner is not None else labelled(reply).get(name, [])
    return list(reply)
