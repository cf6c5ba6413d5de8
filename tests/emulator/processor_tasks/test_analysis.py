from __future__ import annotations

from typing import Any

from PIL import Image

from ..datasets.service import Service, voc
from ..pictures import encode, photo
from .processing import Processing
from .test_tasks import versioned

METRICS = ["resolution", "aspect_ratio", "brightness", "saturation", "blur_score", "colorfulness"]


def analysis(dataset_id: str, version_id: str, **request: Any) -> dict[str, Any]:
    return {
        "name": "V001",
        "data_source": {"type": "DATASET", "source": dataset_id},
        "version_id": version_id,
        "template": {
            "id": "sys_data_analyse",
            "operator_params": [{"id": "sys_data_analyse", "params": {"op_list": []}}],
        },
        **request,
    }


def test_figures_of_classified_images(processing: Processing) -> None:
    dataset_id, version_id = versioned(processing)
    task_id = processing.call("POST", body=analysis(dataset_id, version_id))["task_id"]
    assert processing.call("GET", f"/{task_id}")["status"] == 0
    processing.service.settle()
    task = processing.call("GET", f"/{task_id}")
    assert (task["status"], task["is_current"], task["version_name"]) == (2, True, "V001")
    assert task["data_source"] == {"type": "DATASET", "source": dataset_id}
    params = task["template"]["operator_params"][0]["params"]
    assert params["manifest_path"] == "s3:/" + processing.service.version(dataset_id, version_id)["manifest_path"]
    assert params["task_type"] == "image_classification"
    figures = task["result"]["all"]
    assert figures["image_count"] == 2  # the third is broken
    assert sorted(figures["metrics"]) == sorted(METRICS)
    assert figures["metrics"]["resolution"]["mean"] == 64 * 48
    assert sum(figures["metrics"]["brightness"]["counts"]) == 2
    assert task["result"]["train"] == figures
    assert processing.call("GET", f"/{task_id}/versions") == {"count": 0, "versions": []}
    assert processing.refusal("POST", f"/{task_id}/versions", {"name": "x"}) == (400, "4396")
    again = processing.call("POST", body=analysis(dataset_id, version_id))["task_id"]
    listed = processing.call("GET", version_id=version_id, query_current=True, return_result=False)["tasks"]
    assert [held["task_id"] for held in listed] == [again]
    processing.service.settle()
    assert processing.call("DELETE", f"/{again}") == {}
    assert processing.call("GET", f"/{task_id}")["is_current"] is True


def test_figures_of_boxes(one: Processing) -> None:
    one.service.put_file("1.png", photo(3, "PNG", size=(100, 80)))
    one.service.put_file("1.xml", voc("1.png", "rose", "tulip"))
    dataset_id = one.service.create(dataset_type=1)
    version_id = one.service.publish(dataset_id)
    task_id = one.call("POST", body=analysis(dataset_id, version_id))["task_id"]
    one.service.settle()
    metrics = one.call("GET", f"/{task_id}")["result"]["all"]["metrics"]
    assert metrics["box_number"]["max"] == 2
    assert metrics["box_overlap"]["min"] == 1  # both boxes are the same
    assert metrics["box_area_ratio"]["mean"] == round(29 * 38 / 8000, 4)
    assert sum(metrics["box_blur_score"]["counts"]) == 2


def test_brightness_and_colour(one: Processing) -> None:
    for name, colour in (("black", (0, 0, 0)), ("white", (255, 255, 255)), ("red", (255, 0, 0))):
        one.service.put_file(f"{name}/1.png", encode(Image.new("RGB", (20, 10), colour), "PNG"))
    dataset_id = one.service.create()
    task_id = one.call("POST", body=analysis(dataset_id, one.service.publish(dataset_id)))["task_id"]
    one.service.settle()
    metrics = one.call("GET", f"/{task_id}")["result"]["all"]["metrics"]
    assert (metrics["brightness"]["min"], metrics["brightness"]["max"]) == (0, 255)
    assert metrics["saturation"]["max"] == 255
    assert metrics["aspect_ratio"]["mean"] == 2
    assert metrics["blur_score"]["max"] == 0


def test_versions_that_cannot_be_analysed(local: Service) -> None:
    one = Processing(local)
    local.put_file("1.txt", b"some text\n")
    text = local.create("text", dataset_type=100)
    version = local.publish(text)
    assert one.refusal("POST", body=analysis(text, version)) == (400, "4701")
    local.put_file("bare.jpg", photo())
    bare = local.create("bare")
    assert one.refusal("POST", body=analysis(bare, local.publish(bare))) == (400, "4703")
    local.put_file("rose/2.jpg", photo())
    images = local.create("images")
    being_made = local.publish(images, settle=False)
    assert one.refusal("POST", body=analysis(images, being_made)) == (400, "4704")
    local.settle()
    assert one.refusal("POST", body=analysis(images, being_made, create_version=True)) == (400, "4396")
    local.call("DELETE", f"/{images}/versions/{being_made}")
    assert one.refusal("POST", body=analysis(images, being_made)) == (400, "4706")
    folder = analysis(images, "", data_source={"type": "OBS", "source": "/demo-bucket/flowers/input/"})
    assert one.refusal("POST", body=folder) == (400, "4396")


def test_boxes_that_make_no_sense_are_passed_over(one: Processing) -> None:
    one.service.put_file("1.png", photo(3, "PNG", size=(100, 80)))
    one.service.put_file("1.xml", voc("1.png", "rose").replace(b"<xmax>30</xmax>", b"<xmax>99999</xmax>"))
    dataset_id = one.service.create(dataset_type=1)
    task_id = one.call("POST", body=analysis(dataset_id, one.service.publish(dataset_id)))["task_id"]
    one.service.settle()
    task = one.call("GET", f"/{task_id}")
    assert task["status"] == 2
    assert task["result"]["all"]["metrics"]["box_number"]["max"] == 0
