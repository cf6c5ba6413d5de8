"""One source file: its value, and the line of every place in it when somebody asks."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from . import limits
from .errors import TextError
from .json_text import parse_json
from .yaml_text import Lines, parse_yaml


@dataclass(eq=False)
class Source:
    """A file that has been read. `path` is resolved, `name` is what the user sees."""

    path: Path
    name: str
    text: str = field(repr=False)
    value: Any = field(repr=False)
    _lines: Lines | None = field(default=None, repr=False)

    def line(self, pointer: tuple[str | int, ...]) -> int:
        """Return the line (from 1) of a place, or of the nearest place around it."""
        if self._lines is None:
            self._lines = {}
            # JSON need not be YAML (surrogate pairs are not): the lines up to there have to do then.
            with suppress(TextError):
                parse_yaml(self.text, self._lines)
        for length in range(len(pointer), 0, -1):
            line = self._lines.get(pointer[:length])
            if line is not None:
                return line
        return 1


def read_source(path: Path, name: str) -> Source:
    """Read and parse a file. Raises TextError if it is not sound, OSError if it cannot be read."""
    if not path.is_file():
        raise TextError("file-missing", 0, "there is no such file")
    if path.stat().st_size > limits.MAX_BYTES:
        raise TextError("file-too-large", 0, f"the file is larger than {limits.MAX_BYTES // 1024 // 1024} MiB")
    text = _decode(path.read_bytes())
    value = parse_json(text) if path.suffix == ".json" else parse_yaml(text)
    return Source(path, name, text, value)


def _decode(data: bytes) -> str:
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise TextError("not-utf8", line, "the file is not UTF-8 text") from None
