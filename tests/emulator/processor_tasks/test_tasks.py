from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from modelarts_emulator.config import ClockSetting, Config
from modelarts_emulator.services.processing import runs as processor_runs
from modelarts_emulator.testing import LocalEmulator

from ..datasets.conftest import MakeService
from ..datasets.service import INPUT, OUTPUT, Service, voc
from ..pictures import photo
from .processing import Processing, Run, new_task

VALIDATION = "sys_data_validation"


def versioned(processing: Processing, **request: Any) -> tuple[str, str]:
    """A dataset of two labelled images, one that is broken, and a version of it."""
    for name, data in (("rose/1.jpg", photo(1)), ("rose/2.png", photo(2, "PNG", mode="L")), ("tulip/3.jpg", b"broken")):
        processing.service.put_file(name, data)
    dataset_id = processing.service.create(**request)
    return dataset_id, processing.service.publish(dataset_id)


def of_version(dataset_id: str, version_id: str, name: str = "V009") -> dict[str, Any]:
    return {
        "inputs": [{"type": "DATASET", "source": dataset_id, "version_id": version_id}],
        "work_path": {"type": "DATASET", "path": dataset_id, "version_name": name},
    }


def test_a_dataset_version_becomes_another(processing: Processing) -> None:
    dataset_id, version_id = versioned(processing)
    run = processing.run("MetaValidation", VALIDATION, **of_version(dataset_id, version_id))
    assert run.counts == [3, 0, 1, 1, 1]
    work_path = run.version["work_path"]
    assert work_path["output_path"] == f"{OUTPUT}{run.version_id}/"
    assert work_path["version_name"] == "V009"
    assert run.task["work_path"] == work_path
    assert run.version["inputs"][0]["version_name"] == "V001"
    made = processing.service.version(dataset_id, work_path["version_id"])
    assert (made["status"], made["total_sample_count"], made["annotated_sample_count"]) == (1, 2, 2)
    assert [(stat["name"], stat["count"]) for stat in made["label_stats"]] == [("rose", 2)]
    assert [line["source"] for line in processing.service.manifest(dataset_id, work_path["version_id"])] == [
        f"obs:/{work_path['output_path']}Data/rose/1.jpg",
        f"obs:/{work_path['output_path']}Data/rose/2_checked.png",
    ]
    path = f"/{dataset_id}/data-annotations/samples"
    held = processing.service.call("GET", path, version_id=work_path["version_id"], label_name="rose")
    assert [sample["sample_name"] for sample in held["samples"]] == ["2_checked.png", "1.jpg"]
    assert processing.service.call("GET", path)["sample_count"] == 3
    shown = processing.service.show(dataset_id)
    assert shown["dataset_version_count"] == 2
    assert shown["current_version_id"] == version_id
    listed = processing.service.call("GET", f"/{dataset_id}/versions")
    assert [held["version_name"] for held in listed["versions"]] == ["V009", "V001"]


def test_augmentation_adds_to_the_originals(processing: Processing) -> None:
    dataset_id, version_id = versioned(processing)
    run = processing.run("Flip", **of_version(dataset_id, version_id, ""))
    assert run.counts == [3, 2, 0, 3, 1]
    made = processing.service.version(dataset_id, run.version["work_path"]["version_id"])
    assert made["version_name"] == "V002"
    assert made["total_sample_count"] == 5


def test_boxes_of_a_dataset_version(one: Processing) -> None:
    one.service.put_file("1.png", photo(3, "PNG", size=(100, 80)))
    one.service.put_file("1.xml", voc("1.png", "rose"))
    dataset_id = one.service.create(dataset_type=1)
    version_id = one.service.publish(dataset_id)
    run = one.run("Flip", **of_version(dataset_id, version_id))
    assert b"<xmin>70</xmin>" in run.file(run.results[0]["new_source"].removesuffix("png") + "xml")
    made = one.service.version(dataset_id, run.version["work_path"]["version_id"])
    assert [(stat["name"], stat["count"]) for stat in made["label_stats"]] == [("rose", 2)]


def test_the_output_of_a_task_is_the_input_of_another(one: Processing) -> None:
    one.service.put_file("rose/1.jpg", photo(1))
    first = one.run("Flip")
    second = one.run("Blur", inputs=[{"type": "TASK", "source": first.task_id}])
    assert second.results[0]["origin_source"].endswith("/Data/rose/1.jpg")
    assert one.refusal("POST", body=new_task("Crop", inputs=[{"type": "TASK", "source": "none"}])) == (400, "4700")


