"""Where each referenced object gets its home in the bundle."""

from __future__ import annotations

import re
from pathlib import Path

from ..grammar import SECTION_OF, SECTIONS, Pointer, kind_at
from ..load import Source, Sources
from ..problems import Problem
from .discovery import Discovery
from .resolver import Place

_COMPONENT_NAME = re.compile(r"[A-Za-z0-9._\-]+")
_COLLECTIONS = frozenset((*SECTIONS, "$defs", "definitions"))


class Homes:
    """Gives referenced objects their place: ``homes[place]`` is the pointer in the bundle.

    Files below ``components/<section>/`` become the component named by their stem (an example by its folder too:
    ``examples/CreateDataset/image.yaml`` is ``CreateDataset.image``), other files and fragments the component of
    their stem or last step. What lies within an object that has a home stays there.
    """

    def __init__(self, sources: Sources, root: Source, discovery: Discovery) -> None:
        self.problems: list[Problem] = []
        self.homes: dict[Place, Pointer] = {Place(root, ()): ()}
        self._folder = sources.folder
        self._discovery = discovery
        self._names: dict[Pointer, Place] = {}
        self._take_root_components(root)
        self._settle_path_items()
        for place in sorted(discovery.targets, key=lambda place: len(place.pointer)):
            kind = discovery.targets[place]
            if kind in SECTION_OF and self._covered_by(place) is None:
                self._settle(place, kind)
        self._settle_path_items()

    def find(self, place: Place) -> Pointer:
        """Return the place of a reference's target in the bundle."""
        home = self._covered_by(place)
        return home if home is not None else self.homes[place]

    def module(self, place: Place) -> str | None:
        """Return the name of the folder below ``components/schemas/`` that a file lies in."""
        section, *folders = self._folders(place.source)
        return ".".join(folders) if section == "schemas" and folders else None

    def _take_root_components(self, root: Source) -> None:
        """Components that are nothing but a `$ref` to a file are where that file's content goes."""
        components = root.value.get("components")
        for section, entries in components.items() if isinstance(components, dict) else ():
            for name in entries if section in SECTIONS and isinstance(entries, dict) else ():
                pointer: Pointer = ("components", section, name)
                place = Place(root, pointer)
                target = self._discovery.links.get(place)
                outside = target is not None and target.source is not root and target not in self.homes
                if target is not None and outside and entries[name].keys() == {"$ref"}:
                    self.homes[target] = pointer
                    self._names[pointer] = target
                else:
                    self._names[pointer] = place

    def _covered_by(self, place: Place) -> Pointer | None:
        """Return the pointer of a place by way of the nearest object around it that has a home."""
        for length in range(len(place.pointer), -1, -1):
            around = Place(place.source, place.pointer[:length])
            home = self.homes.get(around)
            rest = place.pointer[length:]
            if home is not None and (not rest or kind_at(self._discovery.targets[around], rest) is not None):
                return (*home, *rest)
        return None

    def _settle(self, place: Place, kind: str) -> None:
        if kind == "pathItem":
            return
        section, *folders = self._folders(place.source)
        if section and section != SECTION_OF[kind] and not place.pointer:
            self._report("wrong-kind", place, f"a file of components/{section} is used as a {kind}")
        name = self._name(place, folders if section == "examples" else [])
        if not _COMPONENT_NAME.fullmatch(name):
            fix = "use letters, digits, '.', '-' and '_'"
            self._report("component-name", place, f"{name!r} cannot be the name of a component", fix)
        pointer = ("components", SECTION_OF[kind], name)
        other = self._names.setdefault(pointer, place)
        if other != place:
            where = f"{other.source.name}:{other.source.line(other.pointer)}"
            self._report("name-clash", place, f"{kind} {name} is already defined in {where}", "rename one of them")
        self.homes[place] = pointer

    def _settle_path_items(self) -> None:
        """Path Items are written out where they are used; references into them lead to the first of these places."""
        for place, kind in self._discovery.targets.items():
            if kind == "pathItem" and place not in self.homes:
                home = self._covered_by(self._discovery.origins[place])
                if home is not None:
                    self.homes[place] = home

    def _name(self, place: Place, folders: list[str]) -> str:
        stem = place.source.path.stem
        if not place.pointer:
            return ".".join((*folders, stem))
        last = str(place.pointer[-1])
        is_entry = len(place.pointer) == 1 or place.pointer[-2] in _COLLECTIONS
        return last if is_entry else f"{stem}_{last}"

    def _folders(self, source: Source) -> list[str]:
        """Return section and folders of a file below components/, one empty string for files elsewhere."""
        parts = Path(source.path).relative_to(self._folder).parts
        is_component = len(parts) > 2 and parts[0] == "components" and parts[1] in SECTIONS
        return list(parts[1:-1]) if is_component else [""]

    def _report(self, rule: str, place: Place, message: str, fix: str = "") -> None:
        line = place.source.line(place.pointer)
        self.problems.append(Problem(rule, place.source.name, line, message, fix))
