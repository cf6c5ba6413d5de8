from __future__ import annotations

from collections import Counter
from typing import Any

import pytest
from modelarts_emulator.services.formats.voc import read_voc

from .conftest import MakeService
from .service import INPUT, PNG, VOC_BOX, Service, voc


def test_a_manifest_of_classified_images(service: Service) -> None:
    service.put_images("rose/1.jpg", "tulip/2.jpg", "3.jpg")
    dataset_id = service.create()
    labelled_at = "2025-10-09 08:53:21"
    lines = service.manifest(dataset_id, service.publish(dataset_id))
    assert [len(line.pop("id")) for line in lines] == [32, 32, 32]

    def annotation(name: str) -> list[dict[str, str]]:
        kind = {"type": "modelarts/image_classification", "name": name}
        return [{**kind, "annotated-by": "human", "creation-time": labelled_at}]

    bucket = "s3:/" + INPUT
    assert lines == [
        {"source": bucket + "3.jpg", "usage": "TRAIN", "sample-type": 0},
        {"source": bucket + "rose/1.jpg", "usage": "TRAIN", "sample-type": 0, "annotation": annotation("rose")},
        {"source": bucket + "tulip/2.jpg", "usage": "TRAIN", "sample-type": 0, "annotation": annotation("tulip")},
    ]


def usages(lines: list[dict[str, Any]]) -> Counter[tuple[str, str]]:
    return Counter(
        (line["annotation"][0]["name"] if "annotation" in line else "", line.get("usage", "")) for line in lines
    )


def test_labelled_samples_are_divided_label_by_label(service: Service) -> None:
    service.put_images(*(f"rose/{n}.jpg" for n in range(10)), *(f"tulip/{n}.jpg" for n in range(5)), "none.jpg")
    dataset_id = service.create()
    version_id = service.publish(dataset_id, train_evaluate_sample_ratio="0.8")
    assert usages(service.manifest(dataset_id, version_id)) == {
        ("rose", "TRAIN"): 8,
        ("rose", "EVAL"): 2,
        ("tulip", "TRAIN"): 4,
        ("tulip", "EVAL"): 1,
        ("", ""): 1,
    }


@pytest.mark.parametrize(("ratio", "train"), [("1.00", 8), ("0.9999", 8), ("0.5", 4), ("0.0", 0)])
def test_shares(local: Service, ratio: str, train: int) -> None:
    local.put_images(*(f"rose/{n}.jpg" for n in range(4)), *(f"tulip/{n}.jpg" for n in range(4)))
    dataset_id = local.create()
    lines = local.manifest(dataset_id, local.publish(dataset_id, train_evaluate_sample_ratio=ratio))
    assert Counter(line["usage"] for line in lines) == Counter({"TRAIN": train, "EVAL": 8 - train}) - Counter()


def test_images_are_copied_on_demand(service: Service) -> None:
    service.put_images("rose/1.jpg")
    dataset_id = service.create()
    version_id = service.publish(dataset_id, export_images=True)
    copied = service.version(dataset_id, version_id)["data_path"] + "rose/1.jpg"
    assert service.emulator.get_object(copied) == PNG
    assert [line["source"] for line in service.manifest(dataset_id, version_id)] == ["s3:/" + copied]


@pytest.mark.parametrize("keep", [True, False])
def test_boxes_are_written_as_voc_files(service: Service, keep: bool) -> None:
    service.put_images("1.jpg", "1.png", "deep/2.jpg", "3.jpg")
    box = VOC_BOX.format(label="rose").replace("</object>", "<hard-coefficient>0.8</hard-coefficient></object>")
    service.put_file("1.xml", voc("1.jpg", "tulip").replace(b"</annotation>", box.encode() + b"</annotation>"))
    service.put_file("deep/2.xml", voc("2.jpg", "rose"))
    dataset_id = service.create(dataset_type=1)
    version_id = service.publish(dataset_id, clear_hard_property=not keep)
    lines = service.manifest(dataset_id, version_id)
    folder = service.version(dataset_id, version_id)["manifest_path"].rpartition("/")[0] + "/annotation/"
    held = [line.get("annotation", [{}])[0].get("annotation-loc") for line in lines]
    assert held == [f"s3:/{folder}1.xml", f"s3:/{folder}1.png.xml", None, f"s3:/{folder}deep/2.xml"]
    assert [line.get("hard") for line in lines] == ["true" if keep else None] * 2 + [None, None]
    size, annotations = read_voc(service.emulator.get_object(folder + "1.xml"), 1)
    assert (size.width, size.height) == (100, 80)
    assert [note.name for note in annotations] == ["tulip", "rose"]
    assert annotations[0].property["@modelarts:feature"] == [[1, 2], [30, 40]]
    assert ("@modelarts:hard_coefficient" in annotations[1].property) is keep
    assert service.version(dataset_id, version_id)["label_type"] == "multi"


