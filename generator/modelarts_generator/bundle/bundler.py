"""From the root file to the bundle."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from ..document import Bundle
from ..load import Source, Sources, find_root
from ..problems import Problem, ProblemsError, stop_on_errors
from .builder import Builder
from .circular import find_circular
from .discovery import Discovery
from .homes import Homes
from .resolver import Place
from .unused import find_unused


@dataclass(frozen=True)
class Bundled:
    """The bundle, the real paths of the files it was made from, and component files nothing refers to."""

    bundle: Bundle
    files: tuple[Path, ...]
    unused: tuple[str, ...]


def bundle_document(spec: Path) -> Bundled:
    """Bundle a description, given by its root file or the folder that holds it.

    Raises ProblemsError with everything that is wrong with the files and the references between them.
    """
    sources = Sources(find_root(spec))
    root = sources.root
    if root is None:
        raise ProblemsError(sources.problems)
    stop_on_errors(_check_root(root))
    discovery = Discovery(sources, root)
    _stop(sources.problems, discovery.problems)
    homes = Homes(sources, root, discovery)
    _stop(homes.problems)
    builder = Builder(discovery, homes)
    bundle = Bundle(builder.build(Place(root, ())), builder.source_map)
    _stop(builder.problems, find_circular(bundle))
    return Bundled(bundle, tuple(source.path for source in sources.read), find_unused(sources))


def _stop(*problems: Iterable[Problem]) -> None:
    stop_on_errors(problem for group in problems for problem in group)


def _check_root(root: Source) -> list[Problem]:
    if not isinstance(root.value, dict):
        return [Problem("not-a-mapping", root.name, 1, "an OpenAPI document must be a mapping")]
    version = root.value.get("openapi")
    if isinstance(version, str) and version.startswith("3.1."):
        return []
    line = root.line(("openapi",))
    if version is None:
        message = "this is not an OpenAPI document: it has no 'openapi' field"
    else:
        message = f"OpenAPI {version!r} is not supported"
    return [Problem("openapi-version", root.name, line, message, "write 'openapi: 3.1.1' and follow that version")]
