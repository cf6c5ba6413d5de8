"""Folders of every dataset type: how labels lie in them, malformed files, tables."""

from __future__ import annotations

import struct
from typing import Any

import orjson
import pytest

from ..datasets.service import BUCKET, Service, new_dataset, voc
from .importing import MANIFEST, MORE, counts, held_samples, import_into, line, log, names, put, put_manifest

SCHEMA = [{"schema_id": 1, "name": "petals", "type": "INT"}, {"schema_id": 2, "name": "kind", "type": "STRING"}]


def coco(**more: Any) -> bytes:
    """A COCO file with two boxes on one image."""
    held = {
        "images": [{"id": 1, "file_name": "1.jpg", "width": 640, "height": 480}, {"id": 2, "file_name": "2.jpg"}],
        "categories": [{"id": 7, "name": "rose"}, {"id": 8, "name": "tulip"}],
        "annotations": [
            {"id": 1, "image_id": 1, "category_id": 7, "bbox": [10, 20, 30, 40.5], "iscrowd": 0},
            {"id": 2, "image_id": 1, "category_id": 8, "bbox": [0, 0, 1, 1]},
        ],
    }
    return orjson.dumps(held | more)


def test_images_with_folders_for_labels(service: Service) -> None:
    dataset_id = service.create()
    for name in ("rose/1.jpg", "garden/tulip/2.PNG", "3.bmp", "rose/notes.md"):
        put(service, name)
    assert counts(import_into(service, dataset_id)) == (3, 3, 2)
    assert names(service, dataset_id) == {"1.jpg": ["rose"], "2.PNG": ["tulip"], "3.bmp": []}


def test_images_with_text_files_for_labels(service: Service) -> None:
    dataset_id = service.create()
    for name in ("x/1.jpg", "x/1.v2.jpg", "x/1-a.jpg", "y/1.jpg"):
        put(service, name)
    put(service, "x/1.txt", b"rose\n")
    put(service, "x/1.v2.txt", b"rose\r\n\ntulip\n")
    put(service, "x/1-a.txt", b"\xff\xff\xff")
    task = import_into(service, dataset_id)
    assert counts(task) == (4, 3, 2)
    assert f"{MORE}x/1-a.txt: the file is no text" in log(service, dataset_id, task["task_id"])
    assert sorted(names(service, dataset_id).values()) == [[], ["rose", "tulip"]]
    assert [[note.name for note in held[-1]] for held in held_samples(service, dataset_id)] == [
        ["rose"], ["rose", "tulip"], [],
    ]  # fmt: skip


def test_masks_are_no_samples(local: Service) -> None:
    segmented, boxed = (local.create(str(each), dataset_type=each) for each in (3, 1))
    for name in ("1.jpg", "segmentationClassRaw/1.png", "x/segmentationClassRaw/2.png"):
        put(local, name)
    assert counts(import_into(local, segmented)) == (1, 1, 0)
    assert names(local, segmented) == {"1.jpg": []}
    assert counts(import_into(local, boxed)) == (3, 3, 0), "only segmentation has masks"
    assert counts(import_into(local, segmented, f"{MORE}segmentationClassRaw/")) == (1, 1, 0), "what is named is meant"


@pytest.mark.parametrize("dataset_type", [1, 3])
def test_boxes_in_voc_files(service: Service, dataset_type: int) -> None:
    dataset_id = service.create(dataset_type=dataset_type)
    for number in range(1, 5):
        put(service, f"{number}.jpg")
    put(service, "1.xml", voc("1.jpg", "rose", "tulip"))
    put(service, "2.xml", b"<annotation><size/></annotation>")
    put(service, "4.xml", voc("4.jpg", "rose"))
    task = import_into(service, dataset_id, included_labels=[])
    assert counts(task) == (4, 3, 2)
    assert f"{MORE}2.jpg: {MORE}2.xml: <size/width> is missing" in log(service, dataset_id, task["task_id"])
    assert names(service, dataset_id) == {"1.jpg": ["rose", "tulip"], "3.jpg": [], "4.jpg": ["rose"]}


