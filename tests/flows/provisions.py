"""Brings what a kind of dataset needs into an emulator, as a user would."""

from __future__ import annotations

from modelarts_client import ModelArts

from tests.flows.actions import create, import_from
from tests.flows.kinds import SOURCE, Kind
from tests.flows.serving import Server


def bring_in(server: Server, client: ModelArts, kind: Kind) -> str:
    """Create the dataset `first`, import the kind's files or manifest, and return its id."""
    for name, data in kind.files.items():
        server.put(SOURCE + name, data)
    dataset_id = create(client, "first", kind.type, **kind.create)
    path, how = (SOURCE + kind.manifest, "manifest") if kind.manifest else (SOURCE, "dir")
    assert import_from(client, dataset_id, path, import_type=how, **kind.options) == len(kind.imported)
    return dataset_id
