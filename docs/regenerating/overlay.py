"""Put changes of our own on top of a description: python3 overlay.py DESCRIPTION OVERLAY OUT.

The overlay is a JSON Merge Patch (RFC 7396): objects are merged, null removes, everything else replaces.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any


def merge(value: Any, patch: Any) -> Any:
    """Return the value with the patch applied."""
    if not isinstance(patch, dict):
        return patch
    merged = dict(value) if isinstance(value, dict) else {}
    for key, item in patch.items():
        if item is None:
            merged.pop(key, None)
        else:
            merged[key] = merge(merged.get(key), item)
    return merged


if __name__ == "__main__":
    description, overlay, out = map(Path, sys.argv[1:])
    merged = merge(json.loads(description.read_text(encoding="utf-8")), json.loads(overlay.read_text(encoding="utf-8")))
    out.write_text(json.dumps(merged, indent=2, ensure_ascii=False), encoding="utf-8")
