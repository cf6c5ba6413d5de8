"""A throw-away PostgreSQL cluster for tests."""

from __future__ import annotations

import os
import pwd
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


def find_programs() -> Path | None:
    """Return the folder of initdb and pg_ctl, `None` where PostgreSQL is not installed."""
    known = sorted(Path("/usr/lib/postgresql").glob("*/bin"), key=lambda path: int(path.parent.name), reverse=True)
    for folder in known:
        if (folder / "initdb").exists() and (folder / "pg_ctl").exists():
            return folder
    found = shutil.which("initdb")
    return Path(found).parent if found and shutil.which("pg_ctl") else None


@contextmanager
def run_cluster(programs: Path) -> Iterator[str]:
    """Start a cluster in a folder of its own and give its SQLAlchemy address, without a database name."""
    # The path of a socket is limited to about 100 characters, so pytest's own folders will not do.
    folder = Path(tempfile.mkdtemp(prefix="pg-"))
    user = _allow_somebody_else(folder)
    data = folder / "data"
    try:
        _run(user, folder, programs / "initdb", "-D", data, "-U", "demo", "-A", "trust", "-E", "UTF8", "--no-sync")
        settings = f"-c listen_addresses= -c unix_socket_directories={folder} -c fsync=off -c max_connections=200"
        _run(user, folder, programs / "pg_ctl", "-D", data, "-w", "-l", folder / "log", "-o", settings, "start")
        try:
            yield f"postgresql+psycopg://demo@/{{database}}?host={folder}"
        finally:
            _run(user, folder, programs / "pg_ctl", "-D", data, "-m", "immediate", "stop")
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _allow_somebody_else(folder: Path) -> str | None:
    """Hand the folder to an ordinary user when we are root, whom PostgreSQL refuses; return that user."""
    if os.geteuid() != 0:
        return None
    for name in ("postgres", "nobody"):
        try:
            entry = pwd.getpwnam(name)
        except KeyError:
            continue
        os.chown(folder, entry.pw_uid, entry.pw_gid)
        return name
    raise RuntimeError("there is no ordinary user to run PostgreSQL as")


def _run(user: str | None, folder: Path, *command: object) -> None:
    log = folder / "commands.log"
    with log.open("ab") as output:
        done = subprocess.run(
            [str(part) for part in command], user=user, cwd="/", stdout=output, stderr=output, check=False, timeout=60
        )
    if done.returncode != 0:
        raise RuntimeError(f"{command[0]} failed:\n{log.read_text()}")
