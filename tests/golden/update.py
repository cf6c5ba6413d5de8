"""Rewrite the expected trees: `make golden`. Read the difference before it is committed."""

from __future__ import annotations

import shutil
import sys

from .cases import CASES, HERE, generate, without_copies


def main() -> int:
    """Generate all cases anew."""
    for case in CASES:
        files = without_copies(generate(case))
        root = HERE / case / "expected"
        shutil.rmtree(root, ignore_errors=True)
        for path, text in files.items():
            target = root / path
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_text(text, encoding="utf-8")
        sys.stdout.write(f"{case}: {len(files)} files\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
