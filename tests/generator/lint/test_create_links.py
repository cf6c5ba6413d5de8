from __future__ import annotations

from pathlib import Path

from tests.generator.trees import document, lint


def test_create_links_to_its_followers(tmp_path: Path) -> None:
    bundled = document(
        tmp_path,
        """
        /things:
          post:
            operationId: CreateThing
            x-sdk: {resource: things, method: create}
            responses:
              '201': {description: Ok, links: {show: {operationId: GetThing}, all: {$ref: '#/components/links/All'}}}
          get: {operationId: ListThings, x-sdk: {resource: things, method: list}}
        /thing:
          get: {operationId: GetThing, x-sdk: {resource: things, method: get}}
          delete: {operationId: DeleteThing, x-sdk: {resource: things, method: delete}}
          put: {operationId: PutOther, x-sdk: {resource: others, method: update}}
          post: {operationId: CreateOther, x-sdk: {resource: nothing, method: create}}
        """,
        "links: {All: {operationId: ListThings}}",
    )
    assert lint(bundled, "create-links") == [(8, "CreateThing does not link to DeleteThing")]
