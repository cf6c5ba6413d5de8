"""Names that the targets share."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from ..options import GenerateOptions


def program_name(options: GenerateOptions) -> str:
    """Return the name of the command line's program: that of the package, without the word client."""
    return options.package_name.removesuffix("_client").replace("_", "-").strip("-")
