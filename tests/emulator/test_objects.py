from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from modelarts_emulator.object_address import open_objects
from modelarts_emulator.objects import ObjectError, ObjectMissingError, ObjectPathError, ObjectStore

from .s3 import run_s3

BAD_PATHS = [
    "",
    "bucket/key",
    "/",
    "//key",
    "/Bucket/key",
    "/b/key",
    "/bucket/../secret",
    "/bucket/a/../../b",
    "/bucket/./a",
    "/bucket//a",
    "/bucket/a\\..\\b",
    "/bucket/a\x00b",
    "/bucket/a\nb",
    "/../etc/passwd",
    "/..",
    "/.snapshots/x",
    "/bucket/" + "n" * 300,
    "/bucket/" + "n/" * 600 + "x",
    "/bucket/temporary#1",
]


@pytest.fixture(params=["folder", "s3", "s3-buckets"])
def objects(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[ObjectStore]:
    if request.param == "folder":
        yield open_objects(str(tmp_path / "objects"), lambda: 1_760_000_000_123)
        return
    with run_s3() as endpoint:
        bucket = "shared/some/prefix" if request.param == "s3" else ""
        keys = "access_key=a&secret_key=b&region=eu-de"
        yield open_objects(f"s3://{bucket}?endpoint={endpoint}&{keys}")


def paths(objects: ObjectStore, prefix: str) -> list[str]:
    return [entry.path for entry in objects.list(prefix)]


def test_what_is_written_is_read_back(objects: ObjectStore) -> None:
    entry = objects.write("/demo-bucket/flowers/input/ä b+%&#.jpg", b"picture")
    assert (entry.path, entry.key, entry.size) == (
        "/demo-bucket/flowers/input/ä b+%&#.jpg",
        "flowers/input/ä b+%&#.jpg",
        7,
    )
    assert objects.read("/demo-bucket/flowers/input/ä b+%&#.jpg") == b"picture"
    objects.write("/demo-bucket/flowers/input/ä b+%&#.jpg", b"")
    assert objects.head("/demo-bucket/flowers/input/ä b+%&#.jpg").size == 0


def test_listing_is_sorted_and_by_folder(objects: ObjectStore) -> None:
    for path in ("/demo-bucket/b", "/demo-bucket/a/2", "/demo-bucket/a/1/x", "/demo-bucket/ab", "/other-bucket/a/3"):
        objects.write(path, b"x")
    assert paths(objects, "/demo-bucket/a/") == ["/demo-bucket/a/1/x", "/demo-bucket/a/2"]
    assert paths(objects, "/demo-bucket/") == [
        "/demo-bucket/a/1/x",
        "/demo-bucket/a/2",
        "/demo-bucket/ab",
        "/demo-bucket/b",
    ]
    assert paths(objects, "/demo-bucket") == paths(objects, "/demo-bucket/")
    assert paths(objects, "/empty-bucket/none/") == []


def test_existence(objects: ObjectStore) -> None:
    objects.write("/demo-bucket/a/b", b"x")
    assert objects.exists("/demo-bucket/a/b")
    assert objects.exists("/demo-bucket/a/")
    assert objects.exists("/demo-bucket/")
    assert not objects.exists("/demo-bucket/a")
    assert not objects.exists("/demo-bucket/b/")
    assert not objects.exists("/other-bucket/")


def test_deleting_one_and_many(objects: ObjectStore) -> None:
    for key in ("a/1", "a/2", "b"):
        objects.write(f"/demo-bucket/{key}", b"x")
    assert objects.delete("/demo-bucket/b")
    assert not objects.delete("/demo-bucket/b")
    assert objects.delete("/demo-bucket/a/")
    assert not objects.delete("/demo-bucket/a/")
    assert paths(objects, "/demo-bucket/") == []


def test_copying(objects: ObjectStore) -> None:
    objects.write("/demo-bucket/a", b"first")
    assert objects.copy("/demo-bucket/a", "/other-bucket/b/c").path == "/other-bucket/b/c"
    objects.write("/demo-bucket/a", b"second")
    assert objects.read("/other-bucket/b/c") == b"first"


def test_what_is_missing(objects: ObjectStore) -> None:
    for action in (objects.read, objects.head, lambda path: objects.copy(path, "/demo-bucket/x")):
        with pytest.raises(ObjectMissingError):
            action("/demo-bucket/none")


@pytest.mark.parametrize("path", BAD_PATHS)
def test_a_path_cannot_leave_the_store(tmp_path: Path, path: str) -> None:
    objects = open_objects(str(tmp_path / "objects"))
    (tmp_path / "secret").write_text("secret")
    for action in (objects.read, objects.head, objects.delete, lambda path: objects.write(path, b"x")):
        with pytest.raises(ObjectPathError):
            action(path)
    assert (tmp_path / "secret").read_text() == "secret"


def test_listing_takes_no_bad_prefix(tmp_path: Path) -> None:
    objects = open_objects(str(tmp_path))
    with pytest.raises(ObjectPathError):
        list(objects.list("/bucket/../"))


def test_a_file_in_the_way_of_a_folder_is_an_error(tmp_path: Path) -> None:
    objects = open_objects(str(tmp_path))
    objects.write("/demo-bucket/a", b"x")
    with pytest.raises(ObjectError):
        objects.write("/demo-bucket/a/b", b"x")
    assert objects.read("/demo-bucket/a") == b"x"


def test_the_clock_dates_objects_of_a_folder(tmp_path: Path) -> None:
    entry = open_objects(str(tmp_path), lambda: 1_760_000_000_123).write("/demo-bucket/a", b"x")
    assert (entry.modified_ms, entry.etag) == (1_760_000_000_123, '"1-199c82cc07b"')


def test_files_put_there_by_hand_are_objects(tmp_path: Path) -> None:
    (tmp_path / "demo-bucket" / "in").mkdir(parents=True)
    (tmp_path / "demo-bucket" / "in" / "a.txt").write_text("hello")
    assert paths(open_objects(str(tmp_path)), "/demo-bucket/in/") == ["/demo-bucket/in/a.txt"]


def test_snapshots(objects: ObjectStore) -> None:
    if not objects.owned:
        with pytest.raises(ObjectError, match="belong to the S3 server"):
            objects.save("x")
        with pytest.raises(ObjectError, match="belong to the S3 server"):
            objects.clear()
        return
    objects.write("/demo-bucket/a/b", b"1")
    before = list(objects.list("/demo-bucket/"))
    objects.save("first")
    objects.write("/demo-bucket/a/b", b"2")
    objects.write("/other-bucket/c", b"3")
    assert list(objects.buckets()) == ["demo-bucket", "other-bucket"]
    objects.restore("first")
    assert list(objects.buckets()) == ["demo-bucket"]
    assert objects.read("/demo-bucket/a/b") == b"1"
    assert [entry.path for entry in objects.list("/demo-bucket/")] == [entry.path for entry in before]
    objects.forget("first")
    objects.restore("first")
    assert list(objects.buckets()) == []


@pytest.mark.parametrize(
    ("address", "message"),
    [("/dev/null/objects", "cannot use"), ("s3://bucket?colour=red", "unknown option 'colour'")],
)
def test_a_bad_address_is_explained(address: str, message: str) -> None:
    with pytest.raises(ObjectError, match=message):
        open_objects(address)


def test_a_server_that_does_not_answer_is_an_error() -> None:
    with run_s3() as endpoint:
        objects = open_objects(f"s3://bucket?endpoint={endpoint}/broken&access_key=a&secret_key=b&region=x")
        with pytest.raises(ObjectError):
            objects.read("/demo-bucket/a")
