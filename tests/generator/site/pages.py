"""Pages of the site as a browser would take them apart."""

from __future__ import annotations

from dataclasses import dataclass, field
from html.parser import HTMLParser
from posixpath import dirname, join, normpath
from urllib.parse import unquote

_VOID = {"meta", "link", "input", "br", "wbr"}


@dataclass
class Page:
    """What a page holds: elements with their attributes, the text of all and of each `pre`, ids, links."""

    elements: list[tuple[str, dict[str, str]]] = field(default_factory=list)
    text: str = ""
    blocks: dict[str, str] = field(default_factory=dict)
    unclosed: list[str] = field(default_factory=list)

    @property
    def ids(self) -> list[str]:
        return [attributes["id"] for _, attributes in self.elements if "id" in attributes]

    @property
    def addresses(self) -> list[str]:
        """What the page links to or loads."""
        return [attributes[name] for _, attributes in self.elements for name in ("href", "src") if name in attributes]

    def having(self, tag: str, **wanted: str) -> list[dict[str, str]]:
        return [
            attributes
            for name, attributes in self.elements
            if name == tag and all(attributes.get(key) == value for key, value in wanted.items())
        ]


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.page = Page()
        self._open: list[tuple[str, str]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        attributes = {name: value or "" for name, value in attrs}
        self.page.elements.append((tag, attributes))
        if tag not in _VOID:
            self._open.append((tag, attributes.get("aria-label", "")))

    def handle_endtag(self, tag: str) -> None:
        assert tag not in _VOID
        assert self._open[-1][0] == tag, f"</{tag}> closes {self._open[-1]}"
        self._open.pop()

    def handle_data(self, data: str) -> None:
        self.page.text += data
        label = next((label for tag, label in self._open if tag == "pre"), "")
        if label:
            self.page.blocks[label] = self.page.blocks.get(label, "") + data


def read_page(text: str) -> Page:
    """Take a page apart; an element that is not closed where it should be fails."""
    reader = _Reader()
    reader.feed(text)
    reader.close()
    assert reader._open == []
    return reader.page


def target_of(path: str, address: str) -> tuple[str, str]:
    """Return the file and the place in it that an address on a page means."""
    name, _, place = address.partition("#")
    return (normpath(join(dirname(path), unquote(name))) if name else path), unquote(place)
