"""Docstrings of the methods of a resource."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ..model import Constraints, Type, TypeKind
from ..text import ensure_stop, escape_docstring, one_line, wrap
from .fixed_values import fixed_value

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ..model import Api, Operation, Parameter, Property, Upload

_WIDTH = 104
_INDENT = " " * 8
_ERRORS = {
    "400": "BadRequestError",
    "401": "AuthenticationError",
    "403": "PermissionDeniedError",
    "404": "NotFoundError",
    "409": "ConflictError",
    "429": "RateLimitError",
}


def operation_docstring(api: Api, operation: Operation, arguments: Sequence[Parameter | Property]) -> str:
    """Return the docstring of a method: what it does, its arguments, what it returns and raises, its source."""
    summary = ensure_stop(one_line(operation.summary or operation.id))
    description = operation.description if one_line(operation.description) != one_line(operation.summary) else ""
    deprecated = "Deprecated." if operation.deprecated else ""
    blocks = [
        wrap(summary, _WIDTH),
        wrap(deprecated, _WIDTH) if deprecated else "",
        wrap(description, _WIDTH) if description else "",
        _section("Args", _arguments(api, operation, arguments)),
        _section("Returns", [ensure_stop(_returns(operation))]),
        _section("Raises", _raises(operation)),
        _origin(operation),
    ]
    return finish([block for block in blocks if block])


def wait_docstring(operation: Operation, *, deleted: bool) -> str:
    """Return the docstring of a waiting method."""
    aim = "it is gone" if deleted else "its status says that the work has ended"
    takes = "Takes the arguments of"
    details = [
        "timeout: Longest time to wait, in seconds; None waits without end.",
        "interval: Seconds between the first two looks; it grows.",
        "max_interval: Longest pause between two looks, in seconds.",
        "on_progress: Called with every reply.",
    ]
    returns = "None." if deleted else "The last reply."
    raises = ["WaitTimeoutError: The time was not enough."]
    if not deleted:
        raises.insert(0, "WaitFailedError: The work has ended badly.")
    blocks = [
        f"Call {operation.method}() again and again until {aim}.",
        f"{takes} {operation.method}() and these:",
        _section("Args", details),
        _section("Returns", [returns]),
        _section("Raises", raises),
    ]
    return finish(blocks)


def follow_docstring(operation: Operation) -> str:
    """Return the docstring of a method that follows a text."""
    details = [
        "interval: Pause between two looks, in seconds.",
        "timeout: The longest time to follow, in seconds; None for no limit.",
    ]
    blocks = [
        f"Follow the text of {operation.method}() line by line, until what writes it has ended.",
        f"Takes the arguments of {operation.method}() and these:",
        _section("Args", details),
        _section("Returns", ["The lines, to iterate over. Those that were written already come at once."]),
        _section("Raises", ["WaitTimeoutError: While iterating, when the time was not enough."]),
    ]
    return finish(blocks)


def upload_docstring(operation: Operation, upload: Upload) -> str:
    """Return the docstring of a method that sends files."""
    mebibytes = upload.max_bytes / 1024 / 1024
    details = [
        "files: Paths of files and folders, or UploadFile objects, which can carry other fields of their element. A "
        "folder stands for all files below it, named by their path inside it.",
        f"batch_size: How many files one request takes. At most {upload.max_items}, which is the default.",
        f"batch_bytes: How large the files of one request are together, in bytes; {mebibytes:g} MiB by default. "
        "A larger file goes alone.",
        "attempts: How often a file is tried that was not taken.",
        "on_progress: Called after each request with an UploadProgress.",
    ]
    body = operation.body.properties if operation.body else ()
    others = [item for item in body if item.name != upload.items]
    takes = f"Takes the arguments of {operation.method}() but {upload.items}, and these:" if others else ""
    blocks = [
        f"Upload many local files by {operation.method}(), in as many requests as are needed.",
        takes or f"Takes the path of {operation.method}() and these:",
        _section("Args", details),
        _section("Returns", ["A report on each file, in the order they were given."]),
        _section(
            "Raises",
            [
                "ConfigurationError: A path leads to nothing, or two files have the same name.",
                "UploadError: The service refused a request for good; its report tells what was done before.",
            ],
        ),
    ]
    return finish([block for block in blocks if block])


def finish(blocks: list[str]) -> str:
    """Join blocks to the text between the triple quotes of a method's docstring."""
    text = escape_docstring("\n\n".join(blocks))
    lines = [f"{_INDENT}{line}" if line else "" for line in text.split("\n")]
    body = "\n".join(lines).strip()
    return f"{body}\n{_INDENT}" if len(lines) > 1 else body


