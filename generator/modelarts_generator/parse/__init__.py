"""From the bundle to the intermediate model. Beyond this stage nothing touches raw dictionaries."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..model import Api
from ..text import one_line
from .aliases import name_replies
from .connections import connect
from .info import parse_security_schemes, parse_servers, parse_tags
from .operations import parse_operations
from .places import Places
from .resources import build_resources
from .source import Source
from .types import Types
from .usage import mark_usage

if TYPE_CHECKING:
    from ..document import Bundle
    from ..options import GenerateOptions
    from ..problems import Problem

__all__ = ["parse_api"]


def parse_api(bundle: Bundle, options: GenerateOptions) -> tuple[Api, list[Problem]]:
    """Read a bundle.

    Returns the model and all problems found; the model is of use only if none of them is an error.
    """
    del options
    source = Source(bundle)
    places = Places(source)
    types = Types(source, places)
    types.read_components()
    operations = connect(types, parse_operations(types))
    types.mark_tags()
    tags = parse_tags(source)
    info = source.root.get("info")
    api = Api(
        title=one_line(info.text("title")),
        version=one_line(info.text("version")),
        description=info.text("description"),
        license=info.get("license").text("identifier") or info.get("license").text("name"),
        servers=parse_servers(source),
        tags=tags,
        security_schemes=parse_security_schemes(source),
        resources=build_resources(source, operations, tags),
        schemas=mark_usage(types.schemas, operations),
        enums=tuple(types.enums.values()),
        aliases=name_replies(places, operations),
    )
    return api, source.problems
