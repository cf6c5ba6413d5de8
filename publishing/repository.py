"""What git knows about the tree that is published. Outside of git everything is unknown, and nothing fails."""

from __future__ import annotations

import re
import subprocess
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

_RELEASE = re.compile(r"v\d+\.\d+\.\d+")


@dataclass(frozen=True)
class Repository:
    """A working tree. `is_git` is false for an unpacked sdist or archive."""

    root: Path

    @property
    def is_git(self) -> bool:
        """Whether the tree is the top of a git repository that has commits."""
        top = self._git("rev-parse", "--show-toplevel", "--verify", "HEAD")
        return top is not None and Path(top.splitlines()[0]).resolve() == self.root.resolve()

    @property
    def is_shallow(self) -> bool:
        """Whether the history is cut off, so that tags may be missing."""
        return self._git("rev-parse", "--is-shallow-repository") == "true"

    def changed_files(self) -> list[str]:
        """Files that differ from the commit, and new ones that are not ignored."""
        return [line[3:] for line in (self._git("status", "--porcelain") or "").splitlines()]

    def commit_time(self) -> datetime:
        """When the commit was made, in UTC."""
        return datetime.fromtimestamp(int(self._git("log", "-1", "--format=%ct") or 0), UTC)

    def release_here(self) -> str | None:
        """The tag vX.Y.Z of this very commit."""
        return self._newest_release("--points-at", "HEAD")

    def last_release(self) -> str | None:
        """The highest tag vX.Y.Z among the commits that this one is built on, itself left out."""
        return self._newest_release("--merged", "HEAD", "--no-contains", "HEAD")

    def has_tag(self, name: str) -> bool:
        """Whether a tag of that name exists anywhere."""
        return bool(self._git("tag", "--list", name))

    def file_at(self, revision: str, path: str) -> bytes | None:
        """A file as it was at a revision; None if it was not there."""
        done = subprocess.run(["git", "show", f"{revision}:{path}"], cwd=self.root, capture_output=True, check=False)
        return done.stdout if done.returncode == 0 else None

    def _newest_release(self, *conditions: str) -> str | None:
        tags = self._git("tag", "--sort=-version:refname", *conditions) or ""
        return next((tag for tag in tags.splitlines() if _RELEASE.fullmatch(tag)), None)

    def _git(self, *arguments: str) -> str | None:
        try:
            done = subprocess.run(["git", *arguments], cwd=self.root, capture_output=True, text=True, check=False)
        except FileNotFoundError:
            return None  # no git on this machine
        return done.stdout.rstrip("\n") if done.returncode == 0 else None
