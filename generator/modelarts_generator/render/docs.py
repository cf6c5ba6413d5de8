"""The target `docs`: a reference in Markdown, one page per resource, per module of models, and the error codes."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import partial
from typing import TYPE_CHECKING, Any

from .cli_names import command_words, option_names
from .docs_texts import code, json_block, limits_text, markdown, table_cell, type_link
from .environment import header, make_environment
from .error_catalogue import read_catalogue
from .fixed_values import fixed_value
from .program import program_name
from .python_samples import python_samples, upload_samples
from .samples import command_sample, fold_command, upload_words

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from ..model import Api, Operation, Parameter, Property, Response
    from ..options import GenerateOptions

Files = dict[str, str]
_MODELS = "../models/"
_FILTERS = {"markdown": markdown, "cell": table_cell, "code": code, "json_block": json_block}


@dataclass(frozen=True, slots=True)
class Row:
    """A parameter or a property in a table; all texts are Markdown."""

    name: str
    place: str
    type: str
    needed: str
    text: str


@dataclass(frozen=True, slots=True)
class OperationView:
    """One operation as its page shows it."""

    operation: Operation
    parameters: tuple[Row, ...]
    body: tuple[Row, ...]
    body_type: str
    replies: tuple[tuple[str, str, str], ...]
    example: Any
    python: str
    command: str
    upload_python: str
    upload_command: str


def render_docs(api: Api, options: GenerateOptions) -> Files:
    """Return the pages by their path in the output folder. Raises ProblemsError for an unsound error catalogue."""
    environment = make_environment(options, _FILTERS)
    program = program_name(options)
    common: dict[str, Any] = {
        "api": api,
        "header": header(api),
        "program": program,
        "package": options.package_name,
        "distribution": options.distribution,
        "client": api.client_name,
    }
    errors = read_catalogue(options.spec)
    samples = python_samples(api, options.package_name)
    uploads = upload_samples(api, options.package_name)
    pages: dict[str, tuple[str, dict[str, Any]]] = {
        "README.md": ("index", {"errors": errors, "modules": api.modules, "words": partial(command_words, api)}),
        "command-line.md": ("command-line", {}),
    }
    for resource in api.all_resources:
        views = [
            _operation(api, item, samples[item.id], uploads.get(item.id, ""), program) for item in resource.operations
        ]
        pages[f"resources/{resource.module}.md"] = ("resource", {"resource": resource, "operations": views})
    for module in api.modules:
        pages[f"models/{module}.md"] = ("models", {"module": module, **_models(api, module)})
    if errors:
        pages["errors.md"] = ("errors", {"errors": errors})
    return {
        f"docs/{path}": environment.get_template(f"docs/{template}.md.j2").render(**common, **values)
        for path, (template, values) in pages.items()
    }


def _models(api: Api, module: str) -> dict[str, Any]:
    return {
        "schemas": [(schema, _rows(schema.properties, "", {})) for schema in api.schemas if schema.module == module],
        "enums": [enum for enum in api.enums if enum.module == module],
    }


def _operation(api: Api, operation: Operation, python: str, upload: str, program: str) -> OperationView:
    body, names = operation.body, option_names(operation)
    success = operation.success
    return OperationView(
        operation=operation,
        parameters=tuple(_given(api, operation, operation.parameters, names)),
        body=tuple(_given(api, operation, body.properties, names)) if body else (),
        body_type=type_link(body.type, _MODELS) if body else "",
        replies=tuple(_reply(item) for item in operation.responses),
        example=success.examples[0].value if success and success.examples else None,
        python=python,
        command=fold_command(command_sample(api, operation, program), "  "),
        upload_python=upload,
        upload_command=upload_words(api, operation, program) if upload else "",
    )


def _reply(item: Response) -> tuple[str, str, str]:
    return item.status, type_link(item.type, _MODELS), table_cell(markdown(item.description))


def _given(
    api: Api, operation: Operation, items: Iterable[Parameter | Property], names: Mapping[str, str]
) -> list[Row]:
    rows = []
    for item in items:
        row = _row(item, _MODELS, names.get(item.python_name, ""))
        alone = fixed_value(api, operation, item) is not None
        rows.append(replace(row, text=f"{row.text} The client sends it by itself.".strip()) if alone else row)
    return rows


def _rows(items: Iterable[Parameter | Property], models: str, names: Mapping[str, str]) -> list[Row]:
    return [_row(item, models, names.get(item.python_name, "")) for item in items]


def _row(item: Parameter | Property, models: str, name: str) -> Row:
    place = str(getattr(item, "location", ""))
    facts = [markdown(item.description)]
    limits = limits_text(item.type)
    if limits:
        facts.append(f"Limits: {limits}.")
    if item.has_default and item.default not in (None, "", []):
        facts.append(
            f"Default: {code(item.default if not isinstance(item.default, bool) else str(item.default).lower())}."
        )
    if getattr(item, "from_client", ""):
        facts.append("The client's own by default.")
    elif name:
        facts.append(f"Option: {code(f'--{name}')}.")
    if item.deprecated:
        facts.append("**Deprecated.**")
    return Row(
        name=code(item.name),
        place=place,
        type=table_cell(type_link(item.type, models)),
        needed="yes" if item.required else "",
        text=table_cell(" ".join(fact for fact in facts if fact)),
    )