@pytest.mark.parametrize("folder", ["", "annotations/"])
def test_boxes_in_coco_files(service: Service, folder: str) -> None:
    dataset_id = service.create(dataset_type=1)
    put(service, "images/1.jpg")
    put(service, "2.jpg")
    put(service, f"{folder}instances.json", coco())
    put(service, f"{folder}readme.json", b"{}")
    assert counts(import_into(service, dataset_id, annotation_format="COCO")) == (2, 2, 1)
    first = next(held for held in held_samples(service, dataset_id) if held[-1])
    assert first[0] == MORE + "images/1.jpg"
    rose, tulip = first[-1]
    assert (rose.name, tulip.name) == ("rose", "tulip")
    assert rose.property == {"@modelarts:shape": "bndbox", "@modelarts:feature": [[10, 20], [40, 60.5]]}


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"{", "no JSON"),
        (b"{}", "there is no COCO file"),
        (coco(images=[{"id": 1}]), "an entry has no file_name"),
        (coco(images=[]), "which is not in the file"),
        (coco(categories=[]), "names the category 7"),
        (coco(categories=[{"id": 7, "name": " "}]), "an entry has no name"),
        (coco(annotations=[{"image_id": 1, "category_id": 7, "bbox": [1, 2, 3]}]), "not x, y, width and height"),
        (coco(annotations=[{"image_id": 1, "category_id": 7, "bbox": [1, 2, 0, 3]}]), "no area"),
        (coco(annotations=[{"image_id": 1, "category_id": 7, "bbox": [1, 2, 1, 3], "score": 7}]), "score 7"),
        (coco(annotations=["x"]), "an entry has no image_id"),
    ],
)
def test_coco_files_that_are_none(local: Service, data: bytes, reason: str) -> None:
    dataset_id = local.create(dataset_type=1)
    put(local, "1.jpg")
    put(local, "instances.json", data)
    task = import_into(local, dataset_id, annotation_format="COCO")
    assert (task["status"], task["error_code"]) == ("FAILED", "ModelArts.4362")
    assert reason in task["error_msg"]
    assert (local.show(dataset_id)["status"], local.show(dataset_id)["total_sample_count"]) == (1, 0)


def put_yolo(service: Service, **files: bytes) -> None:
    """A folder with two sets of one image each, and an image of neither; ``files`` replace some."""
    held = {
        "obj.data": b"classes = 2 # two\nnames = obj.names\ntrain = train.txt\nvalid = valid.txt\n",
        "obj.names": b"rose\ntulip\n",
        "train.txt": b"obj_train_data/1.bmp\n",
        "valid.txt": b"obj_valid_data/2.bmp\n",
        "obj_train_data/1.txt": b"0 0.250000 0.400000 0.300000 0.400000\n1 0.6 0.4 0.4 0.266667\n",
    }
    for name, data in (held | files).items():
        put(service, name, data)
    header = b"BM" + bytes(16) + struct.pack("<ii2xH", 100, 80, 24)
    for name in ("obj_train_data/1.bmp", "obj_valid_data/2.bmp", "other/3.bmp"):
        put(service, name, header)


def test_boxes_in_yolo_files(service: Service) -> None:
    dataset_id = service.create(dataset_type=1)
    put_yolo(service)
    task = import_into(service, dataset_id)
    assert (task["status"], counts(task), task.get("error_msg")) == ("COMPLETED", (2, 2, 1), None)
    first, second = held_samples(service, dataset_id)
    assert (first[3], second[3], second[-1]) == ("TRAIN", "EVAL", [])
    rose, tulip = first[-1]
    assert (rose.name, rose.property["@modelarts:feature"]) == ("rose", [[10, 16], [40, 48]])
    assert (tulip.name, tulip.property["@modelarts:feature"]) == ("tulip", [[40, 21.33], [80, 42.67]])


@pytest.mark.parametrize(
    ("name", "data", "reason", "whole"),
    [
        ("obj.data", b"classes = 2\n", "it names no labels", True),
        ("obj.data", b"names = no.names\ntrain = train.txt\n", "no.names is not there", True),
        ("obj_train_data/1.txt", b"0 0.1 0.1\n", "is not a label, x, y, width and height", False),
        ("obj_train_data/1.txt", b"2 0.1 0.1 0.1 0.1\n", "there is no label 2", False),
        ("obj_train_data/1.txt", b"0 0.1 0.1 0 0.1\n", "not inside of the image", False),
        ("obj_train_data/1.txt", b"\xff\xff", "no text", False),
    ],
)
def test_yolo_files_that_are_none(local: Service, name: str, data: bytes, reason: str, *, whole: bool) -> None:
    dataset_id = local.create(dataset_type=1)
    put_yolo(local, **{name: data})
    task = import_into(local, dataset_id)
    assert (task["status"], task["error_code"]) == ("FAILED" if whole else "COMPLETED", "ModelArts.4362")
    assert reason in task["error_msg"]
    assert local.show(dataset_id)["total_sample_count"] == (0 if whole else 1)