def test_versions_of_a_task(processing: Processing) -> None:
    processing.service.put_file("1.jpg", photo(1))
    body = new_task("Resize", create_version=False, params={"width": 10})
    task_id = processing.call("POST", body=body)["task_id"]
    shown = processing.call("GET", f"/{task_id}")
    assert (shown["status"], shown["version_count"]) == (0, 0)
    assert "output_path" not in shown["work_path"]
    same = processing.call("POST", f"/{task_id}/versions", {"name": "again", "description": "as it is"})["version_id"]
    assert processing.refusal("POST", f"/{task_id}/versions", {"name": "again"}) == (400, "4409")
    assert processing.refusal("GET", f"/{task_id}/versions/{same}/results") == (403, "4613")
    assert processing.refusal("DELETE", f"/{task_id}") == (403, "4850")
    assert processing.refusal("DELETE", f"/{task_id}/versions/{same}") == (403, "4850")
    processing.service.settle()
    first = Run(processing, task_id, same)
    assert (first.version["version_name"], first.version["description"]) == ("V001", "as it is")
    other = new_task("Flip")["template"]
    second = processing.call("POST", f"/{task_id}/versions", {"name": "other", "template": other})["version_id"]
    processing.service.settle()
    assert Run(processing, task_id, second).results[0]["result_description"] == [["use Flip augmentation"]]
    listed = processing.call("GET", f"/{task_id}/versions")
    assert [held["version_name"] for held in listed["versions"]] == ["V002", "V001"]
    rising = processing.call("GET", f"/{task_id}/versions", sort_by="version_name", order="asc", limit=1)
    assert (rising["count"], rising["versions"][0]["version_name"]) == (2, "V001")
    assert processing.call("GET", f"/{task_id}")["version_count"] == 2
    assert processing.call("DELETE", f"/{task_id}/versions/{same}") is None
    assert processing.refusal("GET", f"/{task_id}/versions/{same}") == (404, "4851")
    assert processing.call("DELETE", f"/{task_id}") == {}
    assert processing.refusal("GET", f"/{task_id}") == (404, "4700")
    assert processing.refusal("GET", f"/{task_id}/versions/{second}") == (404, "4700")


def test_results_are_paged_and_filtered(processing: Processing) -> None:
    for number in range(5):
        processing.service.put_file(f"{number}.jpg", photo(number) if number % 2 else b"broken")
    run = processing.run("MetaValidation", VALIDATION)
    path = f"/{run.task_id}/versions/{run.version_id}/results"
    page = processing.call("GET", path, limit=2, offset=1)
    assert (page["count"], page["has_more"]) == (5, True)
    assert [held["origin_source"][-5:] for held in page["results"]] == ["2.jpg", "3.jpg"]
    assert processing.call("GET", path, limit=2, offset=2)["has_more"] is False
    resized = processing.call("GET", path, process_parameter="image/resize,h_20")["results"][0]
    assert resized["signed_origin_source"].endswith("&x-image-process=image%2Fresize%2Ch_20")
    deleted = processing.call("GET", path, result_property="2")
    assert [held["origin_source"][-5:] for held in deleted["results"]] == ["0.jpg", "2.jpg", "4.jpg"]
    assert processing.call("GET", path, result_property="3") == {"count": 0, "results": [], "has_more": False}


