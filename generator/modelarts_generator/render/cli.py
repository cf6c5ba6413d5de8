"""The target `cli`: one module of click commands per resource, and the program that loads them by need."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..naming import words
from .cli_commands import commands_of
from .cli_names import group_words
from .cli_options import choices_source, enum_constant, enums_of
from .environment import header, make_environment
from .formatting import format_python
from .program import program_name
from .texts import first_paragraph, kebab

if TYPE_CHECKING:
    from jinja2 import Environment

    from ..model import Api, Resource
    from ..options import GenerateOptions

Files = dict[str, str]


def render_cli(api: Api, options: GenerateOptions) -> Files:
    """Return the modules of the command line by their path in the output folder."""
    environment = make_environment(options)
    folder = f"python/{options.package_name}/cli"
    common = {
        "header": header(api),
        "program": program_name(options),
        "package": options.package_name,
        "distribution": options.distribution,
    }
    files = {f"{folder}/_runtime/{name}": text for name, text in runtime_files(environment).items()}
    for name, values in _modules(api, common["program"]).items():
        template = environment.get_template(f"cli/{name if name.startswith('_') else 'resource.py'}.j2")
        files[f"{folder}/{name}"] = template.render(**common, **values)
    return format_python(files, [options.package_name])


def runtime_files(environment: Environment) -> Files:
    """Return the handwritten modules, each by its name; a user's own ones replace ours."""
    prefix = "cli/runtime/"
    loader = environment.loader
    if loader is None:
        return {}
    names = environment.list_templates(filter_func=lambda name: name.startswith(prefix) and name.endswith(".py"))
    return {name.removeprefix(prefix): loader.get_source(environment, name)[0] for name in names}


def _modules(api: Api, program: str) -> dict[str, dict[str, object]]:
    """Return what the template of each module needs, by the module's file name."""
    modules: dict[str, dict[str, object]] = {
        "__init__.py": {},
        "__main__.py": {},
        "_app.py": {"title": _app_help(api), "lazy": _lazy(api.resources), "client": api.client_name},
    }
    for resource in api.all_resources:
        modules[f"{resource.module}.py"] = {
            "title": _resource_help(resource),
            "name": " ".join([program, *group_words(api, resource.path)]),
            "enums": [
                (enum_constant(enum.name), enum.name, choices_source(enum))
                for enum in enums_of(api, resource.operations)
            ],
            "commands": commands_of(api, resource, program),
            "lazy": _lazy(resource.children),
        }
    return modules


def _lazy(resources: tuple[Resource, ...]) -> dict[str, tuple[str, str]]:
    return {kebab(item.attribute): (item.module, _resource_help(item)) for item in resources}


def _resource_help(resource: Resource) -> str:
    return first_paragraph(resource.description) or f"{' '.join(words(resource.path)).capitalize()}."


def _app_help(api: Api) -> str:
    return f"Work with {api.title} from the command line."
