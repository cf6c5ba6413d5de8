"""`make generate` against datamodel-code-generator alone, and beside openapi-python-client, on the same bundle."""

from __future__ import annotations

import resource
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from benchmarks.measure import Row, command_seconds, interleave, seconds
from benchmarks.sdk_read import bench_environment

ROOT = Path(__file__).parent.parent
BIN = Path(sys.executable).parent


def run(rounds: int) -> list[Row]:
    """From scratch, with nothing changed, the model generator alone, and another generator of clients."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        generate = [str(BIN / "modelarts-generator"), "generate", "--spec", str(ROOT / "spec/openapi.yaml"), "--out"]
        kept = folder / "kept"
        command_seconds([*generate, str(kept)])
        memory = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024

        def scratch() -> float:
            shutil.rmtree(folder / "scratch", ignore_errors=True)
            return command_seconds([*generate, str(folder / "scratch")])

        medians = interleave(
            {
                "scratch": scratch,
                "unchanged": lambda: command_seconds([*generate, str(kept)]),
                "alone": lambda: models_alone(kept / "openapi.json", folder / "models"),
                "other": lambda: other_client(kept / "openapi.json", folder / "other"),
            },
            rounds,
        )
        ours, theirs = our_operations(kept), other_operations(folder / "other")
    return [
        Row("generate", f"from scratch, {ours} operations", medians["scratch"], "s"),
        Row("generate", "memory", memory, "MiB", budget=2048),
        Row("generate", "datamodel-code-generator alone", medians["alone"], "s"),
        Row("generate", "from scratch / alone", medians["scratch"] / medians["alone"], "x", budget=1.5),
        Row("generate", "nothing changed", medians["unchanged"], "s", budget=0.5),
        Row("generate", f"openapi-python-client, {theirs} operations", medians["other"], "s"),
    ]


def our_operations(out: Path) -> int:
    """How many operations the generated SDK has."""
    files = (out / "python/modelarts_client/resources").glob("*.py")
    return sum(file.read_text().count("= Operation(\n") for file in files)


def other_client(bundle: Path, out: Path) -> float:
    """openapi-python-client on the same bundle, without formatting what it writes."""
    shutil.rmtree(out, ignore_errors=True)
    config = out.parent / "other.yaml"
    config.write_text("post_hooks: []\n")
    program = bench_environment() / "bin/openapi-python-client"
    command = [str(program), "generate", "--path", str(bundle), "--output-path", str(out), "--config", str(config)]
    # It complains of what it leaves out with exit status 1, and goes on.
    return seconds(lambda: subprocess.run(command, check=False, capture_output=True))


def other_operations(out: Path) -> int:
    """How many operations it has made functions for."""
    return sum(1 for file in out.glob("*/api/*/*.py") if file.name != "__init__.py")


def models_alone(bundle: Path, out: Path) -> float:
    """The model generator as a user would run it: pydantic v2 models from the bundle."""
    command = [str(BIN / "datamodel-codegen"), "--input", str(bundle), "--input-file-type", "openapi"]
    command += ["--output-model-type", "pydantic_v2.BaseModel", "--output", f"{out}.py", "--disable-warnings"]
    return command_seconds(command)
