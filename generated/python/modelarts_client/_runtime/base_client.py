"""What the synchronous and the asynchronous client share."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from importlib import import_module
from typing import TYPE_CHECKING, Any, ClassVar, Self, TypeVar, Unpack

from .building import Call
from .core import ClientSettings, Core
from .effects import Flow
from .options import RequestOptions, merge_options
from .raw import record
from .reading import read_reply

if TYPE_CHECKING:
    from .following import Follower
    from .operation import Operation
    from .uploading import Source, UploadPlan, UploadReport
    from .waiting import Patience

T = TypeVar("T")

_PACKAGE = (__package__ or "").partition(".")[0]


class BaseClient:
    """The shared part: options, and the flows of calls."""

    user_agent: ClassVar[str] = _PACKAGE.replace("_", "-")
    """How the client introduces itself; the generated client adds its version."""

    _core: Core
    _options: RequestOptions

    def _configure(self, settings: ClientSettings) -> None:
        self._core = Core(settings, self.user_agent)
        self._options = {}

    @property
    def endpoint(self) -> str:
        """The address of the service."""
        return self._core.endpoint

    @property
    def region(self) -> str | None:
        """The region, where it is known."""
        return self._core.region

    def with_options(self, **options: Unpack[RequestOptions]) -> Self:
        """Return a copy of the client with other options; both share connections, and are closed together."""
        copy = object.__new__(type(self))
        # Resources that were used already are kept in __dict__; those belong to this client, not to the copy.
        for name in self._shared():
            setattr(copy, name, getattr(self, name))
        copy._options = merge_options(self._options, options)
        return copy

    def _shared(self) -> tuple[str, ...]:
        return ("_core", "_runner")

    def _call(
        self,
        operation: Operation[Any],
        path: Mapping[str, Any] | None,
        query: Mapping[str, Any] | None,
        body: Any,
        headers: Mapping[str, Any] | None,
        options: RequestOptions | None,
    ) -> Call:
        return Call(operation, path or {}, query or {}, body, headers or {}, merge_options(self._options, options))

    def _answer(self, call: Call) -> Flow[Any]:
        """Make a call and return what its operation promises."""
        response = yield from self._core.call(call)
        record(response)
        return read_reply(self._core, call.operation, response)

    def _wait(self, call: Call, patience: Patience) -> Flow[Any]:
        from .waiting import lifecycle_of, wait_for_success

        return wait_for_success(self._look(call), lifecycle_of(call.operation), patience, self._core.clock)

    def _wait_deleted(self, call: Call, patience: Patience) -> Flow[None]:
        from .waiting import lifecycle_of, wait_until_deleted

        return wait_until_deleted(self._look(call), lifecycle_of(call.operation), patience, self._core.clock)

    def _upload(self, call: Call, files: Iterable[Source] | Source, plan: UploadPlan) -> Flow[UploadReport]:
        from .effects import Blocking
        from .uploading import find_files, shape_of, upload

        found = yield Blocking(lambda: find_files(files))
        report = yield from upload(self._core, call, shape_of(call.operation), found, plan, self._answer)
        return report

    def _follow(
        self,
        operation: Operation[Any],
        path: Mapping[str, Any] | None,
        query: Mapping[str, Any] | None,
        times: tuple[float, float | None],
        options: RequestOptions | None,
    ) -> Follower:
        from .following import Follower, follow_of

        shape = follow_of(operation)
        module, _, constant = shape.until.partition(":")
        owner: Operation[Any] = getattr(import_module(f"{_PACKAGE}.resources.{module}"), constant)
        own = {name: value for name, value in (path or {}).items() if f"{{{name}}}" in owner.path}
        calls = (
            self._call(operation, path, query, None, None, options),
            self._call(owner, own, None, None, None, options),
        )
        return Follower(self._core, self._answer, calls, shape, times)

    def _look(self, call: Call) -> Callable[[], Flow[Any]]:
        return lambda: self._answer(call)

    def __repr__(self) -> str:
        return f"<{type(self).__name__} {self._core!r}>"
