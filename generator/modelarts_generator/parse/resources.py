"""The tree of resources."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from ..model import Operation, Resource, Tag
from ..naming import Names, pascal
from ..reserved import CLIENT_WORDS, METHOD_WORDS

if TYPE_CHECKING:
    from .source import Source


def build_resources(source: Source, operations: list[Operation], tags: tuple[Tag, ...]) -> tuple[Resource, ...]:
    """Arrange operations by their resource, in the order of the operations."""
    paths: list[str] = []
    for operation in operations:
        parts = operation.resource.split(".")
        for length in range(1, len(parts) + 1):
            path = ".".join(parts[:length])
            if path not in paths:
                paths.append(path)
    builder = _Builder(source, operations, paths, tags)
    attributes = Names(CLIENT_WORDS)
    return tuple(builder.build(path, attributes) for path in paths if "." not in path)


class _Builder:
    def __init__(self, source: Source, operations: list[Operation], paths: list[str], tags: tuple[Tag, ...]) -> None:
        self._source = source
        self._operations = operations
        self._paths = paths
        self._descriptions = {tag.name: tag.description for tag in tags}
        self._modules = Names()
        self._classes = Names(separator="")

    def build(self, path: str, attributes: Names) -> Resource:
        wanted = path.rpartition(".")[2]
        attribute = attributes.allocate(f"{wanted.rstrip('_')}_resource" if wanted in attributes else wanted)
        class_name = self._classes.allocate(pascal(path.replace(".", "_"), ()))
        module = self._modules.allocate(path.replace(".", "_"))
        own = [operation for operation in self._operations if operation.resource == path]
        members = Names(METHOD_WORDS)
        methods = tuple(self._named(operation, members) for operation in _own_names_first(own))
        order = {operation.id: index for index, operation in enumerate(own)}
        children = [child for child in self._paths if child.rpartition(".")[0] == path]
        return Resource(
            path=path,
            attribute=attribute,
            module=module,
            class_name=class_name,
            async_class_name=f"Async{class_name}",
            description=self._describe(own),
            operations=tuple(sorted(methods, key=lambda operation: order[operation.id])),
            children=tuple(self.build(child, members) for child in children),
        )

    def _describe(self, own: list[Operation]) -> str:
        tags = (tag for operation in own for tag in operation.tags)
        return next((text for tag in tags if (text := self._descriptions.get(tag, ""))), "")

    def _named(self, operation: Operation, members: Names) -> Operation:
        method = members.allocate(f"{operation.method}_" if operation.method in METHOD_WORDS else operation.method)
        return replace(operation, method=method, constant=method.upper().rstrip("_"))


def _own_names_first(operations: list[Operation]) -> list[Operation]:
    return sorted(operations, key=lambda operation: operation.method in METHOD_WORDS)
