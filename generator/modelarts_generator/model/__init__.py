"""The intermediate model: what a description says, free of how it is written down.

`parse` builds it from a bundle, everything after `parse` reads it. All classes are frozen; order is the
order of the description, so that the same description gives the same output.
"""

from .api import Api, Resource, SecurityScheme, Server, ServerVariable, Tag
from .operations import (
    Body,
    Follow,
    Link,
    LinkArgument,
    LinkSource,
    Location,
    Operation,
    Pagination,
    Parameter,
    Response,
    Upload,
    Waiter,
)
from .types import (
    NO_CONSTRAINTS,
    Alias,
    Constraints,
    EnumMember,
    EnumSchema,
    Example,
    JsonScalar,
    Lifecycle,
    Property,
    Schema,
    Type,
    TypeKind,
)

__all__ = [
    "NO_CONSTRAINTS",
    "Alias",
    "Api",
    "Body",
    "Constraints",
    "EnumMember",
    "EnumSchema",
    "Example",
    "Follow",
    "JsonScalar",
    "Lifecycle",
    "Link",
    "LinkArgument",
    "LinkSource",
    "Location",
    "Operation",
    "Pagination",
    "Parameter",
    "Property",
    "Resource",
    "Response",
    "Schema",
    "SecurityScheme",
    "Server",
    "ServerVariable",
    "Tag",
    "Type",
    "TypeKind",
    "Upload",
    "Waiter",
]
