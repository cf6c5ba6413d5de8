"""The target `python`: the SDK's distribution."""

from __future__ import annotations

import ast
import json
import re
from typing import TYPE_CHECKING, Any

from ..models import generate_models
from .annotations import Annotations
from .environment import header, make_environment
from .formatting import format_python
from .resources import build_resource, resource_docstring

if TYPE_CHECKING:
    from jinja2 import Environment

    from ..document import Bundle
    from ..model import Alias, Api, EnumSchema, Schema
    from ..options import GenerateOptions

Files = dict[str, str]

_RUNTIME = "python/runtime/"
_INTERNAL = {
    "Follow",
    "AsyncClient",
    "AsyncResource",
    "Lifecycle",
    "Limits",
    "Operation",
    "Pagination",
    "Resource",
    "SyncClient",
    "Upload",
}
_VERSION = re.compile(r"\d+(\.\d+)*")


def render_python(api: Api, bundle: Bundle, options: GenerateOptions) -> Files:
    """Return the files of the SDK by their path in the output folder."""
    environment = make_environment(options, {"resource_docstring": resource_docstring, "toml": to_toml})
    package = f"python/{options.package_name}"
    files = {f"{package}/models/{path}": text for path, text in generate_models(api, bundle, options).items()}
    common = _common(api, options, environment)
    for path, (template, values) in _plan(api, options).items():
        files[path] = environment.get_template(f"python/{template}").render(**common, **values)
    formatted = format_python(files, [options.package_name])
    # The runtime is copied as it is: it is formatted where it is written.
    return formatted | {f"{package}/_runtime/{path}": text for path, text in runtime_files(environment).items()}


def runtime_files(environment: Environment) -> Files:
    """Return the handwritten modules by their path below `_runtime`; a user's own ones replace ours."""
    loader = environment.loader
    if loader is None:
        return {}
    names = environment.list_templates(filter_func=lambda name: name.startswith(_RUNTIME) and name.endswith(".py"))
    return {name.removeprefix(_RUNTIME): loader.get_source(environment, name)[0] for name in names}


def runtime_names(environment: Environment) -> list[str]:
    """Return what the runtime offers to users: all that its `__all__` lists but the parts for generated code."""
    for node in ast.parse(runtime_files(environment).get("__init__.py", "")).body:
        if isinstance(node, ast.Assign) and [ast.unparse(target) for target in node.targets] == ["__all__"]:
            names: list[str] = ast.literal_eval(node.value)
            return sorted(set(names) - _INTERNAL)
    return []


def to_toml(text: str) -> str:
    """Write text as a basic string of TOML."""
    return json.dumps(text, ensure_ascii=False)


def _sample(api: Api) -> dict[str, Any] | None:
    """Return a call that needs no arguments, for the README; None if there is none."""
    order = {tag.name: index for index, tag in enumerate(api.tags)}
    for operation in sorted(api.operations, key=lambda item: order.get(next(iter(item.tags), ""), len(order))):
        required = [item for item in operation.parameters if item.required and not item.from_client]
        if operation.http_method == "GET" and not required:
            call = f"{_attributes(api, operation.resource)}.{operation.method}()"
            return {"call": call, "pages": operation.pagination is not None}
    return None


def _attributes(api: Api, path: str) -> str:
    parts = path.split(".")
    return ".".join(api.resource(".".join(parts[: length + 1])).attribute for length in range(len(parts)))


def _common(api: Api, options: GenerateOptions, environment: Environment) -> dict[str, Any]:
    version = _VERSION.match(api.version.removeprefix("v"))
    return {
        "header": header(api),
        "api": api,
        "runtime_names": runtime_names(environment),
        "sample": _sample(api),
        "attributes": {resource.path: _attributes(api, resource.path) for resource in api.all_resources},
        "client": api.client_name,
        "package": options.package_name,
        "distribution": options.distribution,
        "program": options.package_name.removesuffix("_client").replace("_", "-"),
        "version": version.group(0) if version else "0.0.0",
    }


def _plan(api: Api, options: GenerateOptions) -> dict[str, tuple[str, dict[str, Any]]]:
    """Return template and values of every file that comes from a template."""
    package = f"python/{options.package_name}"
    plan: dict[str, tuple[str, dict[str, Any]]] = {
        "python/pyproject.toml": ("pyproject.toml.j2", {}),
        "python/README.md": ("README.md.j2", {}),
        "python/LICENSE": ("LICENSE.j2", {}),
        f"{package}/py.typed": ("py.typed.j2", {}),
        f"{package}/__init__.py": ("__init__.py.j2", {}),
        f"{package}/_client.py": ("_client.py.j2", {}),
        f"{package}/_version.py": ("_version.py.j2", {}),
        f"{package}/resources/__init__.py": ("resources/__init__.py.j2", {}),
        f"{package}/models/__init__.py": ("models/__init__.py.j2", {"names": _model_names(api)}),
    }
    for resource in api.all_resources:
        values = {"module": build_resource(api, resource)}
        plan[f"{package}/resources/{resource.module}.py"] = ("resources/resource.py.j2", values)
    for module in sorted({alias.module for alias in api.aliases}):
        plan[f"{package}/models/{module}.py"] = ("models/replies.py.j2", _replies(api, module))
    return plan


def _model_names(api: Api) -> list[tuple[str, list[str]]]:
    modules: dict[str, list[str]] = {}
    items: list[Schema | EnumSchema | Alias] = [*api.schemas, *api.enums, *api.aliases]
    for item in items:
        modules.setdefault(item.module, []).append(item.name)
    return sorted((module, sorted(names)) for module, names in modules.items())


def _replies(api: Api, module: str) -> dict[str, Any]:
    aliases = [alias for alias in api.aliases if alias.module == module]
    annotations = Annotations({"RootModel", *(alias.name for alias in aliases)})
    roots = [(alias.name, annotations.received(alias.type)) for alias in aliases]
    return {"aliases": roots, "imports": annotations.imports}