def test_stopping_between_images(processing: Processing, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(processor_runs, "IMAGES_PER_STEP", 2)
    monkeypatch.setattr(processor_runs, "STEP_SECONDS", 1.0)
    for number in range(9):
        processing.service.put_file(f"{number}.jpg", photo(number))
    task_id, version_id = processing.start("Blur")
    path = f"/{task_id}/versions/{version_id}"
    assert processing.call("GET", path)["status"] == 0
    processing.emulator.advance(4)
    shown = processing.call("GET", path)
    assert (shown["status"], shown["add_sample_count"]) == (1, 4)
    assert processing.call("GET", f"/{task_id}")["status"] == 1
    assert processing.call("POST", f"{path}/stop") == {}
    assert processing.service.settle() == 0
    shown = processing.call("GET", path)
    assert (shown["status"], shown["add_sample_count"], shown["duration_seconds"]) == (4, 4, 4)
    assert processing.call("GET", f"{path}/results")["count"] == 4
    assert processing.refusal("POST", f"{path}/stop") == (400, "4393")
    again = processing.call("POST", f"/{task_id}/versions", {"name": "again"})["version_id"]
    processing.service.settle()
    assert Run(processing, task_id, again).counts == [9, 9, 0, 9, 0]
    assert processing.refusal("POST", f"/{task_id}/versions/{again}/stop") == (400, "4396")


def test_a_restart_goes_on_where_the_work_stood(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(processor_runs, "IMAGES_PER_STEP", 2)
    monkeypatch.setattr(processor_runs, "STEP_SECONDS", 1.0)
    config = Config(
        store=f"sqlite:///{tmp_path}/state.sqlite",
        objects=str(tmp_path / "objects"),
        auth=False,
        clock=ClockSetting("manual"),
        check_responses=True,
    )
    with LocalEmulator(config) as emulator:
        before = Processing(Service(emulator))
        for number in range(7):
            before.service.put_file(f"{number}.jpg", photo(number))
        task_id, version_id = before.start("SimDeduplication", "sys_data_selection")
        emulator.advance(4)
    with LocalEmulator(config) as emulator:
        after = Processing(Service(emulator))
        assert after.call("GET", f"/{task_id}")["status"] == 1
        after.service.settle()
        assert Run(after, task_id, version_id).counts == [7, 0, 0, 7, 0]


def test_a_version_whose_name_was_taken_meanwhile_fails(one: Processing) -> None:
    dataset_id, version_id = versioned(one)
    task_id, run_id = one.start("MetaValidation", VALIDATION, **of_version(dataset_id, version_id))
    one.service.emulator.control("PUT", "/clock", {"mode": "manual", "now_ms": 1_760_000_200_000})
    second, _ = one.start("MetaValidation", VALIDATION, name="other", **of_version(dataset_id, version_id))
    one.service.settle()
    assert Run(one, task_id, run_id).version["status"] == 2
    failed = one.call("GET", f"/{second}")
    assert failed["status"] == 3
    assert "version already exists" in failed["error_msg"]
    assert one.service.show(dataset_id)["dataset_version_count"] == 2
    body = new_task("MetaValidation", VALIDATION, **{**of_version(dataset_id, version_id), "name": "third"})
    assert one.refusal("POST", body=body) == (400, "4371")


def test_without_the_libraries_a_task_fails_and_says_how_to_get_them(
    one: Processing, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(processor_runs, "have_images", lambda: False)
    one.service.put_file("1.jpg", photo())
    run = one.run("Blur")
    assert run.version["status"] == 3
    assert "modelarts-emulator[images]" in run.task["error_msg"]


def test_lists(processing: Processing) -> None:
    processing.service.put_file("1.jpg", photo())
    for name in ("b-blur", "A-flip", "c_flip"):
        processing.start("Flip", name=name)
    processing.start("MetaValidation", VALIDATION, name="check", workspace_id="w1")

    def names(**query: Any) -> list[str]:
        return [task["name"] for task in processing.call("GET", **query)["tasks"]]

    assert names() == ["c_flip", "A-flip", "b-blur"]
    assert names(order="asc", limit=2, offset=1) == ["c_flip"]
    assert names(sort_by="name", order="asc") == ["A-flip", "b-blur", "c_flip"]
    assert names(task_name="_FLIP") == ["c_flip"]
    assert names(workspace_id="w1") == ["check"]
    assert names(task_type=VALIDATION) == []
    assert names(source_type="OBS", source=INPUT, status=0) == ["c_flip", "A-flip", "b-blur"]
    assert names(status=2) == []
    assert names(query_current=True) == ["c_flip"]
    assert names(version_id="x,y") == []
    processing.service.settle()
    assert processing.call("GET", status=2)["count"] == 3


def test_descriptions(one: Processing) -> None:
    one.service.put_file("1.jpg", photo())
    task_id, _ = one.start("Flip")
    assert one.call("PUT", f"/{task_id}", {"description": "mirrored"}) == {}
    assert one.call("GET", f"/{task_id}")["description"] == "mirrored"
    assert one.call("PUT", f"/{task_id}", {}) == {}
    assert one.call("GET", f"/{task_id}")["description"] == "mirrored"
    for bad in ("a<b", "it's", "x" * 257):
        assert one.refusal("PUT", f"/{task_id}", {"description": bad})[0] == 400
    assert one.refusal("PUT", "/none", {"description": ""}) == (404, "4700")


def like_examples(path: str) -> dict[str, Any]:
    """A template that keeps what is like the images of a folder."""
    operator = {"name": "PCC", "params": {"prototype_sample_path": path}}
    return {"id": "sys_data_cleaning", "operator_params": [operator]}


def test_kinds(one: Processing) -> None:
    found = one.call("GET", "/items")
    assert found["total"] == 4
    assert [item["template_id"] for item in found["items"]][:2] == ["sys_data_cleaning", VALIDATION]
    assert one.call("GET", "/items", limit=3, offset=1)["items"][0]["label_en"] == "data augmentation"


@pytest.mark.parametrize(
    ("request_", "code"),
    [
        ({"name": " "}, "4396"),
        ({"name": "x" * 200}, "4396"),
        ({"inputs": []}, "4396"),
        ({"data_source": {"type": "OBS", "source": INPUT}}, "4396"),
        ({"inputs": [{"type": "CUSTOM", "source": "x"}]}, "4396"),
        ({"inputs": [{"type": "OBS", "source": "/demo-bucket/empty/"}]}, "4312"),
        ({"inputs": [{"type": "OBS", "source": "/no-bucket/empty/"}]}, "4311"),
        ({"inputs": [{"type": "OBS", "source": "/demo-bucket"}]}, "4205"),
        ({"inputs": [{"type": "OBS", "source": f"/demo-bucket/{'x' * 251}/"}]}, "4313"),
        ({"template": like_examples("/demo-bucket/../wanted/")}, "4313"),
        ({"template": like_examples("/demo-bucket/none/")}, "4312"),
        ({"inputs": [{"type": "DATASET", "source": "none"}]}, "4352"),
        ({"work_path": {"type": "OBS", "path": INPUT}}, "4374"),
        ({"work_path": {"type": "DATASET", "path": "none"}}, "4352"),
        ({"work_path": {}}, "4396"),
        ({"template": {"id": "sys_data_augmentation", "operator_params": []}}, "4396"),
        ({"template": {"id": "sys_data_cleaning", "operator_params": [{"name": "Blur"}]}}, "4396"),
        ({"template": {"operator_params": [{"name": "Blur"}]}}, "4396"),
        ({"template": {"id": "sys_data_augmentation", "operator_params": [{"name": "Blur"}] * 2}}, "4396"),
        ({"params": {"angle_min": "east"}}, "4396"),
        ({"params": {"angle_min": "nan"}}, "4396"),
        ({"params": {"angle_min": "1000"}}, "4396"),
        ({"params": {"do_validation": "maybe"}}, "4396"),
        ({"params": {"task_type": "image_segmentation"}}, "4399"),
    ],
)
def test_refusals(one: Processing, request_: dict[str, Any], code: str) -> None:
    one.service.put_file("1.jpg", photo())
    request = dict(request_)
    body = new_task("Rotate", params=request.pop("params", {})) | request
    assert one.refusal("POST", body=body) == (400, code)
    assert one.call("GET")["count"] == 0


def test_a_model_that_predicts_must_be_named(one: Processing) -> None:
    one.service.put_file("1.jpg", photo())
    assert one.refusal("POST", body=new_task("StyleGAN", params={"predict": "True"})) == (400, "4396")
    params = {"predict": "True", "resume": "obs://demo-bucket/model.pb", "generate_num": 1, "resolution": 16}
    assert one.run("StyleGAN", params=params).counts == [1, 1, 0, 1, 0]
    assert one.refusal("POST", body=new_task("CycleGAN", params={"image_width": 100})) == (400, "4396")


def test_names_are_taken_once(processing: Processing) -> None:
    processing.service.put_file("1.jpg", photo())
    processing.start("Flip")
    assert processing.refusal("POST", body=new_task("Flip")) == (400, "4709")
    processing.start("Flip", workspace_id="w2")


def test_quotas(make_service: MakeService) -> None:
    processing = Processing(make_service(limits={"processor_tasks": 1, "processor_versions": 1}))
    processing.service.put_file("1.jpg", photo())
    run = processing.run("Flip")
    assert processing.refusal("POST", body=new_task("Blur")) == (400, "4853")
    assert processing.refusal("POST", f"/{run.task_id}/versions", {"name": "x"}) == (400, "4854")


def test_datasets_that_cannot_be_processed(local: Service) -> None:
    one = Processing(local)
    local.put_file("1.txt", b"some text\n")
    text = local.create("text", dataset_type=100)
    version = local.publish(text)
    assert one.refusal("POST", body=new_task("Flip", **of_version(text, version))) == (400, "4399")
    assert one.refusal("POST", body=new_task("Flip", **of_version(text, "none"))) == (400, "4353")
    local.put_file("1.jpg", photo())
    images = local.create("images")
    unpublished = of_version(images, "")
    assert one.refusal("POST", body=new_task("Flip", **unpublished)) == (400, "4353")
