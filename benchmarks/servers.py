"""Servers started for a benchmark, each a process of its own on a free loopback port."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Server:
    """A running server: where it listens, its process, and how long its first answer took."""

    port: int
    process: subprocess.Popen[bytes]
    started_in: float

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def memory_mib(self) -> float:
        """The resident memory of the process, in MiB."""
        for line in Path(f"/proc/{self.process.pid}/status").read_text().splitlines():
            if line.startswith("VmRSS:"):
                return int(line.split()[1]) / 1024
        raise RuntimeError("the process has no resident memory")

    def cpu_seconds(self) -> float:
        """The time that processors have spent on the process so far, which other programs hardly change."""
        # The name of the program, in parentheses, may hold blanks; user and system time are the 14th and 15th field.
        fields = Path(f"/proc/{self.process.pid}/stat").read_text().rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def free_port() -> int:
    """A port that nothing listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def answers(url: str) -> bool:
    """Whether anything at all answers there."""
    try:
        urllib.request.urlopen(url, timeout=2).close()
    except urllib.error.HTTPError:
        return True
    except OSError:
        return False
    return True


@contextmanager
def serve(command: Sequence[str], port: int, probe: str) -> Iterator[Server]:
    """Start a command, wait for its first answer, and stop it at the end."""
    start = time.perf_counter()
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        while not answers(f"http://127.0.0.1:{port}{probe}"):
            if process.poll() is not None or time.perf_counter() - start > 30:
                raise RuntimeError(f"{command[0]} did not answer (exit status {process.poll()})")
            time.sleep(0.005)
        yield Server(port, process, time.perf_counter() - start)
    finally:
        process.terminate()
        process.wait(20)


@contextmanager
def emulator(folder: Path, *options: str) -> Iterator[Server]:
    """The emulator on an SQLite file and an object folder below `folder`, with authentication off."""
    port = free_port()
    command = [sys.executable, "-m", "modelarts_emulator", "serve", "--port", str(port), "--auth", "off"]
    command += ["--store", f"sqlite:///{folder}/emulator.sqlite", "--objects", str(folder / "objects"), *options]
    with serve(command, port, "/_emulator/health") as server:
        yield server


@contextmanager
def bare(folder: Path, reply: bytes) -> Iterator[Server]:
    """The bare routes, answering with the reply given."""
    port = free_port()
    (folder / "reply.json").write_bytes(reply)
    command = [sys.executable, "-m", "benchmarks.bare", "--port", str(port)]
    command += ["--store", str(folder / "bare.sqlite"), "--reply", str(folder / "reply.json")]
    with serve(command, port, "/json") as server:
        yield server
