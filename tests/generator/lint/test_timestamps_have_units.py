from __future__ import annotations

from pathlib import Path

from tests.generator.trees import document, lint


def test_times_say_what_they_count(tmp_path: Path) -> None:
    bundled = document(
        tmp_path,
        """
        /a:
          get:
            parameters:
              - {name: timeout, in: query, description: How long., schema: {type: integer}}
              - {name: ttl, in: query, description: 'How long, in days.', schema: {type: integer}}
        """,
        """
        schemas:
          Millis: {type: integer, description: Milliseconds since the epoch.}
          A:
            properties:
              create_time: {type: integer, description: When it was made.}
              update_time: {$ref: '#/components/schemas/Millis', description: When it was changed.}
              start_time: {type: string, description: When it starts.}
              runtime: {type: integer, description: Which one.}
              createdAt: {type: [number, 'null'], description: When it was made.}
        """,
    )
    assert sorted(lint(bundled, "timestamps-have-units")) == [
        (7, "the description of 'timeout' names no unit"),
        (14, "the description of 'create_time' names no unit"),
        (18, "the description of 'createdAt' names no unit"),
    ]
