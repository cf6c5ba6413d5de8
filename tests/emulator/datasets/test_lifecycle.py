from __future__ import annotations

import pytest
from modelarts_emulator.services.lifecycle import (
    DatasetStatus,
    IllegalMoveError,
    VersionStatus,
    find_lifecycle,
)


def test_moves_follow_the_description() -> None:
    datasets, versions = find_lifecycle("Dataset"), find_lifecycle("DatasetVersion")
    assert (datasets.initial, versions.initial) == (DatasetStatus.CREATING, VersionStatus.CREATING)
    assert datasets.move(DatasetStatus.CREATING, DatasetStatus.NORMAL) == DatasetStatus.NORMAL
    assert versions.move(VersionStatus.DELETING, VersionStatus.DELETED) == VersionStatus.DELETED


@pytest.mark.parametrize(
    ("name", "old", "new"),
    [
        ("Dataset", DatasetStatus.DELETED, DatasetStatus.NORMAL),
        ("Dataset", DatasetStatus.ABNORMAL, DatasetStatus.PUBLISHING),
        ("DatasetVersion", VersionStatus.ERROR, VersionStatus.NORMAL),
        ("DatasetVersion", VersionStatus.NORMAL, VersionStatus.CREATING),
    ],
)
def test_other_moves_are_refused(name: str, old: int, new: int) -> None:
    with pytest.raises(IllegalMoveError):
        find_lifecycle(name).move(old, new)


def test_every_status_has_a_place_in_its_lifecycle() -> None:
    assert set(find_lifecycle("Dataset").transitions) == set(DatasetStatus)
    assert set(find_lifecycle("DatasetVersion").transitions) == set(VersionStatus)


def test_something_without_a_status() -> None:
    with pytest.raises(LookupError, match="Label"):
        find_lifecycle("Label")
