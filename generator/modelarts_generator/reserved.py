"""Names that generated code cannot use freely, because they mean something there already."""

from __future__ import annotations

import keyword

KEYWORDS = frozenset(keyword.kwlist)

TYPE_WORDS = frozenset(
    {
        "bool",
        "bytes",
        "date",
        "datetime",
        "dict",
        "float",
        "int",
        "list",
        "object",
        "set",
        "str",
        "tuple",
        "type",
    }
)
"""Names that annotations use; an attribute of that name would hide the type inside its class."""

FIELD_WORDS = (
    KEYWORDS
    | (TYPE_WORDS - {"object", "type"})
    | {
        "construct",
        "copy",
        "from_orm",
        "json",
        "open_fields",
        "parse_file",
        "parse_obj",
        "parse_raw",
        "root",
        "schema",
        "schema_json",
        "update_forward_refs",
        "validate",
    }
    | {
        "model_computed_fields",
        "model_config",
        "model_construct",
        "model_copy",
        "model_dump",
        "model_dump_json",
        "model_extra",
        "model_fields",
        "model_fields_set",
        "model_json_schema",
        "model_parametrized_name",
        "model_post_init",
        "model_rebuild",
        "model_validate",
        "model_validate_json",
        "model_validate_strings",
    }
)
"""Names a field of a model cannot have: members of the models' base, and types."""

CLASS_WORDS = frozenset(
    {
        "Annotated",
        "Any",
        "ApiModel",
        "BaseModel",
        "Callable",
        "ClassVar",
        "ConfigDict",
        "Enum",
        "False",
        "Field",
        "Final",
        "Generic",
        "IntEnum",
        "Literal",
        "Mapping",
        "None",
        "OpenIntEnum",
        "OpenStrEnum",
        "Optional",
        "RootModel",
        "Self",
        "Sequence",
        "StrEnum",
        "TYPE_CHECKING",
        "True",
        "TypeAlias",
        "TypeVar",
        "Union",
    }
)
"""Names that modules of models import or mean already."""

ARGUMENT_WORDS = KEYWORDS | {"builtins", "options", "self"}
"""Names an argument of an SDK method cannot have."""

WAIT_WORDS = frozenset({"interval", "max_interval", "on_progress", "timeout"})
"""Arguments of wait() itself."""

METHOD_WORDS = KEYWORDS | {"cached_property", "wait", "wait_deleted"}
"""Names a method or attribute of a resource cannot have."""

CLIENT_WORDS = KEYWORDS | {
    "account_id",
    "auth",
    "base_url",
    "close",
    "cloud",
    "copy",
    "credentials",
    "domain_id",
    "endpoint",
    "from_config",
    "hooks",
    "options",
    "project_id",
    "raw",
    "region",
    "request",
    "request_page",
    "request_wait",
    "request_wait_deleted",
    "resources",
    "settings",
    "timeout",
    "transport",
    "with_options",
}
"""Names a resource at the root cannot have: they are the client's own."""

CLIENT_CLASS_WORDS = frozenset(
    {"Credentials", "Hooks", "Page", "Request", "Resource", "Response", "Timeout", "Transport"},
)
"""Names the client's class cannot have: the package exports them already."""
