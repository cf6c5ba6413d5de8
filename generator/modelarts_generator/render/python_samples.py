"""Samples of the SDK in Python, formatted like all generated code."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..model import LinkSource, TypeKind
from .cli_commands import access_path
from .formatting import format_python
from .samples import call_arguments

if TYPE_CHECKING:
    from ..model import Api, Operation, Waiter


def python_samples(api: Api, package: str) -> dict[str, str]:
    """Return a sample for each operation, by its id."""
    return _formatted({item.id: _sample(api, item, package) for item in api.operations}, package)


def async_samples(api: Api, package: str) -> dict[str, str]:
    """Return a sample of the asynchronous client for each operation, by its id."""
    return _formatted({item.id: _sample(api, item, package, wait="await ") for item in api.operations}, package)


def upload_samples(api: Api, package: str) -> dict[str, str]:
    """Return a sample of sending files for each operation that takes some, by its id."""
    return _formatted({item.id: _upload(api, item, package) for item in api.operations if item.upload}, package)


def _formatted(samples: dict[str, str], package: str) -> dict[str, str]:
    made = {f"{name}.py": text for name, text in samples.items()}
    return {name.removesuffix(".py"): text for name, text in format_python(made, [package]).items()}


def _sample(api: Api, operation: Operation, package: str, wait: str = "") -> str:
    """Return a call; `wait` is what stands before a call of the asynchronous client."""
    client = access_path(api, operation.resource, "client")
    arguments = ", ".join(
        repr(value) if positional else f"{name}={value!r}" for name, value, positional in call_arguments(api, operation)
    )
    call = f"{client}.{operation.method}({arguments})"
    if operation.pagination:
        lines = [f"{'async ' * bool(wait)}for item in {call}:", "    print(item)"]
    elif operation.reply_type is None:
        lines = [f"{wait}{call}"]
    else:
        lines = [f"reply = {wait}{call}", "print(reply)"]
    if operation.waiter:
        lines.append(wait + _waiting(api, operation, operation.waiter))
    return _program(api, package, lines, asynchronous=bool(wait))


def _program(api: Api, package: str, lines: list[str], *, asynchronous: bool) -> str:
    """Return a whole program around lines that use the client."""
    inner = [f"    {line}" for line in lines]
    if not asynchronous:
        return "\n".join(
            [f"from {package} import {api.client_name}", "", f"with {api.client_name}() as client:", *inner, ""]
        )
    name = f"Async{api.client_name}"
    inner = [f"    async with {name}() as client:", *(f"    {line}" for line in inner)]
    start = ["import asyncio", f"from {package} import {name}", "", "async def main():"]
    return "\n".join([*start, *inner, "", "asyncio.run(main())", ""])


def _upload(api: Api, operation: Operation, package: str) -> str:
    given = [repr(value) for _, value, positional in call_arguments(api, operation) if positional]
    method = f"{access_path(api, operation.resource, 'client')}.upload_files"
    lines = [
        f"report = {method}({', '.join([*given, repr('photos/')])}, on_progress=print)",
        'print(len(report.succeeded), "files were taken")',
        "for file in report.failed:",
        "    print(file.name, file.error_code, file.error_msg)",
    ]
    return _program(api, package, lines, asynchronous=False)


def _waiting(api: Api, operation: Operation, waiter: Waiter) -> str:
    client = access_path(api, waiter.resource, "client")
    given = {name: value for name, value, _ in call_arguments(api, operation)}
    own = {item.name: item.python_name for item in operation.parameters if not item.from_client}
    sources = []
    for argument in waiter.arguments:
        if argument.source is LinkSource.RESPONSE_BODY and argument.path:
            sources.append(f"{argument.python_name}=reply{''.join(_steps(api, operation, argument.path))}")
        elif argument.source is LinkSource.REQUEST_PARAMETER and argument.path[0] in own:
            sources.append(f"{argument.python_name}={given.get(own[argument.path[0]])!r}")
    method = "wait_deleted" if waiter.deletes else "wait"
    return f"{client}.{method}({', '.join(sources)})"


def _steps(api: Api, operation: Operation, path: tuple[str, ...]) -> list[str]:
    """Turn wire names into attributes of the reply's models, and numbers into places of its lists."""
    names, kind = [], operation.reply_type
    for wire in path:
        if wire.isdigit() and (kind is None or kind.kind is TypeKind.ARRAY):
            names.append(f"[{wire}]")
            kind = kind.items if kind else None
            continue
        schema = next((item for item in api.schemas if kind is not None and item.name == kind.name), None)
        found = next((item for item in schema.properties if item.name == wire), None) if schema else None
        names.append(f".{found.python_name if found else wire}")
        kind = found.type if found else None
    return names
