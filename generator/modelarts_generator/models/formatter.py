"""A formatter for datamodel-code-generator: drops the rebuilding of models while a module is imported."""

from __future__ import annotations

import re

from datamodel_code_generator.format import CustomCodeFormatter

_REBUILD = re.compile(r"^\w+\.model_rebuild\(\)\n?", re.MULTILINE)


class CodeFormatter(CustomCodeFormatter):
    """Removes `Model.model_rebuild()`: pydantic does it by itself, on the first use of a model."""

    def apply(self, code: str) -> str:
        """Return the code of one module without the calls."""
        return _REBUILD.sub("", code)
