"""Documents that tell people what to type: their steps run as printed, one after another, and print what they say."""

from __future__ import annotations

import re
import subprocess
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, replace
from itertools import pairwise
from pathlib import Path

from tests.contract.servers import free_port

BLOCK = re.compile(r"(?:<!-- walk: (?P<walk>\w+) -->\n)?```(?P<kind>\w*)\n(?P<text>.*?)```", re.DOTALL)
PORT = "8765"


@dataclass(frozen=True)
class Block:
    """A fenced block; `walk` says that it is a step of the walk, and which kind of step."""

    kind: str
    text: str
    walk: str | None


def blocks(document: Path) -> list[Block]:
    found = BLOCK.finditer(document.read_text())
    return [Block(match["kind"], match["text"], match["walk"]) for match in found]


def commands(text: str) -> Iterator[tuple[str, str]]:
    """Each command with the output that is printed below it."""
    for part in re.split(r"^\$ ", text, flags=re.MULTILINE)[1:]:
        command, _, output = part.partition("\n")
        yield command, output


def matches(output: str, printed: str) -> bool:
    """Whether a command has printed what a document says; "…" stands for anything within a line."""
    return re.fullmatch(re.escape(printed).replace("…", ".*"), output) is not None


@dataclass
class Shell:
    """Runs scripts one after another as if they were typed into one shell: the folder and all exports carry over."""

    folder: Path
    environment: Mapping[str, str]
    state: str = ""

    def run(self, script: str) -> str:
        """What a script prints; where one of its commands fails, this fails."""
        with tempfile.NamedTemporaryFile("r") as file:
            keep = f"{{ export -p; printf 'cd %q\\n' \"$PWD\"; }} > {file.name}"
            process = self.start(f"{script}\n{keep}", stderr=subprocess.PIPE)
            output, errors = process.communicate()
            assert process.returncode == 0, output + errors
            self.state = file.read()
        return output

    def start(self, script: str, stderr: int = subprocess.STDOUT) -> subprocess.Popen[str]:
        """Run a script and do not wait for it."""
        return subprocess.Popen(
            ["bash", "-euo", "pipefail", "-c", f"{self.state}\n{script}"],
            env=self.environment,
            cwd=self.folder,
            stdout=subprocess.PIPE,
            stderr=stderr,
            text=True,
        )


def take_walk(document: Path, shell: Shell) -> list[str]:
    """Do all steps of a document and return their kinds. Servers, on a free port, run until the last step is done."""
    port = str(free_port())
    steps = [replace(step, text=step.text.replace(PORT, port)) for step in blocks(document)]
    walk = [(step, following) for step, following in pairwise([*steps, Block("", "", None)]) if step.walk]
    with ExitStack() as servers:
        for step, following in walk:
            pairs = list(commands(step.text))
            if step.walk == "serve":
                *pairs, (server, banner) = pairs
            script, printed = "\n".join(command for command, _ in pairs), "".join(output for _, output in pairs)
            if step.kind == "python":
                script, printed = f"python - <<'PROGRAM'\n{step.text}\nPROGRAM", following.text
            output = shell.run(script)
            assert matches(output, printed), f"{script}\nshould print\n{printed}\nbut prints\n{output}"
            if step.walk == "serve":
                first = servers.enter_context(serving(shell, server))
                assert matches(first, banner), f"{server}\nshould say\n{banner}\nbut says\n{first}"
    return [str(step.walk) for step, _ in walk]


@contextmanager
def serving(shell: Shell, server: str) -> Iterator[str]:
    """Start a server and yield its first line."""
    process = shell.start(f"exec {server}")
    assert process.stdout
    try:
        yield process.stdout.readline()
    finally:
        process.terminate()
        process.communicate(timeout=20)
