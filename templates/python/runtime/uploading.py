"""Sending many files as elements of a list in requests, batch by batch."""

from __future__ import annotations

import base64
import os
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeAlias

from .effects import Blocking, Flow, Notify, Pause
from .errors import ApiError, ConfigurationError, ConnectionError_, UploadError
from .shapes import is_mapping, is_series

if TYPE_CHECKING:
    from .building import Call
    from .core import Core
    from .operation import Operation, Upload

#: Answers after which a batch is sent again; all other refusals will not change.
_PASSING = frozenset({408, 409, 413, 429})


@dataclass(frozen=True, slots=True)
class UploadFile:
    """A file to send: from a path, or from bytes with a name.

    ``fields`` are further properties of its element of the request, such as the labels of a sample.
    """

    path: Path | None = None
    name: str = ""
    content: bytes | None = None
    fields: Mapping[str, Any] = field(default_factory=dict[str, Any])

    @property
    def size(self) -> int:
        """Bytes to send. Raises OSError where the file cannot be looked at."""
        return len(self.content) if self.content is not None else (self.path or Path()).stat().st_size

    def read(self) -> bytes:
        """Return the bytes. Raises OSError."""
        return self.content if self.content is not None else (self.path or Path()).read_bytes()


Source: TypeAlias = "str | os.PathLike[str] | UploadFile"


@dataclass(slots=True)
class FileOutcome:
    """What became of one file. ``result`` is the service's own word on it, where there is one."""

    file: UploadFile
    success: bool = False
    attempts: int = 0
    error_code: str | None = None
    error_msg: str | None = None
    result: Any = None

    @property
    def name(self) -> str:
        """The name that the file was sent under."""
        return self.file.name


@dataclass(slots=True)
class UploadReport:
    """What became of all files, in the order they were given."""

    files: list[FileOutcome] = field(default_factory=list["FileOutcome"])

    @property
    def succeeded(self) -> list[FileOutcome]:
        """The files that the service has taken."""
        return [outcome for outcome in self.files if outcome.success]

    @property
    def failed(self) -> list[FileOutcome]:
        """The files that it has not taken, or that could not be read."""
        return [outcome for outcome in self.files if not outcome.success]

    def raise_for_failures(self) -> None:
        """Raise UploadError where a file has failed."""
        if self.failed:
            first = self.failed[0]
            reason = first.error_msg or first.error_code or "no reason given"
            message = f"{len(self.failed)} of {len(self.files)} files failed, the first is {first.name}: {reason}"
            raise UploadError(message, report=self)


@dataclass(frozen=True, slots=True)
class UploadProgress:
    """How far an upload is: files dealt with, files that failed, all files; the same in bytes sent."""

    done: int
    failed: int
    total: int
    bytes_sent: int


@dataclass(frozen=True, slots=True)
class UploadPlan:
    """How files are sent. Sizes in bytes, before they are encoded; ``attempts`` is how often one file is tried."""

    batch_size: int
    batch_bytes: int
    attempts: int
    on_progress: Callable[[UploadProgress], object] | None

    def __post_init__(self) -> None:
        if self.batch_size < 1 or self.batch_bytes < 1 or self.attempts < 1:
            raise ConfigurationError("batch_size, batch_bytes and attempts must be at least 1")


def shape_of(operation: Operation[Any]) -> Upload:
    """Return how an operation takes files; it is an error to upload with one that takes none."""
    if operation.upload is None:
        raise ConfigurationError(f"{operation.id} takes no files")
    return operation.upload


def upload_plan(
    operation: Operation[Any],
    batch_size: int | None,
    batch_bytes: int | None,
    attempts: int,
    on_progress: Callable[[UploadProgress], object] | None,
) -> UploadPlan:
    """Return how files are sent: within the operation's own limits, unless the user wants smaller batches."""
    shape = shape_of(operation)
    size = shape.max_items if batch_size is None else min(batch_size, shape.max_items)
    return UploadPlan(size, shape.max_bytes if batch_bytes is None else batch_bytes, attempts, on_progress)


def find_files(sources: Iterable[Source] | Source) -> list[UploadFile]:
    """Turn what a user gave into files: a folder stands for all files below it, named by their path inside it.

    Hidden files and folders of a folder are left out. Raises ConfigurationError where a path leads to nothing, or two
    files have the same name.
    """
    given = [sources] if isinstance(sources, str | os.PathLike | UploadFile) else sources
    files = [file for source in given for file in _expand(source)]
    for name, number in Counter(file.name for file in files).items():
        if number > 1:
            raise ConfigurationError(f"{number} files would be sent under the name {name}")
    return files


def _expand(source: Source) -> Iterator[UploadFile]:
    if isinstance(source, UploadFile):
        if source.path is None and (source.content is None or not source.name):
            raise ConfigurationError("An UploadFile needs a path, or a name and its content")
        name = source.name or (source.path.name if source.path else "")
        yield UploadFile(source.path, name, source.content, source.fields)
        return
    path = Path(source).expanduser()
    if not path.is_dir():
        if not path.exists():
            raise ConfigurationError(f"There is no file or folder {path}")
        yield UploadFile(path, path.name)
        return
    for file in sorted(path.rglob("*")):
        inner = file.relative_to(path)
        if file.is_file() and not any(part.startswith(".") for part in inner.parts):
            yield UploadFile(file, inner.as_posix())