def describe_value(api: Api, operation: Operation, item: Parameter | Property) -> str:
    """Describe an argument: its meaning, options, limits and default."""
    parts = [ensure_stop(one_line(item.description)) or _where(item)]
    parts += [f"{part}." for part in (_options(api, item.type), _limits(item.constraints)) if part]
    if fixed_value(api, operation, item) is not None:
        parts.append("It is sent by itself.")
    elif item.has_default and item.default not in (None, "", [], {}):
        parts.append(f"The service's default is {_plain(item.default)}.")
    if getattr(item, "from_client", ""):
        parts.append("That of the client if it is not given.")
    if item.deprecated:
        parts.append("Deprecated.")
    return " ".join(part for part in parts if part)


def _where(item: Parameter | Property) -> str:
    location = getattr(item, "location", None)
    return f"The {location.value} parameter {item.name}." if location else f"The field {item.name} of the body."


def _arguments(api: Api, operation: Operation, arguments: Sequence[Parameter | Property]) -> list[str]:
    lines = [f"{item.python_name}: {describe_value(api, operation, item)}" for item in arguments]
    if operation.body and not operation.body.expanded:
        about = ensure_stop(one_line(operation.body.description or "Content of the request"))
        lines.append(f"{operation.body.python_name}: {about}")
    return [*lines, "options: Settings for this call alone."]


def _section(title: str, lines: list[str]) -> str:
    wrapped = [f"    {wrap(line, _WIDTH - 8, indent=' ' * 8)}" for line in lines]
    return "\n".join([f"{title}:", *wrapped]) if lines else ""


def _returns(operation: Operation) -> str:
    if operation.reply_type is None:
        return "None"
    text = one_line(operation.success.description) if operation.success else ""
    if operation.pagination:
        return f"{ensure_stop(text)} Iterating over it goes through the items of all pages.".strip()
    return text or "The reply"


def _raises(operation: Operation) -> list[str]:
    lines = ["RequestValidationError: An argument is not what the API takes; nothing was sent."]
    for response in operation.responses:
        if response.status.startswith(("2", "3", "1")):
            continue
        name = _ERRORS.get(response.status, "ServerError" if response.status.startswith("5") else "ApiError")
        about = ensure_stop(one_line(response.description))
        lines.append(f"{name}: {about}" if about else f"{name}: HTTP status {response.status}.")
    return lines


def _origin(operation: Operation) -> str:
    parts = [f"{operation.http_method} {operation.path} ({operation.id})"]
    if operation.iam_action:
        parts.append(f"IAM action {operation.iam_action}")
    if operation.documented_in:
        parts.append(f"documented in {', '.join(operation.documented_in)}")
    return "\n".join(parts)


def _options(api: Api, kind: Type) -> str:
    inner = kind
    while inner.kind in {TypeKind.ARRAY, TypeKind.MAP} and inner.items:
        inner = inner.items
    if inner.values:
        return f"Only {', '.join(_plain(value) for value in inner.values)}"
    if inner.kind is not TypeKind.ENUM:
        return ""
    options = [f"{_plain(member.value)} ({member.name})" for member in api.enum(inner.name).members]
    if len(options) == 1:
        return f"Only {options[0]}"
    return f"Options: {', '.join(options)}"


def _limits(limits: Constraints) -> str:
    parts = [
        _range(limits.minimum, limits.maximum),
        f"more than {limits.exclusive_minimum}" if limits.exclusive_minimum is not None else "",
        f"less than {limits.exclusive_maximum}" if limits.exclusive_maximum is not None else "",
        f"a multiple of {limits.multiple_of}" if limits.multiple_of is not None else "",
        _range(limits.min_length, limits.max_length, "character"),
        _range(limits.min_items, limits.max_items, "item"),
        f"matching {limits.pattern}" if limits.pattern else "",
    ]
    text = ", ".join(part for part in parts if part)
    return text[:1].upper() + text[1:]


def _range(low: float | None, high: float | None, unit: str = "") -> str:
    last = high if high is not None else low
    word = f" {unit}{'' if last == 1 else 's'}" if unit else ""
    if low is not None and high is not None:
        return f"exactly {low}{word}" if low == high else f"{low} to {high}{word}"
    if low is not None:
        return f"at least {low}{word}"
    return f"at most {high}{word}" if high is not None else ""


def _plain(value: Any) -> str:
    if isinstance(value, bool):
        return str(value)
    return f'"{value}"' if isinstance(value, str) else str(value)
