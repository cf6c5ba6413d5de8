from __future__ import annotations

import orjson
import pytest

from ..datasets.service import PNG, Service, voc
from .exporting import TARGET, export, files, manifest


@pytest.fixture
def flowers(service: Service) -> tuple[Service, str]:
    """Three roses, two tulips and one image without a label."""
    service.put_images("rose/1.jpg", "rose/2.jpg", "rose/3.jpg", "tulip/1.jpg", "tulip/2.jpg", "4.jpg")
    return service, service.create()


def test_files_lie_with_their_labels_beside_them(flowers: tuple[Service, str]) -> None:
    service, dataset_id = flowers
    task = export(service, dataset_id)
    assert (task["status"], task["progress"]) == ("SUCCESSED", 100.0)
    assert (task["total_sample_count"], task["finished_sample_count"]) == (6, 6)
    names = ["4", "rose/1", "rose/2", "rose/3", "tulip/1", "tulip/2"]
    assert files(service) == sorted(
        [f"{name}{end}" for name in names for end in (".jpg", ".txt")] + ["flowers.manifest"]
    )
    assert service.emulator.get_object(TARGET + "rose/1.jpg") == PNG
    assert service.emulator.get_object(TARGET + "tulip/2.txt") == b"tulip\n"
    assert service.emulator.get_object(TARGET + "4.txt") == b""


def test_the_manifest_names_the_copies(flowers: tuple[Service, str]) -> None:
    service, dataset_id = flowers
    export(service, dataset_id)
    lines = manifest(service)
    assert [line["source"] for line in lines][:2] == [f"obs:/{TARGET}4.jpg", f"obs:/{TARGET}rose/1.jpg"]
    assert "annotation" not in lines[0]
    assert "usage" not in lines[1]
    assert [note["name"] for note in lines[1]["annotation"]] == ["rose"]
    export(service, dataset_id, source_type_header="s3://")
    assert manifest(service)[0]["source"] == f"s3:/{TARGET}4.jpg"


def test_a_tree_has_a_folder_for_each_label(local: Service) -> None:
    local.put_images("a.jpg", "deep/b.jpg", "rose/c.jpg")
    local.put_file("a.txt", b"rose\ntulip\n")
    local.put_file("deep/b.txt", b"rose\n")
    local.put_file("rose/c.txt", b"")
    dataset_id = local.create()
    export(local, dataset_id, export_format=1)
    assert files(local) == ["c.jpg", "deep/rose/b.jpg", "flowers.manifest", "rose/a.jpg", "tulip/a.jpg"]


@pytest.mark.parametrize(
    ("request_", "expected"),
    [
        ({"export_type": 0}, ["rose/1", "rose/2", "rose/3", "tulip/1", "tulip/2"]),
        ({"export_type": 1}, ["4"]),
        ({"export_type": 2}, ["4", "rose/1", "rose/2", "rose/3", "tulip/1", "tulip/2"]),
        ({"sample_state": "__NONE__"}, ["4"]),
        ({"export_params": {"sample_state": "__ALL__"}, "export_type": 1}, []),
        (
            {"export_params": {"search_conditions": [{"label_list": {"labels": [{"name": "tulip"}]}}]}},
            ["tulip/1", "tulip/2"],
        ),
        (
            {
                "export_type": 3,
                "export_params": {
                    "sample_state": "",
                    "search_conditions": [{"sample_name": "4.jpg"}, {"sample_name": "2.jpg"}],
                },
            },
            ["4", "rose/2", "tulip/2"],
        ),
    ],
)
@pytest.mark.parametrize("frozen", [False, True])
def test_what_is_exported_can_be_chosen(
    flowers: tuple[Service, str], request_: dict[str, object], expected: list[str], frozen: bool
) -> None:
    service, dataset_id = flowers
    name = "flowers.manifest"
    if frozen:
        request_ = {**request_, "version_id": service.publish(dataset_id)}
        name = "flowers-V001.manifest"
    task = export(service, dataset_id, **request_)
    assert (task["status"], task["total_sample_count"], task["progress"]) == ("SUCCESSED", len(expected), 100.0)
    assert [file.removesuffix(".jpg") for file in files(service) if file.endswith(".jpg")] == expected
    assert len(manifest(service, TARGET + name)) == len(expected)


def test_single_samples_can_be_named(flowers: tuple[Service, str]) -> None:
    service, dataset_id = flowers
    export(service, dataset_id)
    ids = [line["id"] for line in manifest(service)]
    task = export(service, dataset_id, export_params={"samples": [ids[0], ids[3], "f" * 32]}, export_type=3)
    assert task["total_sample_count"] == 2
    assert [line["id"] for line in manifest(service)] == [ids[0], ids[3]]


