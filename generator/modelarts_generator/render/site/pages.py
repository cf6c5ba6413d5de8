"""The pages of the site and what each of them needs."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from .. import environment as environments
from ..error_catalogue import read_catalogue
from ..program import program_name
from ..python_samples import python_samples, upload_samples
from . import html
from .fields import Fields
from .operations import OperationViews
from .search import search_index

if TYPE_CHECKING:
    from collections.abc import Iterator

    from jinja2 import Environment

    from ...model import Api, Resource
    from ...options import GenerateOptions
    from ..error_catalogue import ErrorCode

Files = dict[str, str]
Page = tuple[str, str, dict[str, Any]]
"""The path of a page, its template, and the values that it needs beside the common ones."""

_ASSETS = "site/assets/"
_FILTERS = {
    "inline": html.inline,
    "paragraphs": html.paragraphs,
    "pretty": html.pretty,
    "breakable": html.breakable,
    "error_anchor": html.error_anchor,
}
_FUNCTIONS = {
    "operation_page": html.operation_page,
    "resource_page": html.resource_page,
    "model_page": html.model_page,
}


def render_site(api: Api, options: GenerateOptions) -> Files:
    """Return the files of the site by their path in the output folder.

    Raises ProblemsError for an unsound error catalogue.
    """
    environment = environments.make_environment(options, _FILTERS)
    environment.globals |= _FUNCTIONS
    errors = read_catalogue(options.spec)
    common: dict[str, Any] = {
        "api": api,
        "resources": _with_operations(api),
        "header": environments.header(api),
        "program": program_name(options),
        "package": options.package_name,
        "distribution": options.distribution,
        "client": api.client_name,
        "errors": errors,
    }
    files = {f"site/{name}": text for name, text in _assets(environment).items()}
    for path, template, values in _pages(api, options, errors):
        root = "../" * path.count("/")
        text = environment.get_template(f"site/{template}.html.j2").render(**common, root=root, page=path, **values)
        files[f"site/{path}"] = text
    files["site/search-index.js"] = search_index(api, errors, environments.header(api))
    return files


def _pages(api: Api, options: GenerateOptions, errors: tuple[ErrorCode, ...]) -> Iterator[Page]:
    yield "index.html", "index", {"resource": None}
    yield "start.html", "start", {"resource": None}
    if errors:
        yield "errors.html", "errors", {"resource": None}
    yield from _operation_pages(api, options, errors)
    for resource in _with_operations(api):
        yield html.resource_page(resource, ""), "resource", {"resource": resource}
    fields = Fields(api, "../")
    for module in api.modules:
        schemas = [(schema, fields.flat(schema.properties)) for schema in api.schemas if schema.module == module]
        enums = [enum for enum in api.enums if enum.module == module]
        values = {"module": module, "schemas": schemas, "enums": enums, "resource": None}
        yield html.model_page(module, ""), "models", values


def _operation_pages(api: Api, options: GenerateOptions, errors: tuple[ErrorCode, ...]) -> Iterator[Page]:
    # A code may stand for several errors; the first is what the page of errors leads to.
    catalogue = {error.code: error for error in reversed(errors)}
    samples = python_samples(api, options.package_name), upload_samples(api, options.package_name)
    views = OperationViews(api, Fields(api, "../"), program_name(options), *samples)
    for resource in _with_operations(api):
        for operation in resource.operations:
            values = {"view": views.view(operation, catalogue), "operation": operation, "resource": resource}
            yield html.operation_page(operation, ""), "operation", values


def _with_operations(api: Api) -> list[Resource]:
    """Return the resources that have operations, in the order in which the description introduces its tags."""
    order = {tag.name: index for index, tag in enumerate(api.tags)}

    def place(root: Resource) -> int:
        tags = (tag for node in root.walk() for operation in node.operations for tag in operation.tags)
        return min((order[tag] for tag in tags if tag in order), default=len(order))

    return [node for root in sorted(api.resources, key=place) for node in root.walk() if node.operations]


def _assets(environment: Environment) -> Files:
    """Return the files that are copied as they are, each by its path; a user's own ones replace ours."""
    loader = environment.loader
    if loader is None:
        return {}
    names = environment.list_templates(filter_func=lambda name: name.startswith(_ASSETS))
    return {f"assets/{name.removeprefix(_ASSETS)}": loader.get_source(environment, name)[0] for name in names}
