"""From parameters and body fields to the arguments of click's decorators."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from ..model import Location, TypeKind
from .cli_names import option_names
from .fixed_values import fixed_value
from .texts import first_paragraph, kebab

if TYPE_CHECKING:
    from ..model import Api, EnumSchema, Operation, Parameter, Property, Type
    from ..model.types import JsonScalar

_SCALARS = {TypeKind.STRING, TypeKind.INTEGER, TypeKind.NUMBER, TypeKind.BOOLEAN, TypeKind.ENUM}


@dataclass(frozen=True, slots=True)
class Decorator:
    """One decorator: `kind` is argument or option, `settings` are keyword arguments as Python source."""

    kind: str
    declarations: tuple[str, ...]
    settings: dict[str, str] = field(default_factory=dict)


def decorators_of(api: Api, operation: Operation) -> list[Decorator]:
    """Return the decorators of an operation's own arguments and options, in the order they are shown."""
    paging_size = operation.pagination.size if operation.pagination else ""
    names = option_names(operation)
    made = [_argument(api, item) for item in path_arguments(operation)]
    made += [
        _parameter(
            api,
            item,
            names[item.python_name],
            is_size=item.name == paging_size,
            fixed=fixed_value(api, operation, item),
        )
        for item in operation.parameters
        if item.location is not Location.PATH and not comes_from_client(item)
    ]
    if operation.body is not None and operation.body.expanded:
        needed = operation.body.required
        made += [
            _field(api, item, names[item.python_name], needed=needed, fixed=fixed_value(api, operation, item))
            for item in operation.body.properties
        ]
    elif operation.body is not None:
        made.append(_whole_body(operation))
    return made


def path_arguments(operation: Operation) -> list[Parameter]:
    """Return the path parameters that the user types."""
    return [item for item in operation.parameters_in(Location.PATH) if not comes_from_client(item)]


def comes_from_client(item: Parameter) -> bool:
    """Say whether a parameter is one of the options for the connection."""
    return item.from_client == "project_id"


def enum_constant(name: str) -> str:
    """Return the name of the constant that holds the choices of an enumeration."""
    return f"{kebab(name).replace('-', '_').upper()}_CHOICE"


def enums_of(api: Api, operations: tuple[Operation, ...]) -> list[EnumSchema]:
    """Return the enumerations that the options of some operations use, sorted by name."""
    names: set[str] = set()
    for operation in operations:
        kinds = [item.type for item in operation.parameters if not comes_from_client(item)]
        kinds += [item.type for item in operation.body.properties] if operation.body else []
        cores = [_choices_of(api, kind.items if kind.kind is TypeKind.ARRAY and kind.items else kind) for kind in kinds]
        names.update(core.name for core in cores if core.kind is TypeKind.ENUM)
    return [api.enum(name) for name in sorted(names)]


def _choices_of(api: Api, kind: Type) -> Type:
    """Return the enumeration that stands for a union of enumerations which only spell its values differently."""
    if kind.kind is not TypeKind.UNION or any(member.kind is not TypeKind.ENUM for member in kind.members):
        return kind
    spelled = [{str(item.value) for item in api.enum(member.name).members} for member in kind.members]
    return kind.members[0] if all(values <= spelled[0] for values in spelled) else kind


def enum_choices(enum: EnumSchema) -> dict[str, int | str]:
    """Return what may be typed for an enumeration, and what is sent for it."""
    if enum.kind is TypeKind.STRING:
        return {str(member.value): member.value for member in enum.members}
    return {kebab(member.name): member.value for member in enum.members}


def choices_source(enum: EnumSchema) -> dict[str, int | str] | list[str]:
    """Return the choices as they are written in generated code: short where names and values are the same."""
    choices = enum_choices(enum)
    return list(choices) if enum.kind is TypeKind.STRING else choices


def _argument(api: Api, item: Parameter) -> Decorator:
    settings = {"cls": "Argument", "metavar": repr(item.python_name.upper().strip("_"))}
    kind = _scalar(item.type)
    if kind:
        settings["type"] = kind
    settings["help"] = repr(_help(api, item))
    return Decorator("argument", (item.python_name,), settings)


def _parameter(api: Api, item: Parameter, name: str, *, is_size: bool, fixed: JsonScalar) -> Decorator:
    declarations, settings = _option(api, item, name, fixed)
    if is_size:
        settings |= {"type": "click.IntRange(min=1)", "metavar": repr("N"), "help": repr(_size_help(api, item))}
    if item.required and fixed is None:
        settings["required"] = "True"
    return Decorator("option", declarations, settings)


def _field(api: Api, item: Property, name: str, *, needed: bool, fixed: JsonScalar) -> Decorator:
    declarations, settings = _option(api, item, name, fixed)
    settings = {"cls": "FieldOption", "wire": repr(item.name), **settings}
    if item.required and needed and fixed is None:
        settings["mandatory"] = "True"
    return Decorator("option", declarations, settings)


def _whole_body(operation: Operation) -> Decorator:
    body = operation.body
    if body is None:
        raise ValueError(f"{operation.id} has no body")
    kind = "FileContent()" if body.type.kind is TypeKind.BINARY else "JsonValue()"
    settings = {"type": kind, "help": repr(first_paragraph(body.description) or "The body.")}
    if body.required:
        settings["required"] = "True"
    return Decorator("option", (body.python_name, "--body"), settings)


