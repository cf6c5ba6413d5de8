"""What importing the SDK and creating a client costs, against its two libraries alone."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

from benchmarks.measure import Row, interleave, seconds

ROOT = Path(__file__).parent.parent
SMALL = 11
LIBRARIES = "import httpx2, pydantic"
CLIENT = """
import modelarts_client
modelarts_client.ModelArts(endpoint="http://127.0.0.1:9", project_id="0" * 32, credentials=None)
"""


def run(rounds: int) -> list[Row]:
    """A fresh interpreter each time, also with an SDK of a few operations."""
    with tempfile.TemporaryDirectory() as name:
        small = generate_small(Path(name))
        medians = interleave(
            {
                "empty": lambda: interpreter("pass"),
                "libraries": lambda: interpreter(LIBRARIES),
                "client": lambda: interpreter(CLIENT, ROOT / "generated/python"),
                "small": lambda: interpreter(CLIENT, small),
            },
            max(rounds, 15),
        )
    ratio = medians["client"] / medians["libraries"]
    return [
        Row("sdk-import", "an empty interpreter", medians["empty"] * 1000, "ms"),
        Row("sdk-import", "import httpx2, pydantic", medians["libraries"] * 1000, "ms"),
        Row("sdk-import", "import modelarts_client, create a client", medians["client"] * 1000, "ms"),
        Row("sdk-import", "client / libraries", ratio, "x", budget=1.3),
        Row("sdk-import", "all operations / 11 operations", medians["client"] / medians["small"], "x", budget=1.1),
    ]


def generate_small(folder: Path) -> Path:
    """Generate an SDK of datasets and their versions alone; return the folder of its package."""
    bundle = json.loads((ROOT / "generated/openapi.json").read_text())
    del bundle["info"]["x-lint"]
    bundle["paths"] = {path: item for path, item in bundle["paths"].items() if is_kept(item)}
    for item in bundle["paths"].values():
        for operation in item.values():
            for response in operation["responses"].values() if isinstance(operation, dict) else ():
                response.pop("links", None)
    (folder / "small.json").write_text(json.dumps(bundle))
    program = str(Path(sys.executable).parent / "modelarts-generator")
    command = [program, "generate", "--spec", str(folder / "small.json"), "--out", str(folder / "small")]
    subprocess.run([*command, "--target", "python"], check=True, stdout=subprocess.DEVNULL)
    found = len(re.findall(r"= Operation\(\n", "".join(file.read_text() for file in folder.glob("small/**/*.py"))))
    if found != SMALL:
        raise RuntimeError(f"{found} operations instead of {SMALL}")
    return folder / "small/python"


def is_kept(item: dict[str, Any]) -> bool:
    """Whether a path is one of datasets or their versions."""
    tags = {tag for operation in item.values() if isinstance(operation, dict) for tag in operation.get("tags", ())}
    return bool(tags & {"datasets", "dataset-versions"})


def interpreter(code: str, path: Path | None = None) -> float:
    """Seconds a fresh interpreter takes to run this code, with a folder in front of where modules are looked for."""
    environment = {**os.environ, "PYTHONPATH": str(path)} if path else None
    return seconds(lambda: subprocess.run([sys.executable, "-c", code], check=True, env=environment))
