"""Names of the arguments of a Python method: parameters and properties of the body share one signature."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from ..naming import Names, snake
from ..reserved import ARGUMENT_WORDS, WAIT_WORDS

if TYPE_CHECKING:
    from ..document import Pointer
    from ..model import Body, Parameter
    from .source import Source


def name_arguments(
    source: Source, pointer: Pointer, parameters: list[Parameter], body: Body | None
) -> tuple[tuple[Parameter, ...], Body | None]:
    """Give every argument a name of its own; a later one of the same name is told apart by where it travels."""
    reserved = ARGUMENT_WORDS | WAIT_WORDS
    names = Names()

    def choose(name: str, location: str) -> str:
        wanted = snake(name, reserved)
        if not wanted:
            message = f"{name!r} cannot become a Python name"
            source.report("no-identifier", pointer, message, "give it a name with a letter")
            wanted = "unnamed"
        return names.allocate(f"{wanted.rstrip('_')}_{location}" if wanted in names else wanted)

    named = tuple(replace(item, python_name=choose(item.name, item.location.value)) for item in parameters)
    if body is None:
        return named, None
    if not body.expanded:
        return named, replace(body, python_name=choose(body.python_name, "content"))
    properties = tuple(replace(item, python_name=choose(item.name, "body")) for item in body.properties)
    return named, replace(body, properties=properties)