def upload(
    core: Core, call: Call, shape: Upload, files: list[UploadFile], plan: UploadPlan, send: Callable[[Call], Flow[Any]]
) -> Flow[UploadReport]:
    """Send all files, those that failed again, and report on each. Raises UploadError for a final refusal."""
    return _Sender(core, call, shape, plan, UploadReport([FileOutcome(file) for file in files]), send).run()


class _Sender:
    def __init__(
        self,
        core: Core,
        call: Call,
        shape: Upload,
        plan: UploadPlan,
        report: UploadReport,
        send: Callable[[Call], Flow[Any]],
    ) -> None:
        self._core = core
        self._call = call
        self._shape = shape
        self._plan = plan
        self._report = report
        self._send = send
        self._bytes_sent = 0
        # Names of files that the service may have taken without our having heard of it.
        self._uncertain: set[str] = set()

    def run(self) -> Flow[UploadReport]:
        open_ = self._report.files
        for attempt in range(1, self._plan.attempts + 1):
            if attempt > 1:
                yield Pause(self._core.retry.pause(attempt - 1, None, self._core.clock.random()) or 0.0)
            yield from self._send_all(open_)
            open_ = [outcome for outcome in open_ if not outcome.success and outcome.attempts == attempt]
            if not open_:
                break
        return self._report

    def _send_all(self, outcomes: list[FileOutcome]) -> Flow[None]:
        batch: list[tuple[FileOutcome, str]] = []
        weight = 0
        for outcome in outcomes:
            size = yield from self._measure(outcome)
            if batch and (len(batch) == self._plan.batch_size or weight + size > self._plan.batch_bytes):
                yield from self._send_batch(batch)
                batch, weight = [], 0
            encoded = yield from self._encode(outcome)
            if encoded is not None:
                batch.append((outcome, encoded))
                weight += size
        if batch:
            yield from self._send_batch(batch)

    def _measure(self, outcome: FileOutcome) -> Flow[int]:
        try:
            size: int = yield Blocking(lambda: outcome.file.size)
        except OSError:
            return 0  # reading it will tell why
        return size

    def _encode(self, outcome: FileOutcome) -> Flow[str | None]:
        try:
            encoded: str = yield Blocking(lambda: base64.b64encode(outcome.file.read()).decode("ascii"))
        except OSError as error:
            outcome.error_msg = f"cannot be read: {error.strerror or error}"
            return None
        return encoded

    def _send_batch(self, batch: list[tuple[FileOutcome, str]]) -> Flow[None]:
        shape = self._shape
        items = [
            {**outcome.file.fields, shape.name: outcome.file.name, shape.content: encoded} for outcome, encoded in batch
        ]
        outcomes = [outcome for outcome, _ in batch]
        for outcome in outcomes:
            outcome.attempts += 1
        try:
            reply = yield from self._send(self._call.with_body(**{shape.items: items}))
        except ConnectionError_ as error:
            self._uncertain.update(outcome.name for outcome in outcomes if error.sent)
            _fail(outcomes, None, str(error))
        except ApiError as error:
            if error.status < 500 and error.status not in _PASSING:
                _fail(outcomes, error.error_code, error.error_msg)
                raise UploadError(f"The upload was refused: {error}", report=self._report) from error
            self._uncertain.update(outcome.name for outcome in outcomes if error.status >= 500)
            _fail(outcomes, error.error_code, error.error_msg)
        else:
            self._take(outcomes, reply)
            self._bytes_sent += sum(len(encoded) * 3 // 4 - encoded[-2:].count("=") for _, encoded in batch)
        yield from self._tell()

    def _take(self, outcomes: list[FileOutcome], reply: Any) -> None:
        results = _field(reply, self._shape.results)
        found = list(results) if is_series(results) else []
        for number, outcome in enumerate(outcomes):
            if number >= len(found):
                _fail([outcome], None, "the service said nothing of this file")
                continue
            outcome.result = found[number]
            outcome.success = _field(outcome.result, self._shape.success) is True
            outcome.error_code = _field(outcome.result, self._shape.error_code)
            outcome.error_msg = _field(outcome.result, self._shape.error_msg)
            if outcome.name in self._uncertain and outcome.error_code in self._shape.exists:
                # An earlier request had taken it, and only its answer was lost.
                outcome.success, outcome.error_code, outcome.error_msg = True, None, None

    def _tell(self) -> Flow[None]:
        if self._plan.on_progress is None:
            return
        files = self._report.files
        done = sum(outcome.success for outcome in files)
        failed = sum(not outcome.success and bool(outcome.attempts or outcome.error_msg) for outcome in files)
        progress = UploadProgress(done + failed, failed, len(files), self._bytes_sent)
        yield Notify(self._plan.on_progress, (progress,))


def _fail(outcomes: list[FileOutcome], code: str | None, message: str | None) -> None:
    for outcome in outcomes:
        outcome.error_code, outcome.error_msg = code, message


def _field(value: Any, name: str) -> Any:
    if not name or value is None:
        return None
    return value.get(name) if is_mapping(value) else getattr(value, name, None)
