"""An SDK of some tags only."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

from .packages import Service, imported, write_package

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_package(
        "petshop", tmp_path_factory.mktemp("selected"), include=("Store Orders",), package_name="orders_client"
    )


def test_it_has_the_selected_operations_only(folder: Path) -> None:
    with imported("orders", folder) as package:
        client = Service({"dog": 2}).client(package.PetShop)
        assert not hasattr(client, "pets")
        assert client.store_orders.order(pet=1, count=2) == {"dog": 2}
        assert not hasattr(package.models, "Pet")


def test_samples_name_nothing_that_is_not_there(folder: Path) -> None:
    text = (folder / "README.md").read_text(encoding="utf-8")
    samples = re.findall(r"```python\n(.*?)```", text, re.DOTALL)
    assert samples
    for sample in samples:
        compile(sample, "README.md", "exec")
        assert "client.pets" not in sample