def test_texts_stand_in_the_manifest(service: Service) -> None:
    service.put_file("a.txt", 'say "hi"\tgood\nschön\tgood,short\n'.encode())
    dataset_id = service.create(dataset_type=100)
    version_id = service.publish(dataset_id)
    lines = service.manifest(dataset_id, version_id)
    assert [line["source"] for line in lines] == ['content://say "hi"', "content://schön"]
    assert [note["type"] for note in lines[1]["annotation"]] == ["modelarts/text_classification"] * 2
    assert service.version(dataset_id, version_id)["label_type"] == "multi"


def table_dataset(service: Service) -> str:
    service.put_file("1.csv", b'petals,kind\n5,rose\n6,"=1+1"\n')
    service.put_file("2.csv", b'petals,kind\n7,"tulip, ""red"""\n')
    source = {"data_type": 0, "data_path": INPUT, "with_column_header": True}
    schema = [{"name": "petals", "type": "INT"}, {"name": "kind", "type": "STRING"}]
    return service.create(dataset_type=400, data_sources=[source], schema=schema, import_data=True)


def test_tables_are_written_as_csv(make_service: MakeService, store_address: str) -> None:
    service = make_service(store=store_address, limits={"version_interval_seconds": 0})
    dataset_id = table_dataset(service)
    version_id = service.publish(dataset_id, version_format="CSV")
    version = service.version(dataset_id, version_id)
    assert (version["status"], version["version_format"], version["total_sample_count"]) == (1, "CSV", 3)
    [line] = service.manifest(dataset_id, version_id)
    rows = b'5,rose\n6,\t=1+1\n7,"tulip, ""red"""\n'
    assert line["sample-type"] == 4
    assert service.emulator.get_object(line["source"].removeprefix("s3:/")) == b"petals,kind\n" + rows
    bare = service.publish(dataset_id, version_format="CarbonData", with_column_header=False)
    [line] = service.manifest(dataset_id, bare)
    assert service.emulator.get_object(line["source"].removeprefix("s3:/")) == rows
    assert "CSV" in service.version(dataset_id, bare)["message"]
    assert [
        held["version_id"] for held in service.call("GET", f"/{dataset_id}/versions", version_format=1)["versions"]
    ] == [bare]
    assert service.call("GET", version_format=2)["total_number"] == 1


def test_unconfirmed_labels_are_not_published(service: Service) -> None:
    service.put_images("1.jpg")
    guess = VOC_BOX.format(label="tulip").replace("</object>", "<confidence>0.6</confidence></object>")
    service.put_file("1.xml", voc("1.jpg").replace(b"</annotation>", guess.encode() + b"</annotation>"))
    dataset_id = service.create(dataset_type=1)
    version_id = service.publish(dataset_id)
    [line] = service.manifest(dataset_id, version_id)
    assert "annotation" not in line
    version = service.version(dataset_id, version_id)
    assert (version["annotated_sample_count"], version["label_stats"]) == (0, [])


@pytest.mark.usefixtures("small_chunks")
def test_a_version_of_many_samples(service: Service) -> None:
    for number in range(40):
        service.put_file(f"{'rose' if number % 2 else 'tulip'}/{number:04}.jpg", b"x")
    dataset_id = service.create()
    version_id = service.publish(dataset_id, train_evaluate_sample_ratio="0.9")
    lines = service.manifest(dataset_id, version_id)
    assert len({line["id"] for line in lines}) == 40
    assert usages(lines)["rose", "EVAL"] == 2
    with service.emulator.app.emulator.backend.store.read() as conn:
        frozen = conn.exec_driver_sql("SELECT count(*) FROM version_samples").scalar()
    assert frozen == 40
