"""Which rows a page of a long list holds."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class PageCut:
    """A part of a list as it is read: ``size`` rows after ``skip``, in ``falling`` order or not.

    ``reverse`` says that the rows are to be turned round before they are shown.
    """

    skip: int
    size: int
    falling: bool
    reverse: bool


def cut_page(total: int, limit: int, page: int, *, falling: bool) -> PageCut:
    """The page of a list of ``total`` rows, counted from 0. One of the second half is read from the end."""
    skip = page * limit
    size = max(0, min(limit, total - skip))
    backwards = skip > total // 2
    return PageCut(total - skip - size if backwards else skip, size, falling != backwards, backwards)
