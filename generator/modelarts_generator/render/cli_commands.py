"""From operations to what the template of a command needs."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from ..model import LinkSource
from .cli_columns import columns_of, items_without_pages
from .cli_names import command_names, group_words
from .cli_options import Decorator, decorators_of, path_arguments
from .samples import argument_words, command_sample, fold_command, upload_words
from .texts import kebab, sentence

if TYPE_CHECKING:
    from ..model import Api, Operation, Resource

_WAIT_HELP = """Wait until the work on it has ended, then show it.

Exits with 7 if it ended badly, with 8 if the time was over before."""


@dataclass(frozen=True, slots=True)
class CommandView:
    """What the template needs of one command. Texts are ready, expressions are Python source."""

    name: str
    function: str
    settings: dict[str, str]
    decorators: tuple[Decorator, ...]
    call: str


def commands_of(api: Api, resource: Resource, program: str) -> list[CommandView]:
    """Return the commands of a resource: its operations, and `wait` where there is something to wait for."""
    names = command_names(resource)
    views = [_command(api, operation, names[operation.id], program) for operation in resource.operations]
    views += [_upload_command(api, item, names[item.id], program) for item in resource.operations if item.upload]
    views += [_follow_command(api, item, names[item.id], program) for item in resource.operations if item.follow]
    taken = {*names.values(), *(kebab(child.attribute) for child in resource.children)}
    if resource.getter and "wait" not in taken:
        views.append(_wait_command(api, resource, resource.getter, program))
    return views


def _command(api: Api, operation: Operation, name: str, program: str) -> CommandView:
    settings = {"cls": "OperationCommand"}
    if operation.pagination:
        settings["pages"] = repr(operation.pagination.style)
    wait = _wait(api, operation)
    if wait:
        settings["waits"] = "True"
    body = operation.body
    if body and body.expanded and any(schema.open for schema in api.schemas if schema.name == body.type.name):
        settings["open_body"] = "True"
    if operation.deprecated:
        settings["deprecated"] = "True"
    settings["short_help"] = repr(sentence(operation.summary or operation.id))
    settings["help"] = repr(_help(operation))
    settings["epilog"] = repr(_epilog(api, operation, program))
    return CommandView(
        name=name,
        function=f"{operation.method.strip('_')}_command",
        settings=settings,
        decorators=tuple(decorators_of(api, operation)),
        call=_call(api, operation, wait),
    )


def _help(operation: Operation) -> str:
    summary, text = sentence(operation.summary), operation.description.replace("`", "").strip()
    return f"{summary}\n\n{text}" if text and summary else text or summary or operation.id


def _epilog(api: Api, operation: Operation, program: str) -> str:
    sample = fold_command(command_sample(api, operation, program), "    ")
    return f"\b\nExample:\n  {sample}\n\n{_facts(operation)}"


def _facts(operation: Operation) -> str:
    facts = [f"Calls {operation.http_method} {operation.path}."]
    if operation.iam_action:
        facts.append(f"Needs the permission {operation.iam_action}.")
    return " ".join(facts)


def _call(api: Api, operation: Operation, wait: str) -> str:
    method = f"{access_path(api, operation.resource)}.{operation.method}"
    listing = _listing(api, operation)
    if listing:
        return f"session.list({method}, values, {listing})"
    return f"session.run({method}, values{f', wait={wait}' if wait else ''})"


def _listing(api: Api, operation: Operation) -> str:
    pages, place = operation.pagination, items_without_pages(api, operation)
    if pages is None and place is None:
        return ""
    settings: dict[str, object] = {"columns": columns_of(api, operation)}
    if pages is not None:
        fields = operation.body.properties if operation.body and pages.place == "body" else ()
        names = {item.name: item.python_name for item in operation.parameters_in("query")}
        names |= {item.name: item.python_name for item in fields}
        settings["style"] = pages.style
        settings |= {key: names[wire] for key, wire in (("page", pages.page), ("size", pages.size)) if wire in names}
        settings |= {"max_size": pages.max_size} if pages.max_size else {}
    elif place:
        settings["items"] = place
    return f"Listing({', '.join(f'{name}={value!r}' for name, value in settings.items())})"


def _wait(api: Api, operation: Operation) -> str:
    """Return the Wait of an operation as source, '' where it cannot be waited for."""
    waiter = operation.waiter
    if waiter is None:
        return ""
    own = {item.name: item.python_name for item in operation.parameters}
    fields = {item.name: item.python_name for item in operation.body.properties} if operation.body else {}
    asked = {item.name for item in path_arguments(api.operation(waiter.operation_id))}
    sources: dict[str, object] = {}
    for argument in waiter.arguments:
        if argument.parameter not in asked:
            continue
        if argument.source is LinkSource.RESPONSE_BODY:
            sources[argument.python_name] = argument.path
        elif argument.source is LinkSource.REQUEST_PARAMETER and argument.path[0] in own:
            sources[argument.python_name] = own[argument.path[0]]
        elif argument.source is LinkSource.REQUEST_BODY and len(argument.path) == 1 and argument.path[0] in fields:
            sources[argument.python_name] = fields[argument.path[0]]
        else:
            return ""
    method = "wait_deleted" if waiter.deletes else "wait"
    return f"Wait({access_path(api, waiter.resource)}.{method}, {sources!r}, {waiter.lifecycle.property!r})"


def _follow_command(api: Api, operation: Operation, name: str, program: str) -> CommandView:
    words = [program, *group_words(api, operation.resource), "follow", *argument_words(operation)]
    seconds = {"type": "click.FloatRange(0)", "metavar": repr("SECONDS")}
    times = (
        Decorator("option", ("--interval",), {**seconds, "help": repr("Pause between two looks.  [default: 5]")}),
        Decorator("option", ("timeout", "--follow-timeout"), {**seconds, "help": repr("How long to follow at most.")}),
    )
    return CommandView(
        name="follow",
        function="follow_command",
        settings={
            "cls": "OperationCommand",
            "short_help": repr("Print the lines as they are written."),
            "help": repr(
                f"Print the lines as they are written.\n\nAsks as {name} does, until what writes them has ended. "
                "Exits with 8 if the time was over before."
            ),
            "epilog": repr(f"\b\nExample:\n  {' '.join(words)}\n\nCalls {operation.http_method} {operation.path}."),
        },
        decorators=(*decorators_of(api, operation), *times),
        call=f"session.follow({access_path(api, operation.resource)}.follow, values)",
    )


_FILES = Decorator(
    "argument",
    ("files",),
    {
        "cls": "Argument",
        "nargs": "-1",
        "required": "True",
        "type": "click.Path(exists=True)",
        "metavar": repr("FILE..."),
        "help": repr("Files, and folders for all files below them."),
    },
)


def _upload_command(api: Api, operation: Operation, name: str, program: str) -> CommandView:
    upload = operation.upload
    if upload is None:
        raise ValueError(f"{operation.id} takes no files")
    size = Decorator(
        "option",
        ("--batch-size",),
        {
            "type": f"click.IntRange(1, {upload.max_items})",
            "help": repr(f"How many files one request takes.  [default: {upload.max_items}]"),
        },
    )
    own = [item for item in decorators_of(api, operation) if item.settings.get("wire") != repr(upload.items)]
    arguments = [item for item in own if item.kind == "argument"]
    return CommandView(
        name="upload",
        function="upload_command",
        settings={
            "cls": "OperationCommand",
            "short_help": repr("Upload many local files."),
            "help": repr(
                f"Upload many local files.\n\nSends them by {name} in as many requests as are needed, repeats what "
                "failed, and prints what became of each. Exits with 12 if a file was not taken."
            ),
            "epilog": repr(_upload_epilog(api, operation, program)),
        },
        decorators=(*arguments, _FILES, *(item for item in own if item not in arguments), size),
        call=f"session.upload({access_path(api, operation.resource)}.upload_files, values)",
    )


def _upload_epilog(api: Api, operation: Operation, program: str) -> str:
    return f"\b\nExample:\n  {upload_words(api, operation, program)}\n\n{_facts(operation)}"


def _wait_command(api: Api, resource: Resource, getter: Operation, program: str) -> CommandView:
    arguments = [item for item in decorators_of(api, getter) if item.kind == "argument"]
    deleted = Decorator(
        "option", ("deleted", "--deleted"), {"is_flag": "True", "help": repr("Wait until it is gone instead.")}
    )
    words = [program, *group_words(api, resource.path), "wait", *argument_words(getter)]
    status = getter.lifecycle.property if getter.lifecycle else ()
    return CommandView(
        name="wait",
        function="wait_command",
        settings={
            "cls": "OperationCommand",
            "limits": "True",
            "short_help": repr("Wait until the work on one has ended."),
            "help": repr(_WAIT_HELP),
            "epilog": repr(f"\b\nExample:\n  {' '.join(words)}\n\nCalls {getter.http_method} {getter.path}."),
        },
        decorators=(*arguments, deleted),
        call=f"session.wait({access_path(api, resource.path)}, values, {status!r})",
    )


def access_path(api: Api, path: str, client: str = "session.client") -> str:
    """Return the expression for a resource of the client."""
    parts = path.split(".")
    names = [api.resource(".".join(parts[: index + 1])).attribute for index in range(len(parts))]
    return ".".join([client, *names])
