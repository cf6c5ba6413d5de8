from __future__ import annotations

from pathlib import Path

import pytest

from tests.generator.trees import document, lint


@pytest.mark.parametrize(
    ("lifecycle", "messages"),
    [
        ("{initial: 0, working: [0], succeeded: [1], failed: [2], transitions: {'0': [1, 2]}}", []),
        ("{working: [0]}", ["must have initial, working"]),
        ("{initial: 0, working: 0}", ["must have initial, working"]),
        ("{initial: 0, working: [0], transitions: {'0': 1}}", ["must have initial, working"]),
        ("done", ["must have initial, working"]),
        ("{initial: 5, working: [0], succeeded: [1], failed: [2]}", ["5 is not among the listed values"]),
        ("{initial: 0, working: [0, 1], succeeded: [1], failed: [2]}", ["1 is listed twice"]),
        ("{initial: 0, working: [0], succeeded: [1, 7], failed: [2]}", ["7 is not a value of the property"]),
        ("{initial: 0, working: [0], succeeded: [1]}", ["2 is neither working, succeeded, failed nor deleted"]),
        ("{initial: 0, working: [0], succeeded: [1], failed: [2], ended: []}", ["'ended' means nothing here"]),
        (
            "{initial: 0, working: [0], succeeded: [1], failed: [2], transitions: {'0': [9], '8': [1]}}",
            ["9 is not among the listed values", "'8' is not among the listed values"],
        ),
    ],
)
def test_life_cycles_speak_of_the_values(lifecycle: str, messages: list[str], tmp_path: Path) -> None:
    bundled = document(
        tmp_path,
        components=f"""
        schemas:
          Status: {{enum: [0, 1, 2]}}
          Thing:
            properties:
              status:
                $ref: '#/components/schemas/Status'
                x-lifecycle: {lifecycle}
        """,
    )
    found = lint(bundled, "lifecycle-shape", house=False)
    assert len(found) == len(messages)
    assert all(part in message for part, (_, message) in zip(messages, found, strict=True))
    assert all(line == 12 for line, _ in found)
