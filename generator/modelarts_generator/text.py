"""Plain text for generated files: wrapped, and safe inside a docstring."""

from __future__ import annotations

import re
import textwrap

WIDTH = 112

_LIST_ITEM = re.compile(r"\s*([-*+]|\d+[.)])\s+")
_SPACE = re.compile(r"[ \t]+")


def one_line(text: str) -> str:
    """Return text in one line."""
    return " ".join(text.split())


def first_sentence(text: str) -> str:
    """Return the first sentence of a text, in one line."""
    line = one_line(text)
    match = re.match(r".*?[.!?](?=\s|$)", line)
    return match.group(0) if match else line


def ensure_stop(text: str) -> str:
    """End a text with a full stop, unless it has an end already."""
    text = text.rstrip()
    return text if not text or text[-1] in ".!?:" else f"{text}."


def wrap(text: str, width: int = WIDTH, indent: str = "") -> str:
    """Wrap every paragraph; list items and lines of code keep their beginning. `indent` is for later lines."""
    paragraphs = [_wrap_paragraph(part, width) for part in re.split(r"\n\s*\n", text.strip())]
    lines = "\n\n".join(paragraphs).split("\n")
    return "\n".join([lines[0], *(f"{indent}{line}" if line else "" for line in lines[1:])])


def escape_docstring(text: str) -> str:
    """Make a text safe between triple quotes."""
    escaped = text.replace("\\", "\\\\").replace('"""', '\\"\\"\\"').replace("\0", "")
    return f'{escaped[:-1]}\\"' if escaped.endswith('"') else escaped


def _wrap_paragraph(paragraph: str, width: int) -> str:
    chunks: list[str] = []
    for line in paragraph.split("\n"):
        if line.startswith(("    ", "\t", "|", "```")) or not chunks or _LIST_ITEM.match(line):
            chunks.append(line.rstrip())
        else:
            chunks[-1] += f" {line.strip()}"
    return "\n".join(_fill(chunk, width) for chunk in chunks)


def _fill(chunk: str, width: int) -> str:
    if chunk.startswith(("    ", "\t", "|", "```")):
        return chunk
    match = _LIST_ITEM.match(chunk)
    head = match.group(0) if match else ""
    body = _SPACE.sub(" ", chunk[len(head) :].strip())
    wrapper = textwrap.TextWrapper(width, head, " " * len(head), break_long_words=False, break_on_hyphens=False)
    return "\n".join(wrapper.wrap(body))
