"""The rows of the table, as data. CONTRIBUTING.md says how to add one."""

from __future__ import annotations

from .linters import lint_with_ibm, lint_with_redocly, lint_with_spectral
from .openapi_generator import validate_links, write_python, write_typescript_fetch
from .prism import answer_examples
from .python_client import PACKAGE, write_python_client
from .row import Need, Row
from .typescript import write_hey_api, write_types
from .validators import validate

NODE = (Need.NODE,)
PYTHON = (Need.PYTHON,)

# The service itself has a property `additional_properties`, the name that the tool uses for one of its own.
_CLASHING_MODELS = (
    "create_service_request",
    "deployed_service_config",
    "service",
    "service_config",
    "service_summary",
    "service_update_config",
    "update_service_request",
)
_CLASHES = tuple(f"mypy: 10 errors in {PACKAGE}/models/{name}.py" for name in _CLASHING_MODELS)
# operation's status and link, in the order of the alphabet
_LINKS = ("200.links.DeleteLabels", "200.links.DeleteSamples", "200.links.UpdateLabels", "200.links.UpdateSamples")
_LINK_ERRORS = tuple(
    f"responses.{link}.requestBody is not of type `string`" for link in (*_LINKS, "201.links.CreateProcessorTask")
)

ROWS = (
    Row(
        "ibm",
        "ibm-openapi-validator",
        NODE,
        "openapi.yaml",
        "IBM's rules: no finding that interop/configs/ibm.yaml does not explain",
        lint_with_ibm,
        note="Takes the form in YAML: its reader of JSON refuses an empty key, which an example has.",
    ),
    Row(
        "generator-typescript-fetch",
        "openapi-generator-cli",
        (Need.PYTHON, Need.JAVA, Need.NODE),
        "openapi.json",
        "typescript-fetch: all operations, tsc --strict",
        write_typescript_fetch,
        note="With --skip-validate-spec, see generator-validate.",
    ),
    Row(
        "python-client",
        "openapi-python-client",
        PYTHON,
        "openapi.json",
        "no warning, all operations, every module imports, mypy",
        write_python_client,
        known=_CLASHES,
        note=(
            "mypy finds errors in 7 models and nowhere else: the service has a property additional_properties there, "
            "and the tool gives each model an attribute of that name, for unknown properties."
        ),
    ),
    Row(
        "generator-python",
        "openapi-generator-cli",
        (Need.PYTHON, Need.JAVA),
        "openapi-3.0.json",
        "python: all operations, every module compiles and imports",
        write_python,
        note="With --skip-validate-spec, see generator-validate.",
    ),
    Row(
        "hey-api",
        "@hey-api/openapi-ts",
        NODE,
        "openapi.json",
        "all operations, tsc --strict",
        write_hey_api,
    ),
    Row(
        "prism",
        "@stoplight/prism-cli",
        NODE,
        "openapi.json",
        "every request example is accepted and answered with the documented example of a success",
        answer_examples,
    ),
    Row("spectral", "@stoplight/spectral-cli", NODE, "openapi.yaml", "spectral:oas: no finding", lint_with_spectral),
    Row(
        "spectral-3.0",
        "@stoplight/spectral-cli",
        NODE,
        "openapi-3.0.json",
        "spectral:oas: no finding",
        lint_with_spectral,
    ),
    Row("openapi-typescript", "openapi-typescript", NODE, "openapi.yaml", "all operations, tsc --strict", write_types),
    Row("redocly", "@redocly/cli", NODE, "openapi.yaml", "recommended: no finding", lint_with_redocly),
    Row(
        "redocly-3.0",
        "@redocly/cli",
        NODE,
        "openapi-3.0.json",
        "recommended: no finding that interop/configs/redocly.yaml does not explain",
        lint_with_redocly,
    ),
    Row(
        "generator-validate",
        "openapi-generator-cli",
        (Need.PYTHON, Need.JAVA),
        "openapi-3.0.json",
        "its own validation",
        validate_links,
        known=_LINK_ERRORS,
        note=(
            "It refuses 5 links whose requestBody is an object. The standard allows any value there; as a text it "
            "would be another request."
        ),
    ),
    Row("spec-validator", "openapi-spec-validator", PYTHON, "openapi.json", "valid OpenAPI 3.1", validate),
    Row(
        "spec-validator-3.0",
        "openapi-spec-validator",
        PYTHON,
        "openapi-3.0.json",
        "valid OpenAPI 3.0",
        validate,
    ),
)
