"""What importing the SDK and creating a client costs, against its two libraries alone."""

from __future__ import annotations

import subprocess
import sys

from benchmarks.measure import Row, interleave, seconds

LIBRARIES = "import httpx2, pydantic"
CLIENT = """
import modelarts_client
modelarts_client.ModelArts(endpoint="http://127.0.0.1:9", project_id="0" * 32, credentials=None)
"""


def run(rounds: int) -> list[Row]:
    """A fresh interpreter each time; an empty one is taken off both."""
    medians = interleave(
        {
            "empty": lambda: interpreter("pass"),
            "libraries": lambda: interpreter(LIBRARIES),
            "client": lambda: interpreter(CLIENT),
        },
        max(rounds, 15),
    )
    ratio = medians["client"] / medians["libraries"]
    return [
        Row("sdk-import", "an empty interpreter", medians["empty"] * 1000, "ms"),
        Row("sdk-import", "import httpx2, pydantic", medians["libraries"] * 1000, "ms"),
        Row("sdk-import", "import modelarts_client, create a client", medians["client"] * 1000, "ms"),
        Row("sdk-import", "client / libraries", ratio, "x", budget=1.3),
    ]


def interpreter(code: str) -> float:
    """Seconds a fresh interpreter takes to run this code."""
    return seconds(lambda: subprocess.run([sys.executable, "-c", code], check=True))
