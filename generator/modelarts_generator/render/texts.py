"""Small pieces of text that the command line and the documents share."""

from __future__ import annotations

import re

from ..naming import words


def kebab(name: str) -> str:
    """Return a name as an option or a command has it: lower case, with hyphens."""
    return "-".join(words(name)) or name.strip("_").lower().replace("_", "-")


def first_paragraph(text: str) -> str:
    """Return the first paragraph in one line, without Markdown's quotes for code."""
    return " ".join(text.strip().partition("\n\n")[0].split()).replace("`", "")


def sentence(text: str) -> str:
    """Return the text with a full stop."""
    return text if not text or text.endswith((".", "!", "?")) else f"{text}."


def shell_word(text: str) -> str:
    """Quote a word for a shell where that is needed."""
    return text if re.fullmatch(r"[\w@%+=:,./-]+", text, re.ASCII) else "'" + text.replace("'", "'\\''") + "'"
