"""YAML text to plain values: libyaml's events, built up without recursion and with limits.

Building from events instead of nodes keeps deep nesting from overflowing the C stack, and finds duplicate keys,
aliases and lines in the one pass that is needed anyway.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from yaml import SafeLoader  # type: ignore[import-untyped]
from yaml.error import MarkedYAMLError, YAMLError  # type: ignore[import-untyped]
from yaml.events import (  # type: ignore[import-untyped]
    AliasEvent,
    DocumentStartEvent,
    MappingEndEvent,
    MappingStartEvent,
    ScalarEvent,
    SequenceEndEvent,
    SequenceStartEvent,
    StreamEndEvent,
)

from . import limits
from .errors import TextError
from .scalars import resolve_plain, resolve_tagged

try:
    from yaml.cyaml import CParser as _Parser  # type: ignore[import-untyped]
except ImportError:  # PyYAML without its C part: the same events, more slowly
    _Parser = SafeLoader

Lines = dict[tuple[str | int, ...], int]
_OPEN = -1
_COLLECTION_TAGS = (None, "!", "tag:yaml.org,2002:map", "tag:yaml.org,2002:seq")


class _Frame:
    """A mapping or a list that is being filled."""

    __slots__ = ("anchor", "container", "key", "size_before", "start_line")

    def __init__(self, container: Any, line: int, anchor: str | None, size_before: int) -> None:
        self.container = container
        self.key: str | None = None
        self.start_line = line
        self.anchor = anchor
        self.size_before = size_before


class _Builder:
    def __init__(self, lines: Lines | None) -> None:
        self.lines = lines
        self.frames: list[_Frame] = []
        self.pointer: list[str | int] = []
        self.anchors: dict[str, tuple[Any, int]] = {}
        self.size = 0
        self.aliased = 0
        self.documents = 0
        self.root: Any = None
        self.handlers: dict[type, Callable[[Any, int], None]] = {
            ScalarEvent: self._scalar,
            MappingStartEvent: self._mapping,
            SequenceStartEvent: self._sequence,
            MappingEndEvent: self._end,
            SequenceEndEvent: self._end,
            AliasEvent: self._alias,
            DocumentStartEvent: self._document,
        }

    def feed(self, event: Any) -> None:
        handler = self.handlers.get(type(event))
        if handler is not None:
            handler(event, event.start_mark.line + 1)

    def _document(self, event: Any, line: int) -> None:
        del event
        self.documents += 1
        if self.documents > 1:
            raise TextError("yaml-syntax", line, "a second YAML document starts here", "keep one document per file")

    def _scalar(self, event: Any, line: int) -> None:
        frame = self.frames[-1] if self.frames else None
        if frame is not None and frame.key is None and type(frame.container) is dict:
            if event.value == "<<" and event.implicit[0]:
                raise TextError("yaml-value", line, "merge keys are not part of YAML 1.2", "use $ref or allOf")
            self._key(frame, event.value, line)
            return
        try:
            if event.tag is not None:
                value = resolve_tagged(event.value, event.tag)
            else:
                value = resolve_plain(event.value) if event.implicit[0] else event.value
        except ValueError as error:
            raise TextError("yaml-value", line, str(error), "quote it if it is meant as text") from None
        self._add(value, line)
        if event.anchor is not None:
            self.anchors[event.anchor] = (value, 1)

    def _key(self, frame: _Frame, key: str, line: int) -> None:
        if key in frame.container:
            raise TextError("duplicate-key", line, f"the key {key!r} is given twice", "remove one of them")
        frame.key = key
        if self.lines is not None:
            self.lines[(*self.pointer, key)] = line

    def _mapping(self, event: Any, line: int) -> None:
        self._start({}, event, line)

    def _sequence(self, event: Any, line: int) -> None:
        self._start([], event, line)

    def _start(self, container: Any, event: Any, line: int) -> None:
        if len(self.frames) >= limits.MAX_DEPTH:
            raise TextError("too-deep", line, f"more than {limits.MAX_DEPTH} levels are nested here")
        if event.tag not in _COLLECTION_TAGS:
            raise TextError("yaml-value", line, f"the tag {event.tag} is not part of YAML's core schema")
        self._add(container, line)
        self.frames.append(_Frame(container, line, event.anchor, self.size))
        if event.anchor is not None:
            self.anchors[event.anchor] = (container, _OPEN)

    def _end(self, event: Any, line: int) -> None:
        del event, line
        frame = self.frames.pop()
        if frame.anchor is not None:
            self.anchors[frame.anchor] = (frame.container, self.size - frame.size_before + 1)
        if self.pointer:
            self.pointer.pop()

    def _alias(self, event: Any, line: int) -> None:
        frame = self.frames[-1] if self.frames else None
        value, size = self.anchors.get(event.anchor, (None, 0))
        if size == 0:
            raise TextError("yaml-alias", line, f"the alias *{event.anchor} has no anchor before it")
        if size == _OPEN:
            raise TextError("yaml-alias", line, f"the alias *{event.anchor} contains itself", "use $ref for recursion")
        self.aliased += size
        if self.aliased > limits.MAX_ALIASED_NODES:
            limit = limits.MAX_ALIASED_NODES
            raise TextError("yaml-bomb", line, f"the aliases of this file stand for more than {limit} nodes")
        if frame is not None and frame.key is None and type(frame.container) is dict:
            if not isinstance(value, str):
                raise TextError("yaml-value", line, "a key must be a string")
            self._key(frame, value, line)
            return
        self._add(value, line)
        self.size += size - 1
        self._leave(value)

    def _add(self, value: Any, line: int) -> None:
        """Put a value into the innermost container; a container's own pointer stays open until its end."""
        self.size += 1
        if not self.frames:
            self.root = value
            return
        frame = self.frames[-1]
        container = frame.container
        if type(container) is dict:
            if frame.key is None:
                raise TextError("yaml-value", line, "a key must be a string")
            container[frame.key] = value
            step: str | int = frame.key
            frame.key = None
        else:
            step = len(container)
            container.append(value)
            if self.lines is not None:
                self.lines[(*self.pointer, step)] = line
        if type(value) is dict or type(value) is list:
            self.pointer.append(step)

    def _leave(self, value: Any) -> None:
        if self.frames and (type(value) is dict or type(value) is list):
            self.pointer.pop()


def parse_yaml(text: str, lines: Lines | None = None) -> Any:
    """Return the value of a YAML document; fill `lines` with the line of every place if it is given.

    Raises TextError for anything that is not one sound document.
    """
    builder = _Builder(lines)
    try:
        parser = _Parser(text)
        while type(event := parser.get_event()) is not StreamEndEvent:
            builder.feed(event)
    except YAMLError as error:
        raise _explain(error, text) from None
    except UnicodeEncodeError as error:
        line = text.count("\n", 0, error.start) + 1
        raise TextError("yaml-syntax", line, "a lone surrogate is not a character") from None
    if builder.documents == 0:
        raise TextError("empty-file", 1, "the file holds nothing but white space and comments")
    return builder.root


def _explain(error: YAMLError, text: str) -> TextError:
    if isinstance(error, MarkedYAMLError):
        mark = error.problem_mark or error.context_mark
        message = ", ".join(part for part in (error.context, error.problem) if part)
        return TextError("yaml-syntax", mark.line + 1 if mark else 1, message or "not YAML")
    position = getattr(error, "position", 0)
    line = text.count("\n", 0, position) + 1 if isinstance(position, int) else 1
    return TextError("yaml-syntax", line, "a control character is not allowed in YAML")
