"""Sites of whole descriptions: ours, and the small ones of foreign styles."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cache, cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from modelarts_generator.options import GenerateOptions
from modelarts_generator.pipeline import inspect, load
from modelarts_generator.targets import render_targets

from tests.golden.cases import CASES, options_of

from .pages import Page, read_page

if TYPE_CHECKING:
    from modelarts_generator.model import Api

OURS = "ours"
NAMES = (OURS, *CASES)
SPEC = Path(__file__).parents[3] / "spec/openapi.yaml"


@dataclass(frozen=True)
class Site:
    """A description and its site: files by their path in the site's folder."""

    api: Api
    files: dict[str, str]

    @cached_property
    def pages(self) -> dict[str, Page]:
        return {path: read_page(text) for path, text in self.files.items() if path.endswith(".html")}


@cache
def site_of(name: str) -> Site:
    """Make the site of a description, once."""
    options = GenerateOptions(spec=SPEC, out=Path("out")) if name == OURS else options_of(name)
    return make_site(options)


def make_site(options: GenerateOptions) -> Site:
    options = replace(options, targets=("site",))
    sound = inspect(load(options.spec), options)
    files, _ = render_targets(sound.api, sound.bundle, options)
    return Site(sound.api, {path.removeprefix("site/"): text for path, text in files["site"].items()})
