"""From the whole document to the selected one."""

from __future__ import annotations

import copy
from dataclasses import dataclass
from typing import TYPE_CHECKING

from ..document import Bundle, Locator, Pointer
from ..problems import Problem, Severity, stop_on_errors
from .pruning import (
    drop_components,
    drop_follows,
    drop_links,
    drop_operations,
    drop_tags,
    list_tags,
)
from .wanted import Wanted, check_tags

if TYPE_CHECKING:
    from ..options import GenerateOptions


@dataclass(frozen=True)
class _Moved:
    """Finds the source of a place in the selected document, in whose list of tags some have moved up."""

    source: Locator
    tags: tuple[int, ...]

    def locate(self, pointer: Pointer) -> tuple[str, int]:
        """Return file and line of a place."""
        if pointer[:1] == ("tags",) and len(pointer) > 1:
            pointer = ("tags", self.tags[int(pointer[1])], *pointer[2:])
        return self.source.locate(pointer)


def select_operations(bundle: Bundle, options: GenerateOptions) -> tuple[Bundle, list[Problem]]:
    """Return the description with the wanted operations only, and warnings about what they lose by it.

    Links to other operations, components that nothing leads to any more, and tags that no operation has go as well.
    Raises ProblemsError for a tag that no operation has, and if no operation is left.
    """
    wanted = Wanted(frozenset(options.include), frozenset(options.exclude))
    if not wanted:
        return bundle, []
    stop_on_errors(check_tags(bundle, wanted, list_tags(bundle.document)))
    document = copy.deepcopy(bundle.document)
    drop_operations(document, wanted.takes)
    if not any(document.get(group) for group in ("paths", "webhooks")):
        message = "no operation has an included tag and no excluded one"
        stop_on_errors([bundle.problem("nothing-selected", ("paths",), message, "include more or exclude less")])
    lost = drop_follows(document)
    drop_links(document)
    drop_components(document)
    places = drop_tags(document)
    message = "x-follow is left out: it needs {}, which is not selected"
    warnings = [
        bundle.problem("unselected-follow", place, message.format(until), "", Severity.WARNING) for place, until in lost
    ]
    return Bundle(document, _Moved(bundle.source, places)), warnings