@pytest.mark.usefixtures("small_chunks")
def test_lines_with_labels(service: Service) -> None:
    dataset_id = service.create(dataset_type=100)
    put(service, "a.txt", b"good\tpositive\n\nbad\tnegative,slow\r\nno label\n")
    put(service, "b.csv", "schlecht \u4e2d\tnegative\n".encode("gbk"))
    put(service, "c.txt", b"\xff\xff")
    put(service, "d.txt", b"".join(b"%d\tmany\n" % number for number in range(25)))
    task = import_into(service, dataset_id)
    assert counts(task) == (30, 29, 28)
    assert f"{MORE}c.txt: the file is no text" in log(service, dataset_id, task["task_id"])
    assert (task["total_file_count"], task["finished_file_count"]) == (4, 4)
    assert task["total_file_size"] == task["finished_file_size"] > 0
    assert names(service, dataset_id)["bad"] == ["negative", "slow"]
    assert names(service, dataset_id)["schlecht \u4e2d"] == ["negative"]
    assert import_into(service, dataset_id)["imported_sample_count"] == 28  # their labels, once more
    assert service.show(dataset_id)["total_sample_count"] == 29


def test_lines_with_labels_in_other_files(service: Service) -> None:
    dataset_id = service.create(dataset_type=100)
    put(service, "a.txt", b"one\ntwo\nthree\n")
    put(service, "a_result.txt", b"up;down\n\nup\n")
    put(service, "b.txt", b"four\n")
    form = {"label_type": "0", "text_label_separator": ";"}
    assert counts(import_into(service, dataset_id, label_format=form)) == (4, 4, 2)
    assert names(service, dataset_id) == {"one": ["up", "down"], "two": [], "three": ["up"], "four": []}


@pytest.mark.parametrize(
    ("dataset_type", "expected"),
    [(101, (1, 1, 0)), (102, (1, 1, 0)), (200, (2, 2, 1)), (201, (2, 2, 0)), (202, (2, 2, 0)), (600, (1, 1, 0))],
)
def test_each_type_takes_its_own_files(service: Service, dataset_type: int, expected: tuple[int, int, int]) -> None:
    for name in ("bark/1.wav", "2.wav", "3.mp4", "4.jpg", "5.bin"):
        put(service, name)
    put(service, "6.txt", b"a line\tx\n")
    dataset_id = service.create(dataset_type=dataset_type)
    assert counts(import_into(service, dataset_id)) == expected


def test_free_format_takes_all_files(service: Service) -> None:
    source = [{"data_path": f"/{BUCKET}/empty/"}]
    dataset_id = service.create(dataset_type=900, data_sources=source)
    for name in ("1.bin", "x/2"):
        put(service, name)
    assert counts(import_into(service, dataset_id)) == (2, 2, 0)


def create_table(service: Service, **request: Any) -> str:
    source = {"data_type": 0, "data_path": f"/{BUCKET}/empty/", "with_column_header": False}
    body = new_dataset(**{"dataset_type": 400, "schema": SCHEMA, "data_sources": [source], **request})
    dataset_id: str = service.call("POST", body=body)["dataset_id"]
    service.settle()
    return dataset_id


def rows(service: Service, dataset_id: str) -> list[bytes]:
    """Contents of a table's files, in the order of their names."""
    folder = service.show(dataset_id)["inner_data_path"]
    return [service.emulator.get_object(path) for path in service.emulator.list_objects(folder)]


