"""From OpenAPI 3.1 to 3.0: a walk that applies the tables of rules, inner objects first."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from ..grammar import Node, Pointer, is_reference, rebuild
from ..problems import Problem, Severity, sort_problems
from ..references import format_reference, parse_reference
from .object_rules import MOVED, OVERRIDES, RULES, VERSION
from .parts import name_parts
from .schema_rules import rewrite_schema

if TYPE_CHECKING:
    from ..document import Bundle

__all__ = ["VERSION", "downgrade"]

_MAY_BE_BOOLEAN = ("additionalProperties", "unevaluatedProperties")
_SCHEMAS = ("components", "schemas")


def downgrade(bundle: Bundle) -> tuple[dict[str, Any], list[Problem]]:
    """Return a sound document as one of OpenAPI 3.0, and warnings about what that cannot say.

    It accepts and refuses the same values, but for what the warnings name. Whatever OpenAPI 3.0 has no field for is
    kept under a name that starts with x-.
    """
    downgrader = _Downgrader(bundle)
    return downgrader.run(), sort_problems(downgrader.problems)


class _Downgrader:
    def __init__(self, bundle: Bundle) -> None:
        self.problems: list[Problem] = []
        self._bundle = bundle
        self._parts = name_parts(bundle.document)
        schemes = bundle.document.get("components", {}).get("securitySchemes", {})
        self._unknown = {name for name, scheme in schemes.items() if scheme.get("type") == "mutualTLS"}

    def run(self) -> dict[str, Any]:
        document: dict[str, Any] = self._rewrite(Node((), "document", self._bundle.document))
        parts = {name: self._rewrite(self._node(place)) for place, name in self._parts.items()}
        if parts:
            components = document.setdefault("components", {})
            components["schemas"] = dict(sorted({**components.get("schemas", {}), **parts}.items()))
        return document

    def _node(self, place: Pointer) -> Node:
        return Node(place, "schema", self._bundle.at(place))

    def _visit(self, node: Node) -> Any:
        """Rewrite an object, or refer to the component that it becomes."""
        name = self._parts.get(tuple(map(str, node.pointer))) if self._parts else None
        return self._rewrite(node) if name is None else {"$ref": format_reference((*_SCHEMAS, name))}

    def _rewrite(self, node: Node) -> Any:
        if node.kind == "schema" and type(node.value) is bool:
            keeps = len(node.pointer) > 1 and node.pointer[-1] in _MAY_BE_BOOLEAN and node.pointer[-2] != "properties"
            return node.value if keeps else {} if node.value else {"not": {}}
        if type(node.value) is not dict:
            return node.value
        if is_reference(node) and node.kind in OVERRIDES and len(node.value) > 1:
            return self._override(node)
        result = rebuild(node, self._visit)
        if is_reference(node):
            result["$ref"] = self._retarget(node.value["$ref"])
        for key, lost in self._apply_rules(node.kind, result):
            self._lose((*node.pointer, key) if key else node.pointer, lost)
        return result

    def _apply_rules(self, kind: str, result: dict[str, Any]) -> Iterator[tuple[str, str]]:
        if kind == "schema":
            yield from rewrite_schema(result)
        yield from (("", lost) for rule in RULES.get(kind, ()) if (lost := rule(result)))
        if self._unknown and "security" in result and kind in ("document", "operation"):
            result["security"] = [
                {name: roles for name, roles in needed.items() if name not in self._unknown}
                for needed in result["security"]
            ]

    def _override(self, node: Node) -> Any:
        """What stands beside a `$ref` would be ignored: the object itself, so described, takes its place."""
        place, target = self._bundle.follow(node.pointer, node.value)
        more = {key: node.value[key] for key in OVERRIDES[node.kind] if key in node.value}
        return {**self._rewrite(Node(place, node.kind, target)), **more}

    def _retarget(self, reference: str) -> str:
        steps = parse_reference(reference).steps
        if steps in self._parts:
            return format_reference((*_SCHEMAS, self._parts[steps]))
        for before, after in MOVED.items():
            if steps[: len(before)] == before:
                return format_reference((*after, *steps[len(before) :]))
        return reference

    def _lose(self, pointer: Pointer, lost: str) -> None:
        message = f"in OpenAPI {VERSION}, {lost}"
        self.problems.append(self._bundle.problem("lost-in-3.0", pointer, message, severity=Severity.WARNING))
