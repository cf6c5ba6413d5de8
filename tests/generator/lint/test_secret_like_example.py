from __future__ import annotations

from pathlib import Path

import pytest

from tests.generator.trees import document, lint

MADE_UP_KEY = "AB" * 5 + "12" * 5
MADE_UP_SECRET = "aB3" * 13 + "x"


@pytest.mark.parametrize(
    ("name", "value", "what"),
    [
        ("id", "3f7a9c1e5b2d4860a8e4c6f0b1d2e3f4", ""),
        ("id", "bZ7kQ2mXv9LpR4tYc1Ws", ""),
        ("url", "https://example.com/a?b=c", ""),
        ("ak", "DEMOACCESSKEY", ""),
        ("password", "demo-password", ""),
        ("password", "", ""),
        ("token_count", "5 tokens", ""),
        ("password", "hunter2", "a real value of 'password'"),
        ("X-Auth-Token", "abc", "a real value of 'X-Auth-Token'"),
        ("x", MADE_UP_KEY, "an access key"),
        ("x", MADE_UP_SECRET, "a secret key"),
        ("x", "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxMjM0In0.abc", "a JSON web token"),
        ("x", "MII" + "Qx9" * 30, "a token of the identity service"),
        ("x", "-----BEGIN " + "RSA PRIVATE KEY-----", "a private key"),
        ("x", "https://user:word@example.com", "an address with a password"),
    ],
)
def test_examples_hold_no_secret(name: str, value: str, what: str, tmp_path: Path) -> None:
    bundled = document(
        tmp_path,
        components=f"""
        schemas:
          A: {{properties: {{{name}: {{type: string, default: '{value}'}}}}}}
        examples:
          B: {{value: {{list: [{{{name}: '{value}'}}]}}}}
        """,
    )
    expected = [(7, f"this looks like {what}"), (9, f"this looks like {what}")] if what else []
    assert sorted(lint(bundled, "secret-like-example")) == sorted(expected)