def _option(
    api: Api, item: Parameter | Property, name: str, fixed: JsonScalar
) -> tuple[tuple[str, ...], dict[str, str]]:
    flag, kind = f"--{name}", item.type
    settings: dict[str, str] = {}
    if kind.kind is TypeKind.BOOLEAN:
        flag, settings["default"] = f"{flag}/--no-{name}", "None"
    elif kind.kind is TypeKind.ARRAY:
        settings |= _array(api, kind)
    else:
        settings |= _single(api, kind)
        if kind.kind is TypeKind.INTEGER and "milliseconds since the epoch" in item.description:
            settings["type"] = "Moment()"
        elif kind.kind in {TypeKind.INTEGER, TypeKind.NUMBER}:
            settings["metavar"] = repr("N" if kind.kind is TypeKind.INTEGER else "NUMBER")
    if item.deprecated:
        settings["deprecated"] = "True"
    settings["help"] = repr(_help(api, item, fixed))
    return (item.python_name, flag), settings


def _array(api: Api, kind: Type) -> dict[str, str]:
    inner = kind.items
    if inner is None or inner.kind not in {*_SCALARS, TypeKind.BINARY, TypeKind.MODEL, TypeKind.MAP}:
        return {"type": "JsonValue(list)"}
    if inner.kind in {TypeKind.MODEL, TypeKind.MAP}:
        return {"multiple": "True", "type": f"JsonObjects({_strings(api, inner)})"}
    settings = {"multiple": "True", **_single(api, inner)}
    if inner.kind is TypeKind.BOOLEAN:
        settings["type"] = "click.BOOL"
    return settings


def _single(api: Api, kind: Type) -> dict[str, str]:
    kind = _choices_of(api, kind)
    if kind.kind is TypeKind.ENUM:
        return {"type": enum_constant(kind.name)}
    if kind.kind in {TypeKind.MODEL, TypeKind.MAP}:
        strings = _strings(api, kind)
        return {"type": f"JsonValue(dict, {strings})" if strings else "JsonValue(dict)"}
    if kind.kind is TypeKind.BINARY:
        return {"type": "FileContent()"}
    if kind.kind in {TypeKind.ANY, TypeKind.UNION, TypeKind.NULL}:
        return {"type": "JsonValue(text=True)"}
    scalar = _scalar(kind)
    return {"type": scalar} if scalar else {}


def _scalar(kind: Type) -> str:
    if kind.kind is TypeKind.ENUM:
        return enum_constant(kind.name)
    if kind.kind not in {TypeKind.INTEGER, TypeKind.NUMBER}:
        return ""
    whole = kind.kind is TypeKind.INTEGER
    limits = kind.constraints
    shown = {"min": limits.minimum, "max": limits.maximum}
    # The limits of a 32 or 64 bit number tell a reader nothing.
    given = {
        name: _number(value, whole) for name, value in shown.items() if value is not None and abs(value) < 2**31 - 1
    }
    if not given:
        return "click.INT" if whole else "click.FLOAT"
    listed = ", ".join(f"{name}={value!r}" for name, value in given.items())
    return f"click.{'IntRange' if whole else 'FloatRange'}({listed})"


def _number(value: float, whole: bool) -> float:
    return int(value) if whole else value


def _strings(api: Api, kind: Type) -> str:
    """Name the text properties: in key=value their values are not read as numbers."""
    if kind.kind is not TypeKind.MODEL:
        return ""
    text = {TypeKind.STRING, TypeKind.ENUM}
    enums = {enum.name for enum in api.enums if enum.kind is TypeKind.INTEGER}
    names = [
        item.name for item in api.schema(kind.name).properties if item.type.kind in text and item.type.name not in enums
    ]
    return "{" + ", ".join(map(repr, names)) + "}" if names else ""


def _help(api: Api, item: Parameter | Property, fixed: JsonScalar = None) -> str:
    parts = [first_paragraph(item.description)]
    core = _choices_of(api, item.type.items if item.type.kind is TypeKind.ARRAY and item.type.items else item.type)
    if core.kind is TypeKind.ENUM:
        choices = enum_choices(api.enum(core.name))
        if len("|".join(choices)) > 32:  # click shows shorter ones by itself
            parts.append(f"One of {', '.join(choices)}.")
    elif core.kind is TypeKind.MODEL:
        parts.append(_describe_fields(api, core))
    if item.type.kind is TypeKind.ARRAY and core.kind in {*_SCALARS, TypeKind.MODEL, TypeKind.MAP}:
        parts.append("Repeatable.")
    text = " ".join(part for part in parts if part)
    default = _shown(api, item, fixed) if fixed is not None else "" if item.required else _default(api, item)
    return f"{text}  [default: {default}]" if default else text


def _size_help(api: Api, item: Parameter) -> str:
    most, default = item.constraints.maximum, _default(api, item)
    several = f"; more than {int(most)} take several requests" if most else ""
    return f"How many to show at most{several}." + (f"  [default: {default}]" if default else "")


def _describe_fields(api: Api, kind: Type) -> str:
    properties = [item for item in api.schema(kind.name).properties if not item.read_only and not item.deprecated]
    ordered = sorted(properties, key=lambda item: not item.required)
    names = [f"{item.name}{'*' if item.required else ''}" for item in ordered]
    shown = ", ".join(names[:8]) + (", ..." if len(names) > 8 else "")
    return f"Fields: {shown}." if shown else ""


def _default(api: Api, item: Parameter | Property) -> str:
    value: Any = item.default
    if not item.has_default or value is None or value == "" or value == []:
        return ""
    return _shown(api, item, value)


def _shown(api: Api, item: Parameter | Property, value: Any) -> str:
    """Return a value as the user types it."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if item.type.kind is TypeKind.ENUM:
        choices = enum_choices(api.enum(item.type.name))
        return next((label for label, known in choices.items() if known == value), str(value))
    return str(value)
