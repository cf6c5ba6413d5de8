"""What the console of an operation's page needs to make requests."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from ...model import LinkSource, Location, TypeKind
from ..curl_samples import parameter_text, token_headers
from ..fixed_values import fixed_value

if TYPE_CHECKING:
    from collections.abc import Mapping

    from ...model import Api, Operation, Parameter


@dataclass(frozen=True, slots=True)
class Input:
    """A field of the console.

    `value` is what it holds at first, `hint` an example. `thing` names what the value identifies, so that it can be
    filled in on the pages of other operations. `repeated` tells that a list is sent as several parameters.
    """

    name: str
    place: str
    required: bool
    value: str
    hint: str
    thing: str
    repeated: bool
    choices: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Console:
    """`token_header` carries a token, "" where none is wanted. `found` are paths in a reply to what `thing` names."""

    inputs: tuple[Input, ...]
    token_header: str
    found: dict[str, tuple[str, ...]]


def make_console(api: Api, operation: Operation, operations: Mapping[str, Operation]) -> Console:
    """Return the console of an operation; `operations` are all there are, by their id."""
    return Console(
        inputs=tuple(_input(api, operation, item) for item in operation.parameters if item.location != Location.COOKIE),
        token_header=next(iter(token_headers(api, operation)), ""),
        found=_found(operation, operations),
    )


def _input(api: Api, operation: Operation, item: Parameter) -> Input:
    value = item.example if item.example is not None else fixed_value(api, operation, item)
    example = "" if value is None else parameter_text(value)
    is_list = item.type.kind is TypeKind.ARRAY
    return Input(
        name=item.name,
        place=str(item.location),
        required=item.required,
        value=example if item.required else "",
        hint=example,
        thing=_thing(operation, item) if item.location is Location.PATH else "",
        repeated=is_list and item.explode,
        choices=() if is_list else tuple(parameter_text(value) for value in _choices(api, item)),
    )


def _choices(api: Api, item: Parameter) -> tuple[Any, ...]:
    match item.type.kind:
        case TypeKind.ENUM:
            return tuple(member.value for member in api.enum(item.type.name).members)
        case TypeKind.BOOLEAN:
            return (True, False)
        case _:
            return item.type.values


def _found(operation: Operation, operations: Mapping[str, Operation]) -> dict[str, tuple[str, ...]]:
    found = {}
    for link in operation.links:
        target = operations.get(link.operation_id)
        parameters = {item.name: item for item in target.parameters_in(Location.PATH)} if target else {}
        for argument in link.arguments:
            item = parameters.get(argument.parameter)
            if target and item and argument.source is LinkSource.RESPONSE_BODY:
                found[_thing(target, item)] = argument.path
    return found


def _thing(operation: Operation, item: Parameter) -> str:
    """Name what a parameter of the path identifies: by the path up to it, since many are called `id` or `name`."""
    if item.from_client:
        return item.from_client
    end = f"{{{item.name}}}"
    return operation.path.partition(end)[0] + end
