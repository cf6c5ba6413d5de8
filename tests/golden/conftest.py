from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from .packages import imported, write_package

if TYPE_CHECKING:
    from collections.abc import Iterator


@pytest.fixture(scope="module")
def petshop(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Any]:
    with imported("petshop", write_package("petshop", tmp_path_factory.mktemp("petshop"))) as package:
        yield package


@pytest.fixture(scope="module")
def untagged(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Any]:
    with imported("untagged", write_package("untagged", tmp_path_factory.mktemp("untagged"))) as package:
        yield package


@pytest.fixture(scope="module")
def warehouse(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Any]:
    with imported("warehouse", write_package("warehouse", tmp_path_factory.mktemp("warehouse"))) as package:
        yield package
