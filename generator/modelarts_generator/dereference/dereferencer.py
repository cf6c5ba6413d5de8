"""Putting what a `$ref` names in its place."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ..grammar import Node, Pointer, is_reference, rebuild
from ..references import parse_reference

if TYPE_CHECKING:
    from ..document import Bundle

_BY_NAME = "securitySchemes"
_CHOICES = ("oneOf", "anyOf")
_ANNOTATIONS = frozenset(
    ("title", "summary", "description", "default", "deprecated", "readOnly", "writeOnly", "examples", "example")
)


def dereference(bundle: Bundle) -> dict[str, Any]:
    """Return the document without references, but for those by which a schema contains itself or is told from others.

    Only the components that these name, and ways of signing in, are left. Equal parts are one object in memory: the
    result is to be read or written, not to be changed.
    """
    return _Dereferencer(bundle).run()


class _Dereferencer:
    def __init__(self, bundle: Bundle) -> None:
        self._bundle = bundle
        self._done: dict[Pointer, Any] = {}
        self._open: set[Pointer] = set()
        self._kept: dict[Pointer, str] = {}

    def run(self) -> dict[str, Any]:
        document = self._bundle.document
        rest = {key: value for key, value in document.items() if key != "components"}
        result = rebuild(Node((), "document", rest), self._expand)
        components: dict[str, Any] = {}
        if _BY_NAME in document.get("components", {}):
            components[_BY_NAME] = document["components"][_BY_NAME]
        waiting = list(self._kept)
        for place in waiting:
            _, section, name = place
            components.setdefault(str(section), {})[str(name)] = self._target(place, self._kept[place])
            waiting += [other for other in self._kept if other not in waiting]
        if components:
            result["components"] = {key: dict(sorted(components[key].items())) for key in sorted(components)}
        return result

    def _expand(self, node: Node) -> Any:
        if type(node.value) is not dict:
            return node.value
        if is_reference(node):
            return self._replace(node)
        if node.kind == "schema" and "discriminator" in node.value:
            return self._told_apart(node)
        return rebuild(node, self._expand)

    def _replace(self, node: Node) -> Any:
        place = parse_reference(node.value["$ref"]).steps
        if place in self._open:
            self._kept[place] = node.kind
            return rebuild(node, self._expand)
        target = self._target(place, node.kind)
        rest = {key: value for key, value in node.value.items() if key != "$ref"}
        if not rest:
            return target
        siblings = rebuild(Node(node.pointer, node.kind, rest), self._expand)
        if isinstance(target, dict) and all(key in _ANNOTATIONS or key.startswith("x-") for key in rest):
            return {**target, **siblings}
        return {"allOf": [target], **siblings}

    def _target(self, place: Pointer, kind: str) -> Any:
        if place not in self._done:
            self._open.add(place)
            self._done[place] = self._expand(Node(place, kind, self._bundle.at(place)))
            self._open.remove(place)
        return self._done[place]

    def _told_apart(self, node: Node) -> Any:
        """Keep the references to alternatives that a discriminator tells apart by their names."""
        mapping = node.value["discriminator"].get("mapping") or {}
        texts = [text for text in mapping.values() if text.startswith("#")]
        texts += [item["$ref"] for key in _CHOICES for item in node.value.get(key, ()) if set(item) == {"$ref"}]
        named = [parse_reference(text).steps for text in texts]
        self._kept |= dict.fromkeys(named, "schema")
        return rebuild(node, lambda child: child.value if _is_choice(node, child) else self._expand(child))


def _is_choice(node: Node, child: Node) -> bool:
    return child.pointer[len(node.pointer)] in _CHOICES and set(child.value) == {"$ref"}
