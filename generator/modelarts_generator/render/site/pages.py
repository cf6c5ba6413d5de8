"""The pages of the site and what each of them needs."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from .. import environment as environments
from ..error_catalogue import group_errors, read_catalogue
from ..program import program_name
from ..python_samples import async_samples, python_samples, upload_samples
from . import html
from .fields import Fields
from .navigation import group_resources
from .operations import OperationViews, SampleTexts
from .search import search_index

if TYPE_CHECKING:
    from collections.abc import Iterator

    from jinja2 import Environment

    from ...model import Api
    from ...options import GenerateOptions
    from ..error_catalogue import ErrorCode
    from .navigation import Group

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
    groups = group_resources(api)
    common: dict[str, Any] = {
        "api": api,
        "groups": groups,
        "header": environments.header(api),
        "program": program_name(options),
        "package": options.package_name,
        "distribution": options.distribution,
        "client": api.client_name,
        "errors": errors,
        "resource": None,
        "module": "",
    }
    files = {f"site/{name}": text for name, text in _assets(environment).items()}
    for path, template, values in _pages(api, options, groups, errors):
        root = "../" * path.count("/")
        text = environment.get_template(f"site/{template}.html.j2").render(common | values, root=root, page=path)
        files[f"site/{path}"] = text
    files["site/search-index.js"] = search_index(api, groups, errors, environments.header(api))
    return files


def _pages(
    api: Api, options: GenerateOptions, groups: tuple[Group, ...], errors: tuple[ErrorCode, ...]
) -> Iterator[Page]:
    yield "index.html", "index", {}
    yield "start.html", "start", {}
    if errors:
        yield "errors.html", "errors", {}
    if api.modules:
        yield "schemas.html", "schemas", {}
    yield from _operation_pages(api, options, groups, errors)
    for group in groups:
        for resource in (group.top, *group.parts):
            below = [node for node in resource.walk() if node.operations and node is not resource]
            yield html.resource_page(resource, ""), "resource", {"resource": resource, "below": below}
    fields = Fields(api, "../")
    for module in api.modules:
        schemas = [(schema, fields.flat(schema.properties)) for schema in api.schemas if schema.module == module]
        enums = [enum for enum in api.enums if enum.module == module]
        yield html.model_page(module, ""), "models", {"module": module, "schemas": schemas, "enums": enums}


def _operation_pages(
    api: Api, options: GenerateOptions, groups: tuple[Group, ...], errors: tuple[ErrorCode, ...]
) -> Iterator[Page]:
    catalogue = group_errors(errors)
    package = options.package_name
    texts = SampleTexts(
        program_name(options), python_samples(api, package), async_samples(api, package), upload_samples(api, package)
    )
    views = OperationViews(api, Fields(api, "../"), texts)
    for group in groups:
        for resource in (group.top, *group.parts):
            for operation in resource.operations:
                values = {"view": views.view(operation, catalogue), "operation": operation, "resource": resource}
                yield html.operation_page(operation, ""), "operation", values


def _assets(environment: Environment) -> Files:
    """Return the files that are copied as they are, each by its path; a user's own ones replace ours."""
    loader = environment.loader
    if loader is None:
        return {}
    names = environment.list_templates(filter_func=lambda name: name.startswith(_ASSETS))
    return {f"assets/{name.removeprefix(_ASSETS)}": loader.get_source(environment, name)[0] for name in names}
