"""The synchronous client."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import TYPE_CHECKING, Any, Literal, ParamSpec, Self, TypeVar

from .base_client import BaseClient
from .building import Call
from .clock import Clock, SystemClock
from .core import ClientSettings
from .errors import ConfigurationError
from .hooks import Hooks
from .operation import Operation
from .options import RequestOptions, Timeout
from .retry import RetryPolicy
from .runners import Runner
from .transport_httpx import ConnectionSettings, HttpxTransport

if TYPE_CHECKING:
    import httpx2

    from .auth.base import Credentials
    from .following import Lines
    from .page import Page
    from .raw import RawResponse
    from .transport import Transport
    from .uploading import Source, UploadProgress, UploadReport

T = TypeVar("T")
P = ParamSpec("P")


class SyncClient(BaseClient):
    """Base of the generated client; see its subclass for the operations. It may be used by several threads at once."""

    _runner: Runner

    def __init__(
        self,
        *,
        credentials: Credentials | Literal["default"] | None = "default",
        region: str | None = None,
        cloud: str | None = None,
        endpoint: str | None = None,
        iam_endpoint: str | None = None,
        project_id: str | None = None,
        timeout: Timeout | float | None = Timeout(),  # noqa: B008 - it cannot change
        total_timeout: float | None = None,
        max_retries: int = 2,
        retry: RetryPolicy = RetryPolicy(),  # noqa: B008 - it cannot change
        headers: Mapping[str, str] | None = None,
        hooks: Hooks | None = None,
        transport: Transport | None = None,
        http_client: httpx2.Client | None = None,
        connections: ConnectionSettings | None = None,
        clock: Clock | None = None,
    ) -> None:
        """Make a client. Nothing is sent, and no connection made, before the first call.

        Args:
            credentials: ``AkSk``, ``IamPassword`` or ``IamToken``; by default they are looked for in the environment
                and in files; None sends requests that are not signed in, for an emulator whose sign-in is off.
            region: Such as ``eu-de``; by default from the environment.
            cloud: ``huaweicloud``, ``huaweicloud-cn``, ``huaweicloud-eu``, ``otc`` or ``emulator``; by default the one
                that the region is in.
            endpoint: The service's address, in place of the cloud's own.
            iam_endpoint: The identity service's address, likewise.
            project_id: By default that of the credentials, or the region's own, which is looked up.
            timeout: Limits of one attempt, in seconds; None for no limit.
            total_timeout: Limit of a whole call with its repetitions, in seconds.
            max_retries: How many times a failed attempt may be repeated.
            retry: The pauses between attempts.
            headers: To send with every request.
            hooks: Functions to call before requests, after responses and before repetitions.
            transport: What sends the requests, in place of httpx2.
            http_client: An httpx2 client to use; it stays yours to close.
            connections: How connections are made (TLS, proxy, limits), where neither of the two is given.
            clock: Time and chance, for tests.

        Raises:
            ConfigurationError: The address is not known, or settings contradict each other.
            CredentialsError: No credentials were found.

        """
        if sum(value is not None for value in (transport, http_client, connections)) > 1:
            raise ConfigurationError("Give only one of transport, http_client and connections")
        settings = ClientSettings(
            credentials=credentials,
            region=region,
            cloud=cloud,
            endpoint=endpoint,
            iam_endpoint=iam_endpoint,
            project_id=project_id,
            timeout=timeout,
            total_timeout=total_timeout,
            max_retries=max_retries,
            retry=retry,
            headers=headers or {},
            hooks=hooks or Hooks(),
            clock=clock or SystemClock(),
        )
        self._configure(settings)
        self._runner = Runner(transport or HttpxTransport(http_client, connections), settings.clock)

    def request(
        self,
        operation: Operation[T],
        *,
        path: Mapping[str, Any] | None = None,
        query: Mapping[str, Any] | None = None,
        body: Any = None,
        headers: Mapping[str, Any] | None = None,
        options: RequestOptions | None = None,
    ) -> T:
        """Make one call and return what its operation promises. Raises the errors that ``errors`` lists."""
        call = self._call(operation, path, query, body, headers, options)
        result: T = self._runner.run(self._answer(call))
        return result

    def request_page(
        self,
        operation: Operation[T],
        *,
        path: Mapping[str, Any] | None = None,
        query: Mapping[str, Any] | None = None,
        body: Any = None,
        headers: Mapping[str, Any] | None = None,
        options: RequestOptions | None = None,
    ) -> Page[Any, T]:
        """Make one call of a list operation and return its page."""
        from .page import Page
        from .paging import first_state

        call = self._call(operation, path, query, body, headers, options)
        return Page(self._load, first_state(call, self._load(call)))

    def _load(self, call: Call) -> Any:
        return self._runner.run(self._answer(call))

    def request_wait(
        self,
        operation: Operation[T],
        *,
        path: Mapping[str, Any] | None = None,
        query: Mapping[str, Any] | None = None,
        headers: Mapping[str, Any] | None = None,
        timeout: float | None = 600.0,
        interval: float = 1.0,
        max_interval: float = 15.0,
        on_progress: Callable[[T], object] | None = None,
        options: RequestOptions | None = None,
    ) -> T:
        """Repeat a call until its lifecycle says success; return that reply.

        Args:
            operation: What to call; it must have a lifecycle.
            path: Parameters in the path.
            query: Query parameters.
            headers: Header parameters.
            timeout: The longest time to wait, in seconds; None for no limit.
            interval: The first pause between two calls, in seconds.
            max_interval: The longest pause, in seconds; pauses grow up to it.
            on_progress: Called with each reply that is not the last.
            options: Options of each call.

        Raises:
            WaitFailedError: It ended in a failed state.
            WaitTimeoutError: It was still working when the time was over.

        """
        from .waiting import Patience

        call = self._call(operation, path, query, None, headers, options)
        patience = Patience(timeout, interval, max_interval, on_progress)
        result: T = self._runner.run(self._wait(call, patience))
        return result

    def request_wait_deleted(
        self,
        operation: Operation[T],
        *,
        path: Mapping[str, Any] | None = None,
        query: Mapping[str, Any] | None = None,
        headers: Mapping[str, Any] | None = None,
        timeout: float | None = 600.0,
        interval: float = 1.0,
        max_interval: float = 15.0,
        on_progress: Callable[[T], object] | None = None,
        options: RequestOptions | None = None,
    ) -> None:
        """Repeat a call until its thing is not found or says that it is deleted; arguments as in ``request_wait``.

        Raises:
            WaitTimeoutError: It was still there when the time was over.

        """
        from .waiting import Patience

        call = self._call(operation, path, query, None, headers, options)
        patience = Patience(timeout, interval, max_interval, on_progress)
        self._runner.run(self._wait_deleted(call, patience))

    def request_follow(
        self,
        operation: Operation[Any],
        *,
        path: Mapping[str, Any] | None = None,
        query: Mapping[str, Any] | None = None,
        interval: float = 5.0,
        timeout: float | None = None,
        options: RequestOptions | None = None,
    ) -> Lines:
        """Return the lines of a text that grows, to iterate over; looks again every ``interval`` seconds.

        Raises:
            WaitTimeoutError: While iterating, when the text still grew after ``timeout`` seconds.

        """
        from .following import Lines

        return Lines(self._follow(operation, path, query, (interval, timeout), options), self._runner)

    def request_upload(
        self,
        operation: Operation[Any],
        *,
        files: Iterable[Source] | Source,
        path: Mapping[str, Any] | None = None,
        query: Mapping[str, Any] | None = None,
        body: Any = None,
        headers: Mapping[str, Any] | None = None,
        batch_size: int | None = None,
        batch_bytes: int | None = None,
        attempts: int = 3,
        on_progress: Callable[[UploadProgress], object] | None = None,
        options: RequestOptions | None = None,
    ) -> UploadReport:
        """Send files with an operation that takes many, and report on each.

        Raises:
            ConfigurationError: A path leads to nothing, or a number is less than 1.
            UploadError: The service refused a request in a way that repeating does not change.

        """
        from .uploading import upload_plan

        call = self._call(operation, path, query, body, headers, options)
        plan = upload_plan(operation, batch_size, batch_bytes, attempts, on_progress)
        result: UploadReport = self._runner.run(self._upload(call, files, plan))
        return result

    def raw(self, call: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> RawResponse[T]:
        """Call a method of a resource, and return its value together with the reply as it came.

        For example ``client.raw(client.datasets.get, dataset_id)``.
        """
        from .raw import recording, with_reply

        with recording() as replies:
            value = call(*args, **kwargs)
        return with_reply(value, replies)

    def close(self) -> None:
        """Close the connections. Neither the client nor any copy of it can be used afterwards."""
        if not self._core.closed:
            self._core.closed = True
            self._runner.transport.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *exc: object) -> None:
        self.close()
