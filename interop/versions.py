"""The pinned versions of the tools, out of the lock files."""

from __future__ import annotations

import json
import re

from .environments import LOCK, REQUIREMENTS
from .row import Row


def version_of(row: Row) -> str:
    """Return the version of a row's tool."""
    package = json.loads(LOCK.read_text())["packages"].get(f"node_modules/{row.tool}")
    if package is not None:
        return str(package["version"])
    found = re.search(rf"^{re.escape(row.tool)}==(\S+)", REQUIREMENTS.read_text(), re.MULTILINE)
    if found is None:
        raise LookupError(f"{row.tool} is in neither {LOCK.name} nor {REQUIREMENTS.name}")
    return found[1]
