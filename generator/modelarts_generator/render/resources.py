"""Modules of resources as templates need them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from ..text import ensure_stop, escape_docstring, one_line, wrap
from .annotations import Annotations
from .constants import Constant, build_constant
from .methods import Method, build_methods

if TYPE_CHECKING:
    from ..model import Api, Resource


@dataclass(frozen=True, slots=True)
class ResourceModule:
    """A module of `resources/`: its Operation objects, and the methods both of its classes have."""

    resource: Resource
    docstring: str
    constants: tuple[Constant, ...]
    methods: tuple[Method, ...]
    imports: tuple[tuple[str, list[str]], ...]
    builtins: bool


def build_resource(api: Api, resource: Resource) -> ResourceModule:
    """Decide everything that the module of a resource says."""
    operations = resource.operations
    children = resource.children
    members = {*(item.method for item in operations), *(child.attribute for child in children)}
    family = [resource, *children]
    taken = {name for node in family for name in (node.class_name, node.async_class_name)}
    annotations = Annotations({*taken, *(operation.constant for operation in operations)}, members)
    constants = tuple(build_constant(api, operation, annotations) for operation in operations)
    methods = tuple(method for operation in operations for method in build_methods(api, operation, annotations))
    return ResourceModule(
        resource=resource,
        docstring=resource_docstring(resource),
        constants=constants,
        methods=methods,
        imports=tuple(annotations.imports),
        builtins=annotations.qualifies,
    )


def resource_docstring(resource: Resource) -> str:
    """Return the text for the docstring of a resource's class."""
    text = resource.description or f"Operations of {one_line(resource.path.replace('.', ' ').replace('_', ' '))}."
    lines = escape_docstring(wrap(ensure_stop(text), 108)).split("\n")
    body = "\n".join(f"    {line}" if line else "" for line in lines).strip()
    return f"{body}\n    " if len(lines) > 1 else body
