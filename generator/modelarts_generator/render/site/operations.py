"""One operation as its page shows it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from ..curl_samples import curl_sample
from ..samples import command_sample, fold_command, upload_words
from .console import make_console
from .html import operation_page, type_html

if TYPE_CHECKING:
    from markupsafe import Markup

    from ...model import Api, Example, Operation, Response
    from ..error_catalogue import ErrorCode
    from .console import Console
    from .fields import Field, Fields

ROOT = "../"
Catalogue = Mapping[str, Sequence["ErrorCode"]]
"""The errors that each code stands for."""
_CODES, _MESSAGES = ("error_code",), ("error_msg", "error_message")


@dataclass(frozen=True, slots=True)
class Reply:
    """A response: `fields` are those of its body where that is an object."""

    response: Response
    type: Markup
    fields: tuple[Field, ...]


@dataclass(frozen=True, slots=True)
class Failure:
    """An error that an example shows; `known` tells whether the catalogue has its code."""

    status: str
    code: str
    message: str
    known: bool


@dataclass(frozen=True, slots=True)
class Related:
    """Another operation that the reply leads to."""

    id: str
    href: str
    text: str


@dataclass(frozen=True, slots=True)
class SampleTexts:
    """The program's name, and samples in Python by the operation's id."""

    program: str
    python: Mapping[str, str]
    asynchronous: Mapping[str, str]
    uploads: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Sample:
    """A sample for one kind of caller."""

    title: str
    language: str
    text: str


@dataclass(frozen=True, slots=True)
class OperationView:
    """What the template of an operation's page needs."""

    operation: Operation
    parameters: tuple[Field, ...]
    body_type: Markup
    body: tuple[Field, ...]
    replies: tuple[Reply, ...]
    errors: tuple[Reply, ...]
    failures: tuple[Failure, ...]
    samples: tuple[Sample, ...]
    related: tuple[Related, ...]
    waits_for: str
    console: Console


class OperationViews:
    """Makes the views of all operations."""

    def __init__(self, api: Api, fields: Fields, texts: SampleTexts) -> None:
        self._api = api
        self._fields = fields
        self._texts = texts
        self._by_id = {operation.id: operation for operation in api.operations}

    def view(self, operation: Operation, catalogue: Catalogue) -> OperationView:
        """Return the view of one operation."""
        body = operation.body
        replies = [self._reply(item) for item in operation.responses]
        failed = tuple(item for item in replies if is_failure(item.response))
        return OperationView(
            operation=operation,
            parameters=self._fields.flat(operation.parameters),
            body_type=type_html(body.type if body else None, ROOT),
            body=self._fields.of_type(body.type) if body else (),
            replies=tuple(item for item in replies if not is_failure(item.response)),
            errors=failed,
            failures=tuple(find_failures(operation, catalogue)),
            samples=tuple(self._samples(operation)),
            related=tuple(self._related(operation)),
            waits_for=operation.waiter.operation_id if operation.waiter else "",
            console=make_console(self._api, operation, self._by_id),
        )

    def _reply(self, item: Response) -> Reply:
        return Reply(item, type_html(item.type, ROOT), () if is_failure(item) else self._fields.of_type(item.type))

    def _samples(self, operation: Operation) -> list[Sample]:
        texts = self._texts
        command = fold_command(command_sample(self._api, operation, texts.program), "  ")
        found = [
            Sample("Python", "python", texts.python[operation.id].strip()),
            Sample("Python, async", "python", texts.asynchronous[operation.id].strip()),
            Sample("CLI", "sh", command),
            Sample("curl", "sh", curl_sample(self._api, operation)),
        ]
        if operation.id in texts.uploads:
            found.append(Sample("Many files, Python", "python", texts.uploads[operation.id].strip()))
            found.append(Sample("Many files, CLI", "sh", upload_words(self._api, operation, texts.program)))
        return found

    def _related(self, operation: Operation) -> list[Related]:
        links = {link.operation_id: link for link in operation.links if link.operation_id in self._by_id}
        return [
            Related(name, operation_page(self._by_id[name], ROOT), link.description) for name, link in links.items()
        ]


def is_failure(response: Response) -> bool:
    """Tell whether a response is an error."""
    return response.status[:1] in {"4", "5"} or response.status == "default"


def find_failures(operation: Operation, catalogue: Catalogue) -> list[Failure]:
    """Return the errors that the operation's examples show, once each."""
    found: dict[tuple[str, str], Failure] = {}
    for response in filter(is_failure, operation.responses):
        for example in response.examples:
            code, message = _text(example, _CODES), _text(example, _MESSAGES)
            if code:
                entry = _find_entry(catalogue, code, response.status)
                text = entry.message if entry else message
                found.setdefault((response.status, code), Failure(response.status, code, text, entry is not None))
    return list(found.values())


def _find_entry(catalogue: Catalogue, code: str, status: str) -> ErrorCode | None:
    """Return what the catalogue says of a code; one may stand for several errors, told apart by their status."""
    entries = catalogue.get(code, ())
    return next((entry for entry in entries if str(entry.status) == status), entries[0] if entries else None)


def _text(example: Example, names: tuple[str, ...]) -> str:
    value: Any = example.value if isinstance(example.value, dict) else {}
    return next((str(value[name]) for name in names if value.get(name)), "")
