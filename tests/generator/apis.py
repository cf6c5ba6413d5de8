"""Small documents, parsed."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from modelarts_generator.document import Bundle
from modelarts_generator.options import GenerateOptions
from modelarts_generator.parse import parse_api
from ruamel.yaml import YAML

if TYPE_CHECKING:
    from modelarts_generator.model import Api, Operation, Schema
    from modelarts_generator.problems import Problem

OPTIONS = GenerateOptions(
    spec=Path("openapi.yaml"), out=Path("out"), package_name="shop_client", distribution="shop-client"
)


def read(text: str) -> Any:
    """Read YAML."""
    return YAML(typ="safe", pure=True).load(text)


def bundle_of(*, paths: str = "{}", schemas: str = "{}", **more: Any) -> Bundle:
    """Make a bundle of YAML texts for `paths` and `components.schemas`."""
    document = {"openapi": "3.1.0", "info": {"title": "Shop", "version": "1.2.3"}, "paths": read(paths)}
    return Bundle({**document, "components": {"schemas": read(schemas)}, **more})


def parse(**texts: Any) -> tuple[Api, list[Problem]]:
    """Parse YAML texts."""
    return parse_api(bundle_of(**texts), OPTIONS)


def api_of(**texts: Any) -> Api:
    """Parse YAML texts that have no problems."""
    api, problems = parse(**texts)
    assert problems == []
    return api


def schemas_of(text: str) -> dict[str, Schema]:
    """Parse schemas; return the object schemas by class name."""
    return {schema.name: schema for schema in api_of(schemas=text).schemas}


def operation_of(text: str, **more: Any) -> Operation:
    """Parse paths with one operation."""
    (operation,) = api_of(paths=text, **more).operations
    return operation
