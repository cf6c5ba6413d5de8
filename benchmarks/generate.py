"""`make generate` against datamodel-code-generator alone on the same bundle."""

from __future__ import annotations

import shutil
import sys
import tempfile
from pathlib import Path

from benchmarks.measure import Row, command_seconds, interleave

ROOT = Path(__file__).parent.parent
BIN = Path(sys.executable).parent


def run(rounds: int) -> list[Row]:
    """From scratch, with nothing changed, and the model generator alone."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        generate = [str(BIN / "modelarts-generator"), "generate", "--spec", str(ROOT / "spec/openapi.yaml"), "--out"]
        kept = folder / "kept"
        command_seconds([*generate, str(kept)])

        def scratch() -> float:
            shutil.rmtree(folder / "scratch", ignore_errors=True)
            return command_seconds([*generate, str(folder / "scratch")])

        medians = interleave(
            {
                "scratch": scratch,
                "unchanged": lambda: command_seconds([*generate, str(kept)]),
                "alone": lambda: models_alone(kept / "openapi.json", folder / "models"),
            },
            rounds,
        )
    return [
        Row("generate", "from scratch", medians["scratch"], "s"),
        Row("generate", "datamodel-code-generator alone", medians["alone"], "s"),
        Row("generate", "from scratch / alone", medians["scratch"] / medians["alone"], "x", budget=2.0),
        Row("generate", "nothing changed", medians["unchanged"], "s", budget=0.5),
    ]


def models_alone(bundle: Path, out: Path) -> float:
    """The model generator as a user would run it: pydantic v2 models from the bundle."""
    command = [str(BIN / "datamodel-codegen"), "--input", str(bundle), "--input-file-type", "openapi"]
    command += ["--output-model-type", "pydantic_v2.BaseModel", "--output", f"{out}.py", "--disable-warnings"]
    return command_seconds(command)
