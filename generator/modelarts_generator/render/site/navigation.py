"""The resources as the pages lead to them: in groups, in the order in which the description introduces them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from ...model import Api, Resource


@dataclass(frozen=True, slots=True)
class Group:
    """A resource at the top and all below it that have operations; `parts` are without the one at the top."""

    top: Resource
    parts: tuple[Resource, ...]

    def holds(self, resource: Resource | None) -> bool:
        """Tell whether a resource is one of the group."""
        return resource is not None and any(node.path == resource.path for node in (self.top, *self.parts))

    def label(self, part: Resource) -> str:
        """Return the name of a part without that of the top."""
        return part.path.removeprefix(f"{self.top.path}.")


def group_resources(api: Api) -> tuple[Group, ...]:
    """Return all resources that have operations, in groups."""
    order = {tag.name: index for index, tag in enumerate(api.tags)}

    def place(top: Resource) -> int:
        tags = (tag for node in top.walk() for operation in node.operations for tag in operation.tags)
        return min((order[tag] for tag in tags if tag in order), default=len(order))

    groups = (
        Group(top, tuple(node for node in top.walk() if node.operations and node is not top)) for top in api.resources
    )
    return tuple(
        sorted((item for item in groups if item.parts or item.top.operations), key=lambda item: place(item.top))
    )