def test_tables_without_column_names(service: Service) -> None:
    dataset_id = create_table(service)
    put(service, "1.csv", b'5,rose\n6,"tulip, red\n2"\n7\n')
    put(service, "more/2.csv", b"8,lily\n")
    task = import_into(service, dataset_id)
    assert (task["status"], counts(task), task["finished_file_count"]) == ("COMPLETED", (3, 3, 0), 2)
    assert rows(service, dataset_id) == [b'5,rose\n6,"tulip, red\n2"\n', b"8,lily\n"]
    assert service.show(dataset_id)["total_sample_count"] == 3
    import_into(service, dataset_id)
    assert (service.show(dataset_id)["total_sample_count"], len(rows(service, dataset_id))) == (6, 4)


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ({}, b"rose,5\n"),
        (
            {"schema_maps": [{"src_name": "n", "dest_name": "petals"}, {"src_name": "k", "dest_name": "kind"}]},
            b"5,rose\n",
        ),
    ],
)
def test_tables_with_column_names(service: Service, source: dict[str, Any], expected: bytes) -> None:
    dataset_id = create_table(service)
    put(service, "1.csv", b"k,n\nrose,5\n")
    task = import_into(service, dataset_id, with_column_header=True, data_source={"data_type": 0, **source})
    assert (task["status"], counts(task)) == ("COMPLETED", (1, 1, 0))
    assert rows(service, dataset_id) == [expected]


@pytest.mark.parametrize(
    ("maps", "header"),
    [
        ([{"src_name": "k", "dest_name": "kind"}], False),
        ([{"src_name": "k", "dest_name": "stem"}], True),
        ([{"dest_name": "kind"}], True),
    ],
)
def test_columns_that_cannot_be_mapped(local: Service, maps: list[dict[str, str]], header: bool) -> None:
    dataset_id = create_table(local)
    put(local, "1.csv", b"k,n\nrose,5\n")
    body = {"import_path": MORE, "with_column_header": header, "data_source": {"schema_maps": maps}}
    assert local.refusal("POST", f"/{dataset_id}/import-tasks", body).code == "4396"


def test_tables_that_do_not_fit(service: Service) -> None:
    dataset_id = create_table(service)
    put(service, "1.csv", b"petals,kind\n5,rose\n")
    put(service, "2.csv", b"kind,petals\nrose,5\n")
    task = import_into(service, dataset_id, with_column_header=True)
    assert (task["status"], task["error_code"]) == ("FAILED", "ModelArts.4362")
    assert "its columns differ" in task["error_msg"]
    assert (rows(service, dataset_id), service.show(dataset_id)["total_sample_count"]) == ([], 0)
    put(service, "2.csv", b"petals,kind\n\xff\xff\n")
    task = import_into(service, dataset_id, with_column_header=True)
    assert (task["status"], task["imported_sample_count"], task["total_sample_count"]) == ("COMPLETED", 1, 2)
    assert f"{MORE}2.csv" in log(service, dataset_id, task["task_id"])


def test_a_published_table_is_imported_again(service: Service) -> None:
    first = create_table(service)
    put(service, "1.csv", b"5,=rose\n-6,tulip\n")
    import_into(service, first)
    version = service.version(first, service.publish(first))
    second = create_table(service, dataset_name="second")
    task = import_into(service, second, version["manifest_path"], with_column_header=True)
    assert (task["status"], counts(task)) == ("COMPLETED", (2, 2, 0))
    assert rows(service, second) == rows(service, first)


def test_the_first_import_of_a_table_is_listed(service: Service) -> None:
    service.put_file("1.csv", b"5,rose\n")
    source = {"data_type": 0, "data_path": "/demo-bucket/flowers/input/", "with_column_header": False}
    body = new_dataset(dataset_type=400, schema=SCHEMA, data_sources=[source], import_data=True)
    reply = service.call("POST", body=body)
    service.settle()
    listed = service.call("GET", f"/{reply['dataset_id']}/import-tasks")
    assert [task["task_id"] for task in listed["import_tasks"]] == [reply["import_task_id"]]
    assert (listed["import_tasks"][0]["status"], counts(listed["import_tasks"][0])) == ("COMPLETED", (1, 1, 0))


def test_files_with_the_same_path_as_a_line(local: Service) -> None:
    dataset_id = local.create()
    path = put(local, "rose/1.jpg")
    import_into(local, dataset_id)
    assert import_into(local, dataset_id, put_manifest(local, line(path)))["imported_sample_count"] == 0
    assert MANIFEST.startswith(MORE)
