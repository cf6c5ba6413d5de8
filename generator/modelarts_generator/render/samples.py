"""Samples of use, made from the examples of the description."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any

from ..model import Location, TypeKind
from .cli_names import command_words, group_words, option_names
from .cli_options import comes_from_client, enum_choices, path_arguments
from .fixed_values import fixed_value
from .texts import shell_word

if TYPE_CHECKING:
    from ..model import Api, Operation, Parameter, Property, Type

_PLAIN = re.compile(r"[\w@%+:./ -]+", re.ASCII)


def command_sample(api: Api, operation: Operation, program: str, *, wait: bool = True) -> list[str]:
    """Return a call on the command line in parts: the command with its arguments, then each option."""
    parts = [" ".join([program, *command_words(api, operation), *argument_words(operation)])]
    names = option_names(operation)
    for item in shown_parameters(api, operation):
        parts += _options(api, item, names[item.python_name], item.example)
    values = _chosen(api, operation)
    for field in operation.body.properties if operation.body else ():
        parts += _options(api, field, names[field.python_name], values.get(field.name))
    if operation.body and not operation.body.expanded:
        parts.append("--body @body.json")
    if operation.waiter and wait:
        parts.append("--wait")
    return parts


def upload_words(api: Api, operation: Operation, program: str) -> str:
    """Return a call on the command line that sends a folder of files."""
    return " ".join([program, *group_words(api, operation.resource), "upload", *argument_words(operation), "photos/"])


def argument_words(operation: Operation) -> list[str]:
    """Return examples of the arguments that a command takes."""
    return [shell_word(str(_example(item))) for item in path_arguments(operation)]


def fold_command(parts: list[str], indent: str) -> str:
    """Return a command in one line if it is short, otherwise with a line for each option."""
    line = " ".join(parts)
    return line if len(line) <= 76 else f" \\\n{indent}".join(parts)


def call_arguments(api: Api, operation: Operation) -> list[tuple[str, Any, bool]]:
    """Return the arguments of a call of the SDK: name, value, and whether it is given by position."""
    found = [(item.python_name, _example(item), True) for item in path_arguments(operation)]
    found += [(item.python_name, item.example, False) for item in shown_parameters(api, operation)]
    values = _chosen(api, operation)
    if operation.body and operation.body.expanded:
        found += [
            (item.python_name, values[item.name], False) for item in operation.body.properties if item.name in values
        ]
    elif operation.body:
        example = operation.body.examples[0].value if operation.body.examples else {}
        found.append((operation.body.python_name, example, False))
    return found


def shown_parameters(api: Api, operation: Operation) -> list[Parameter]:
    """Return the parameters that a sample shows: those that are needed, and the size of a page."""
    size = operation.pagination.size if operation.pagination else ""
    return [
        item
        for item in operation.parameters
        if item.location is not Location.PATH
        and not comes_from_client(item)
        and fixed_value(api, operation, item) is None
        and (item.required or (item.name == size and item.example is not None))
    ]


def body_example(operation: Operation) -> dict[str, Any]:
    """Return the first example of the body, {} where there is none."""
    examples = operation.body.examples if operation.body else ()
    return examples[0].value if examples and isinstance(examples[0].value, dict) else {}


def _chosen(api: Api, operation: Operation) -> dict[str, Any]:
    """Return the first example of the body without what is sent by itself."""
    fields = operation.body.properties if operation.body and operation.body.expanded else ()
    alone = {item.name for item in fields if fixed_value(api, operation, item) is not None}
    return {name: value for name, value in body_example(operation).items() if name not in alone}


def _example(item: Parameter) -> Any:
    return item.example if item.example is not None else item.name.upper()


def _options(api: Api, item: Parameter | Property, name: str, value: Any) -> list[str]:
    flag = f"--{name}"
    if value is None:
        return []
    if isinstance(value, bool) and item.type.kind is TypeKind.BOOLEAN:
        return [flag if value else f"--no-{name}"]
    if isinstance(value, list) and _is_repeatable(item.type):
        inner = item.type.items
        return [f"{flag} {shell_word(_text(api, inner, part))}" for part in value]
    return [f"{flag} {shell_word(_text(api, item.type, value))}"]


def _is_repeatable(kind: Type) -> bool:
    return kind.items is not None and kind.items.kind not in {TypeKind.ARRAY, TypeKind.ANY, TypeKind.UNION}


def _text(api: Api, kind: Type | None, value: Any) -> str:
    if isinstance(value, dict):
        return _pairs(value) or json.dumps(value, ensure_ascii=False)
    if isinstance(value, list | bool):
        return json.dumps(value, ensure_ascii=False)
    if kind is not None and kind.kind is TypeKind.ENUM:
        choices = enum_choices(api.enum(kind.name))
        return next((label for label, known in choices.items() if known == value), str(value))
    return str(value)


def _pairs(value: dict[str, Any]) -> str:
    """Return key=value,key=value where that is plain, else ''."""
    parts = []
    for name, item in value.items():
        text = json.dumps(item) if isinstance(item, bool | int | float) else item
        if not isinstance(text, str) or not _PLAIN.fullmatch(text) or not re.fullmatch(r"\w+", name):
            return ""
        parts.append(f"{name}={text}")
    return ",".join(parts)
