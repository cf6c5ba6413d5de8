"""Pages of lists."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable, Generator, Iterator
from typing import Any, Generic, Self, TypeVar

from .building import Call
from .paging import PageState, first_state, next_call, next_state

ItemT = TypeVar("ItemT")
ReplyT = TypeVar("ReplyT")


class Page(Generic[ItemT, ReplyT]):
    """One page of a list. Iterating over it yields the items of this page and of all that follow."""

    def __init__(self, load: Callable[[Call], Any], state: PageState) -> None:
        self._load = load
        self._state = state

    @property
    def items(self) -> list[ItemT]:
        """The items of this page alone."""
        return self._state.items

    @property
    def total(self) -> int | None:
        """How many items the whole list has, where the service tells."""
        return self._state.total

    @property
    def reply(self) -> ReplyT:
        """The whole reply, with whatever else it says."""
        reply: ReplyT = self._state.reply
        return reply

    @property
    def has_next(self) -> bool:
        """Whether another page follows, as far as this one tells."""
        return next_call(self._state) is not None

    def next_page(self) -> Self | None:
        """Load the next page; None when this is the last."""
        call = next_call(self._state)
        if call is None:
            return None
        return type(self)(self._load, next_state(self._state, call, self._load(call)))

    def pages(self) -> Iterator[Self]:
        """Yield this page and all that follow, each loaded when it is reached."""
        page: Self | None = self
        while page is not None:
            yield page
            page = page.next_page()

    def __iter__(self) -> Iterator[ItemT]:
        for page in self.pages():
            yield from page.items

    def __repr__(self) -> str:
        return f"<{type(self).__name__} of {len(self.items)} items, total {self.total}>"


class AsyncPage(Generic[ItemT, ReplyT]):
    """Like Page. ``await`` loads it; ``async for`` loads it too, and yields the items of all pages."""

    def __init__(self, load: Callable[[Call], Awaitable[Any]], call: Call, state: PageState | None = None) -> None:
        self._load = load
        self._call = call
        self._loaded = state

    @property
    def _state(self) -> PageState:
        if self._loaded is None:
            raise RuntimeError("The page is not loaded yet: await it first")
        return self._loaded

    @property
    def items(self) -> list[ItemT]:
        """The items of this page alone."""
        return self._state.items

    @property
    def total(self) -> int | None:
        """How many items the whole list has, where the service tells."""
        return self._state.total

    @property
    def reply(self) -> ReplyT:
        """The whole reply, with whatever else it says."""
        reply: ReplyT = self._state.reply
        return reply

    @property
    def has_next(self) -> bool:
        """Whether another page follows, as far as this one tells."""
        return next_call(self._state) is not None

    def __await__(self) -> Generator[Any, Any, Self]:
        return self._ensure().__await__()

    async def _ensure(self) -> Self:
        if self._loaded is None:
            self._loaded = first_state(self._call, await self._load(self._call))
        return self

    async def next_page(self) -> Self | None:
        """Load the next page; None when this is the last."""
        await self._ensure()
        call = next_call(self._state)
        if call is None:
            return None
        state = next_state(self._state, call, await self._load(call))
        return type(self)(self._load, call, state)

    async def pages(self) -> AsyncIterator[Self]:
        """Yield this page and all that follow, each loaded when it is reached."""
        page: Self | None = await self._ensure()
        while page is not None:
            yield page
            page = await page.next_page()

    async def __aiter__(self) -> AsyncIterator[ItemT]:
        async for page in self.pages():
            for item in page.items:
                yield item

    def __repr__(self) -> str:
        if self._loaded is None:
            return f"<{type(self).__name__} not loaded>"
        return f"<{type(self).__name__} of {len(self.items)} items, total {self.total}>"
