"""The one run of datamodel-code-generator, with every option that matters pinned."""

from __future__ import annotations

import shutil
from collections import defaultdict
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any

from ..fingerprint import templates_folder
from ..render.environment import header
from .document import field_aliases, models_document
from .inline import inline_elements

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ..document import Bundle
    from ..model import Api
    from ..options import GenerateOptions

_TEMPLATES = Path("python", "models")

_PINNED: dict[str, Any] = {
    "input_file_type": "openapi",
    "openapi_scopes": ["schemas"],
    "allow_remote_refs": False,
    "output_model_type": "pydantic_v2.BaseModel",
    "target_python_version": "3.11",
    "output_datetime_class": "datetime",
    # One module per module of the description, with imports of single names.
    "treat_dot_as_module": True,
    "use_exact_imports": True,
    "keep_model_order": False,
    # Names are ours: `aliases` has all that differ from the wire.
    "snake_case_field": False,
    "enum_field_as_literal": "none",
    "use_specialized_enum": True,
    # Limits stand beside the type, also those of elements: see `inline`.
    "use_annotated": True,
    "field_constraints": True,
    "use_type_alias": True,
    "use_union_operator": True,
    "use_standard_collections": True,
    "use_double_quotes": True,
    # Descriptions become docstrings, which cost nothing when a module is imported.
    "use_schema_description": True,
    "use_field_description": True,
    "use_attribute_docstrings": True,
    # ruff formats all generated code at once, at the end.
    "formatters": [],
    "custom_formatters": ["modelarts_generator.models.formatter"],
    "disable_timestamp": True,
}


def generate_models(api: Api, bundle: Bundle, options: GenerateOptions) -> dict[str, str]:
    """Return the modules of models, unformatted, by their path below the package's `models` folder."""
    del bundle
    if not api.schemas and not api.enums:
        return {}
    # Loading it takes as long as a small run: not before it is needed.
    from datamodel_code_generator import generate

    with _templates(options) as folder:
        result = generate(models_document(api), **_settings(api, options, folder))
    if not isinstance(result, dict):
        raise TypeError("datamodel-code-generator returned one text for several modules")
    modules = {"/".join(path): str(text) for path, text in result.items()}
    return inline_elements({path: text for path, text in modules.items() if path != "__init__.py"})


def _settings(api: Api, options: GenerateOptions, templates: Path) -> dict[str, Any]:
    runtime = f"{options.package_name}._runtime.models"
    extra: defaultdict[str, dict[str, Any]] = defaultdict(dict)
    for schema in api.schemas:
        if schema.open:
            extra[f"{schema.module}.{schema.name}"]["open_fields"] = True
    return {
        **_PINNED,
        "base_class": f"{runtime}.ApiModel",
        "additional_imports": [f"{runtime}.OpenIntEnum", f"{runtime}.OpenStrEnum"],
        "custom_template_dir": templates,
        "custom_file_header": f"# {header(api)}",
        "extra_template_data": extra,
        "aliases": field_aliases(api),
    }


@contextmanager
def _templates(options: GenerateOptions) -> Iterator[Path]:
    # datamodel-code-generator takes one folder: ours, or a copy of it with the user's own files on top.
    ours = templates_folder() / _TEMPLATES
    theirs = options.templates / _TEMPLATES if options.templates else None
    if theirs is None or not theirs.is_dir():
        yield ours
        return
    with TemporaryDirectory() as folder:
        shutil.copytree(ours, folder, dirs_exist_ok=True)
        shutil.copytree(theirs, folder, dirs_exist_ok=True)
        yield Path(folder)
