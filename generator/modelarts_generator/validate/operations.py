"""What operations say about one another and about their paths."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from ..grammar import METHODS, Node, Pointer, walk

if TYPE_CHECKING:
    from ..document import Bundle
    from ..problems import Problem

_VARIABLE = re.compile(r"\{([^{}]*)\}")
_Key = tuple[str, str]


def check_operations(bundle: Bundle) -> Iterator[Problem]:
    """Yield repeated operation ids, paths and parameters, and path parameters that do not match their path."""
    nodes = [node for node in walk(bundle.document) if node.kind == "operation" and isinstance(node.value, dict)]
    yield from _check_ids(bundle, nodes)
    yield from _check_links(bundle, {node.value.get("operationId") for node in nodes})
    yield from _check_security(bundle, nodes)
    yield from _check_tags(bundle)
    templates: dict[str, str] = {}
    for path, item in bundle.document.get("paths", {}).items():
        pointer: Pointer = ("paths", path)
        template = _VARIABLE.sub("{}", path)
        if template in templates:
            message = f"{path} cannot be told from {templates[template]}"
            yield bundle.problem("duplicate-path", pointer, message, "use one path")
        templates.setdefault(template, path)
        if isinstance(item, dict):
            yield from _check_path(bundle, pointer, path, item)


def _check_ids(bundle: Bundle, nodes: list[Node]) -> Iterator[Problem]:
    first: dict[str, Pointer] = {}
    for node in nodes:
        name = node.value.get("operationId")
        # A Path Item among the components is only a template: it counts where it is used.
        if not isinstance(name, str) or node.pointer[:2] == ("components", "pathItems"):
            continue
        pointer = (*node.pointer, "operationId")
        if name in first:
            file, line = bundle.locate(first[name])
            message = f"the operationId {name!r} is already used in {file}:{line}"
            yield bundle.problem("duplicate-operation-id", pointer, message, "give each operation a name of its own")
        first.setdefault(name, pointer)


def _check_links(bundle: Bundle, names: set[Any]) -> Iterator[Problem]:
    for node in walk(bundle.document):
        if node.kind == "link" and isinstance(node.value, dict) and "operationId" in node.value:
            name = node.value["operationId"]
            if name not in names:
                yield bundle.problem("dangling-link", (*node.pointer, "operationId"), f"there is no operation {name!r}")


def _check_security(bundle: Bundle, nodes: list[Node]) -> Iterator[Problem]:
    known = bundle.document.get("components", {}).get("securitySchemes") or {}
    for pointer, value in (((), bundle.document), *((node.pointer, node.value) for node in nodes)):
        for index, choice in enumerate(value.get("security") or ()):
            for name in choice if isinstance(choice, dict) else ():
                if name not in known:
                    place = (*pointer, "security", index, name)
                    yield bundle.problem("unknown-security-scheme", place, f"there is no security scheme {name!r}")


def _check_tags(bundle: Bundle) -> Iterator[Problem]:
    seen: set[str] = set()
    for index, tag in enumerate(bundle.document.get("tags") or ()):
        name = tag.get("name") if isinstance(tag, dict) else None
        if name in seen:
            yield bundle.problem("duplicate-tag", ("tags", index), f"the tag {name!r} is described twice")
        seen.add(str(name))


def _check_path(bundle: Bundle, pointer: Pointer, path: str, item: dict[str, Any]) -> Iterator[Problem]:
    variables = _VARIABLE.findall(path)
    for name in sorted({name for name in variables if variables.count(name) > 1}):
        yield bundle.problem("path-parameter", pointer, f"{{{name}}} stands in the path more than once")
    shared, problems = _collect_parameters(bundle, (*pointer, "parameters"), item.get("parameters"))
    yield from problems
    for method in METHODS:
        operation = item.get(method)
        if isinstance(operation, dict):
            own, problems = _collect_parameters(bundle, (*pointer, method, "parameters"), operation.get("parameters"))
            yield from problems
            yield from _check_variables(bundle, (*pointer, method), set(variables), {**shared, **own})


def _collect_parameters(bundle: Bundle, pointer: Pointer, values: Any) -> tuple[dict[_Key, Pointer], list[Problem]]:
    found: dict[_Key, Pointer] = {}
    problems: list[Problem] = []
    for index, value in enumerate(values if isinstance(values, list) else ()):
        place = (*pointer, index)
        _, parameter = bundle.follow(place, value)
        if not isinstance(parameter, dict):
            continue
        key = (str(parameter.get("in")), str(parameter.get("name")))
        if key in found:
            problems.append(bundle.problem("duplicate-parameter", place, f"{key[0]} parameter {key[1]!r} comes twice"))
        found[key] = place
        if key[0] == "path" and parameter.get("required") is not True:
            problems.append(bundle.problem("path-parameter", place, f"{key[1]!r} is in the path but not required"))
    return found, problems


def _check_variables(
    bundle: Bundle, pointer: Pointer, variables: set[str], parameters: dict[_Key, Pointer]
) -> Iterator[Problem]:
    declared = {name: place for (where, name), place in parameters.items() if where == "path"}
    for name in sorted(variables - declared.keys()):
        yield bundle.problem("path-parameter", pointer, f"{{{name}}} is in the path but not among the parameters")
    for name in sorted(declared.keys() - variables):
        yield bundle.problem("path-parameter", declared[name], f"the path has no {{{name}}}")
