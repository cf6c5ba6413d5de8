"""From the model to files: one function per target."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from ..document import Bundle
    from ..model import Api
    from ..options import GenerateOptions

__all__ = ["render"]


def render(target: str, api: Api, bundle: Bundle, options: GenerateOptions) -> dict[str, str]:
    """Return the files of a target by their path relative to the output folder. Raises KeyError if there is none."""
    # Each target loads only what it needs.
    match target:
        case "python":
            from .python import render_python

            return render_python(api, bundle, options)
        case "cli":
            from .cli import render_cli

            return render_cli(api, options)
        case "docs":
            from .docs import render_docs

            return render_docs(api, options)
        case "site":
            from .site import render_site

            return render_site(api, options)
        case _:
            raise KeyError(target)