def test_samples_are_divided_by_label(local: Service) -> None:
    local.put_images(*(f"{label}/{number}.jpg" for label in ("rose", "tulip") for number in range(10)))
    dataset_id = local.create()
    params = {"ratio_sample_usage": True, "train_sample_ratio": "0.8"}
    task = export(local, dataset_id, export_params=params)
    assert task["export_params"]["train_sample_ratio"] == 0.8
    usages = [(line["annotation"][0]["name"], line["usage"]) for line in manifest(local)]
    assert [usages.count((label, "EVAL")) for label in ("rose", "tulip")] == [2, 2]
    assert [usages.count((label, "TRAIN")) for label in ("rose", "tulip")] == [8, 8]
    version_id = local.publish(dataset_id)
    task = export(local, dataset_id, export_params=params, version_id=version_id)
    lines = manifest(local, TARGET + "flowers-V001.manifest")
    assert sum(line["usage"] == "EVAL" for line in lines) == 4
    assert task["version_id"] == version_id


def test_a_version_is_exported_as_it_was(service: Service) -> None:
    service.put_images("rose/1.jpg", "tulip/2.jpg")
    dataset_id = service.create()
    version_id = service.publish(dataset_id)
    service.call("PUT", f"/{dataset_id}", {"delete_labels": [{"name": "rose"}]})
    export(service, dataset_id, version_id=version_id)
    lines = manifest(service, TARGET + "flowers-V001.manifest")
    assert [[note["name"] for note in line["annotation"]] for line in lines] == [["rose"], ["tulip"]]


def test_boxes_lie_beside_their_images(local: Service) -> None:
    local.put_images("a.jpg", "a.png", "b.jpg")
    local.put_file("a.xml", voc("a.jpg", "rose", "tulip"))
    dataset_id = local.create(dataset_type=1)
    export(local, dataset_id)
    assert files(local) == ["a.jpg", "a.png", "a.png.xml", "a.xml", "b.jpg", "flowers.manifest"]
    line = manifest(local)[0]
    assert line["annotation"][0]["annotation-loc"] == f"obs:/{TARGET}a.xml"
    assert b"<name>tulip</name>" in local.emulator.get_object(TARGET + "a.xml")


def test_boxes_as_one_coco_file(local: Service) -> None:
    local.put_images("a.jpg", "b.jpg")
    local.put_file("a.xml", voc("a.jpg", "rose", "tulip"))
    dataset_id = local.create(dataset_type=1)
    export(local, dataset_id, annotation_format="COCO")
    held = orjson.loads(local.emulator.get_object(TARGET + "flowers.json"))
    assert [image["file_name"] for image in held["images"]] == ["a.jpg", "b.jpg"]
    assert [(note["image_id"], note["category_id"], note["bbox"]) for note in held["annotations"]] == [
        (1, 1, [1, 2, 29, 38]),
        (1, 2, [1, 2, 29, 38]),
    ]
    assert held["categories"] == [{"id": 1, "name": "rose"}, {"id": 2, "name": "tulip"}]


def test_sound_is_exported_by_label(local: Service) -> None:
    for name in ("bark/1.wav", "meow/1.wav"):
        local.put_file(name, b"RIFF")
    dataset_id = local.create(dataset_type=200)
    task = export(local, dataset_id)
    assert task["export_format"] == 1
    assert files(local) == ["bark/1.wav", "flowers.manifest", "meow/1.wav"]


def test_texts_are_exported_as_lines(local: Service) -> None:
    local.put_file("texts.txt", b"lovely\tgood,short\ndull\tbad\nplain\n")
    dataset_id = local.create(dataset_type=100)
    export(local, dataset_id)
    assert local.emulator.get_object(TARGET + "flowers.txt") == b"lovely\tgood,short\ndull\tbad\nplain\t\n"
    assert [line["source"] for line in manifest(local)] == ["content://lovely", "content://dull", "content://plain"]


def test_a_table_is_exported_as_csv(local: Service) -> None:
    local.put_file("rows.csv", b"name,size\nrose,1\n=1+1,2\n")
    schema = [{"name": "name", "type": "STRING"}, {"name": "size", "type": "INT"}]
    dataset_id = local.create(dataset_type=400, schema=schema, import_data=True)
    task = export(local, dataset_id, version_format="CSV")
    assert (task["total_sample_count"], task["finished_sample_count"]) == (2, 2)
    assert local.emulator.get_object(TARGET + "flowers.csv") == b"name,size\nrose,1\n\t=1+1,2\n"
    export(local, dataset_id, with_column_header=False)
    assert local.emulator.get_object(TARGET + "flowers.csv") == b"rose,1\n\t=1+1,2\n"


def test_a_file_that_is_gone_fails_the_export(flowers: tuple[Service, str]) -> None:
    service, dataset_id = flowers
    objects = service.emulator.app.emulator.backend.objects
    objects.delete("/demo-bucket/flowers/input/rose/2.jpg")
    task = export(service, dataset_id)
    assert (task["status"], task["error_code"]) == ("FAILED", "ModelArts.4401")
    assert "rose/2.jpg" in task["error_msg"]
    assert "flowers.manifest" not in files(service)
