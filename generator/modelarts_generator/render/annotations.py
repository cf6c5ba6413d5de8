"""Types as Python annotations, and the imports they need."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..model import Type, TypeKind
from ..naming import Names

if TYPE_CHECKING:
    from collections.abc import Collection

    from ..model import Api, Operation

_SCALARS = {
    TypeKind.INTEGER: "int",
    TypeKind.NUMBER: "float",
    TypeKind.BOOLEAN: "bool",
    TypeKind.NULL: "None",
    TypeKind.ANY: "Any",
    TypeKind.STRING: "str",
}
_MOMENTS = {"date": "date", "date-time": "datetime"}

RUNTIME_NAMES = frozenset(
    {
        "Any",
        "AsyncLines",
        "AsyncPage",
        "AsyncResource",
        "Callable",
        "Follow",
        "IO",
        "Iterable",
        "Lifecycle",
        "Limits",
        "Lines",
        "Literal",
        "Mapping",
        "Operation",
        "Page",
        "Pagination",
        "RequestOptions",
        "Resource",
        "Sequence",
        "Source",
        "TYPE_CHECKING",
        "Upload",
        "UploadProgress",
        "UploadReport",
    }
)
"""Names that the modules of resources import."""

_BUILTINS = {"bool", "bytes", "dict", "float", "int", "list", "object", "str", "tuple"}

UPLOAD = "upload"
"""Format of binary values in a form with files."""


class Annotations:
    """Writes annotations for one module and remembers which models they name.

    `taken` are names the module defines; a model of that name is imported under another. `members` are names inside
    the classes that would hide a builtin type.
    """

    def __init__(self, taken: Collection[str], members: Collection[str] = ()) -> None:
        self._names = Names({*taken, *RUNTIME_NAMES})
        self._hidden = _BUILTINS & set(members)
        self._models: dict[tuple[str, str], str] = {}

    @property
    def qualifies(self) -> bool:
        """Whether some builtin types are written with the name of their module."""
        return bool(self._hidden)

    @property
    def imports(self) -> list[tuple[str, list[str]]]:
        """The models named so far: module and names, `X as Y` where a name was taken."""
        modules: dict[str, list[str]] = {}
        for (module, name), local in sorted(self._models.items()):
            modules.setdefault(module, []).append(name if name == local else f"{name} as {local}")
        return sorted(modules.items())

    def builtin(self, name: str) -> str:
        """Return the name of a builtin type, qualified where a member hides it."""
        return f"builtins.{name}" if name in self._hidden else name

    def given(self, kind: Type) -> str:
        """Annotate a value that the caller gives: models may be plain mappings, enumerations plain values."""
        return " | ".join(dict.fromkeys(self._given(kind)))

    def received(self, kind: Type | None) -> str:
        """Annotate a value that the service sends."""
        if kind is None:
            return "None"
        parts = self._received(kind)
        if kind.nullable and kind.kind is not TypeKind.ANY:
            parts = [*parts, "None"]
        return " | ".join(dict.fromkeys(parts))

    def reply(self, api: Api, operation: Operation) -> str:
        """Annotate what the runtime returns for an operation: an alias where the reply has no class of its own."""
        alias = api.alias_of(operation)
        if operation.replies_text:
            return self.builtin("bytes")
        if alias is None:
            return self.received(operation.reply_type)
        return self._model(Type(TypeKind.MODEL, alias.name, alias.module))

    def _given(self, kind: Type) -> list[str]:
        if kind.values:
            return [f"Literal[{', '.join(map(repr, kind.values))}]"]
        match kind.kind:
            case TypeKind.MODEL:
                return [self._model(kind), f"Mapping[{self.builtin('str')}, Any]"]
            case TypeKind.ENUM:
                return [self._model(kind), self.builtin("int" if kind.format == "integer" else "str")]
            case TypeKind.UNION:
                return [part for member in kind.members for part in self._given(member)]
            case TypeKind.ARRAY:
                return [f"Sequence[{self.given(kind.items or Type(TypeKind.ANY))}]"]
            case TypeKind.MAP:
                return [f"Mapping[{self.builtin('str')}, {self.given(kind.items or Type(TypeKind.ANY))}]"]
            case TypeKind.BINARY:
                content = [self.builtin("bytes"), f"IO[{self.builtin('bytes')}]"]
                # In a form with files, a file may come with its name.
                named = f"{self.builtin('tuple')}[{self.builtin('str')}, {' | '.join(content)}]"
                return [*content, named] if kind.format == UPLOAD else content
            case _ if kind.format in _MOMENTS and kind.kind is TypeKind.STRING:
                return [self._moment(kind), self.builtin("str")]
            case _:
                return [self.builtin(_SCALARS[kind.kind])]

    def _received(self, kind: Type) -> list[str]:
        if kind.values:
            return [self.builtin(_SCALARS[kind.kind])]
        match kind.kind:
            case TypeKind.MODEL | TypeKind.ENUM:
                return [self._model(kind)]
            case TypeKind.UNION:
                return [self.received(member) for member in kind.members]
            case TypeKind.ARRAY:
                return [f"{self.builtin('list')}[{self.received(kind.items or Type(TypeKind.ANY))}]"]
            case TypeKind.MAP:
                items = self.received(kind.items or Type(TypeKind.ANY))
                return [f"{self.builtin('dict')}[{self.builtin('str')}, {items}]"]
            case TypeKind.BINARY:
                return [self.builtin("bytes")]
            case _ if kind.format in _MOMENTS and kind.kind is TypeKind.STRING:
                return [self._moment(kind)]
            case _:
                return [self.builtin(_SCALARS[kind.kind])]

    def _moment(self, kind: Type) -> str:
        return f"_{_MOMENTS[kind.format]}"

    def _model(self, kind: Type) -> str:
        key = (kind.module, kind.name)
        if key not in self._models:
            self._models[key] = self._names.allocate(kind.name if kind.name not in self._names else f"{kind.name}Model")
        return self._models[key]
