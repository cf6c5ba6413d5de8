"""Text files of labelled and unlabelled samples: one sample per line."""

from __future__ import annotations

import re
from codecs import getincrementaldecoder
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Any, Final

from .annotations import FormatError
from .lines import split_lines

LINE_LIMIT: Final = 100 * 1024
RESULT_SUFFIX: Final = "_result"


@dataclass(frozen=True, slots=True)
class TextFormat:
    """How labels are told from text; the defaults are the documented ones."""

    in_separate_file: bool = False
    sample_separator: str = "\t"
    label_separator: str = ","

    @classmethod
    def from_request(cls, value: dict[str, Any] | None) -> TextFormat:
        r"""Read a request's ``label_format``; separators may come escaped (``\t``, ``\|``)."""
        if not value:
            return cls()
        return cls(
            in_separate_file=str(value.get("label_type", "1")) == "0",
            sample_separator=_unescape(value.get("text_sample_separator") or "\t"),
            label_separator=_unescape(value.get("text_label_separator") or ","),
        )


def _unescape(text: str) -> str:
    return {"\\t": "\t", "\\n": "\n"}.get(text) or re.sub(r"\\(.)", r"\1", text)


def decode(data: bytes) -> str:
    """Text of a UTF-8 or GBK file. Raises `FormatError` for any other file."""
    for encoding in ("utf-8-sig", "gbk"):
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\0" in text:
            break
        return text
    raise FormatError("the file is no text in UTF-8 or GBK")


def stream_lines(open_pieces: Callable[[], Iterable[bytes]], limit: int = LINE_LIMIT) -> Iterator[str]:
    """All lines of a file that need not fit into memory; it is read twice. Raises `FormatError`, as `read_lines`."""
    encoding = _find_encoding(open_pieces)
    for number, line in enumerate(split_lines(open_pieces(), limit), 1):
        if len(line) > limit:
            raise FormatError(f"line {number} is longer than {limit} bytes")
        yield line.decode(encoding).removesuffix("\r").removeprefix("\ufeff" if number == 1 else "")


def _find_encoding(open_pieces: Callable[[], Iterable[bytes]]) -> str:
    for encoding in ("utf-8", "gbk"):
        decoder = getincrementaldecoder(encoding)()
        try:
            if not any("\0" in decoder.decode(piece) for piece in open_pieces()):
                decoder.decode(b"", final=True)
                return encoding
        except UnicodeDecodeError:
            continue
        break
    raise FormatError("the file is no text in UTF-8 or GBK")


def read_lines(data: bytes) -> list[str]:
    """All lines, blank ones included, so that a line keeps its number. Raises `FormatError` for an overlong one."""
    lines = decode(data).split("\n")
    if lines and not lines[-1]:
        lines.pop()
    for number, line in enumerate(lines, 1):
        if len(line.encode()) > LINE_LIMIT:
            raise FormatError(f"line {number} is longer than {LINE_LIMIT} bytes")
    return [line.removesuffix("\r") for line in lines]


def read_labelled(lines: Iterable[str], form: TextFormat) -> list[tuple[str, list[str]]]:
    """Text and labels of every line of a file that holds both."""
    return [_split(line, form) for line in lines]


def _split(line: str, form: TextFormat) -> tuple[str, list[str]]:
    text, found, labels = line.rpartition(form.sample_separator)
    return (text, split_labels(labels, form)) if found else (line, [])


def split_labels(text: str, form: TextFormat) -> list[str]:
    """Names in one line of labels, each once, in their order."""
    return list(dict.fromkeys(name for part in text.split(form.label_separator) if (name := part.strip())))


def result_name(name: str) -> str:
    """Name of the label file that belongs to a text file: ``a.txt`` has its labels in ``a_result.txt``."""
    stem, dot, suffix = name.rpartition(".")
    return f"{stem}{RESULT_SUFFIX}{dot}{suffix}"


def is_result(name: str) -> bool:
    """Whether a file's name says that it holds labels of another file."""
    return name.rpartition(".")[0].endswith(RESULT_SUFFIX)
