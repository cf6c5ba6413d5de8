"""Properties of objects, and the lifecycle of a status."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..model import Lifecycle, Property, Type
from ..naming import Names, snake
from ..reserved import FIELD_WORDS

if TYPE_CHECKING:
    from collections.abc import Iterable

    from .source import Node, Source
    from .types import Types


def parse_properties(types: Types, node: Node, properties: dict[str, Node]) -> tuple[Property, ...]:
    """Read the properties of an object."""
    required = set(node.strings("required"))
    wanted = ((name, child.pointer) for name, child in properties.items())
    names = field_names(types.source, wanted, FIELD_WORDS)
    return tuple(
        _property(types, name, names[name], child, required=name in required) for name, child in properties.items()
    )


def field_names(
    source: Source, wanted: Iterable[tuple[str, tuple[str | int, ...]]], reserved: Iterable[str]
) -> dict[str, str]:
    """Give each wire name a Python name. Names that need no change come first: a neighbour cannot take them."""
    places = dict(wanted)
    made = {name: snake(name, reserved) for name in places}
    names = Names()
    for name in sorted(places, key=lambda key: made[key] != key):
        if not made[name]:
            source.report(
                "no-identifier", places[name], f"{name!r} cannot become a Python name", "give it a name with a letter"
            )
        made[name] = names.allocate(made[name] or "unnamed")
    return made


def _property(types: Types, name: str, python_name: str, node: Node, *, required: bool) -> Property:
    result = types.type_of(node)
    target = types.source.resolve(node)
    has_default = "default" in node.map or "default" in target.map
    return Property(
        name=name,
        python_name=python_name,
        type=result,
        required=required,
        description=node.text("description") or target.text("description"),
        default=node.map.get("default", target.map.get("default")),
        has_default=has_default,
        deprecated=node.flag("deprecated", target.flag("deprecated")),
        read_only=node.flag("readOnly"),
        write_only=node.flag("writeOnly"),
        documented_in=node.strings("x-documented-in"),
        lifecycle=_lifecycle(types.source, name, node, target, result),
    )


def _lifecycle(source: Source, name: str, node: Node, target: Node, result: Type) -> Lifecycle | None:
    raw = node.get("x-lifecycle") if node.map.get("x-lifecycle") else target.get("x-lifecycle")
    if raw.value is None:
        return None
    if not raw.map:
        source.report("bad-x-lifecycle", raw.pointer, "x-lifecycle is not an object", "list its states")
        return None

    def states(key: str) -> tuple[str | int, ...]:
        value = raw.map.get(key, [])
        listed = value if isinstance(value, list) else [value]
        return tuple(state for state in listed if isinstance(state, str | int))

    return Lifecycle(
        property=(name,),
        initial=states("initial"),
        working=states("working"),
        succeeded=states("succeeded"),
        failed=states("failed"),
        deleted=states("deleted"),
        type=result,
    )
