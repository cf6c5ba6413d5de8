from __future__ import annotations

from typing import Any

import pytest
from modelarts_emulator.errors import ServiceError
from modelarts_emulator.services.obs_paths import read_work_path

from .conftest import MakeService
from .service import BUCKET, INPUT, OUTPUT, Service, new_dataset, voc


def test_a_dataset_is_made_from_the_files_that_are_there(service: Service) -> None:
    service.put_images("a.jpg", "b.JPG", "c.png", "d.bmp", "deep/er/e.jpeg", "f.gif")
    dataset_id = service.create(settle=False, import_annotations=False, description="Roses and tulips")
    born = service.show(dataset_id)
    assert born["status"] == 0
    assert born["total_sample_count"] == 0
    assert "current_version_id" not in born
    service.settle()
    shown = service.show(dataset_id)
    folder = f"{OUTPUT}flowers-{dataset_id}/"
    assert shown["status"] == 1
    assert shown["total_sample_count"] == 5
    assert shown["annotated_sample_count"] == 0
    assert shown["inner_work_path"] == folder
    assert shown["inner_annotation_path"] == folder + "annotation/"
    assert shown["inner_data_path"] == folder + "data/"
    assert shown["inner_log_path"] == folder + "logs/"
    assert shown["data_sources"] == [{"data_type": 0, "data_path": INPUT}]
    assert shown["description"] == "Roses and tulips"
    assert shown["next_version_num"] == 1


def test_the_same_requests_give_the_same_ids(make_service: MakeService) -> None:
    ids = []
    for _ in range(2):
        service = make_service()
        service.put_images("rose/a.jpg", "rose/b.jpg", "tulip/c.jpg", "tulip/d.jpg")
        dataset_id = service.create()
        version_id = service.publish(dataset_id)
        ids.append((dataset_id, service.manifest(dataset_id, version_id), service.show(dataset_id)))
    assert ids[0] == ids[1]


def test_an_empty_folder_gives_an_empty_dataset(service: Service) -> None:
    assert service.show(service.create())["total_sample_count"] == 0


def labels_of(service: Service, dataset_id: str) -> dict[str, tuple[int, int]]:
    stats = service.call("GET", f"/{dataset_id}/data-annotations/stats")["label_stats"]
    return {label["name"]: (label["count"], label["sample_count"]) for label in stats}


def test_folders_are_labels(service: Service) -> None:
    service.put_images("rose/1.jpg", "rose/2.jpg", "garden/tulip/3.jpg", "4.jpg")
    dataset_id = service.create(labels=[{"name": "rose"}, {"name": "lily", "type": 0}])
    shown = service.show(dataset_id)
    assert (shown["total_sample_count"], shown["annotated_sample_count"]) == (4, 3)
    assert [label["name"] for label in shown["labels"]] == ["rose", "lily", "tulip"]
    assert labels_of(service, dataset_id) == {"rose": (2, 2), "lily": (0, 0), "tulip": (1, 1)}


def test_text_files_beside_images_are_labels_and_folders_are_not_then(service: Service) -> None:
    service.put_images("x/1.jpg", "x/2.jpg", "x/3.jpg")
    service.put_file("x/1.txt", b"rose\n")
    service.put_file("x/2.txt", b"rose\r\ntulip\nrose\n")
    dataset_id = service.create()
    assert labels_of(service, dataset_id) == {"rose": (2, 2), "tulip": (1, 1)}
    assert service.show(dataset_id)["annotated_sample_count"] == 2


def test_labels_are_left_alone_when_that_is_wanted(service: Service) -> None:
    service.put_images("rose/1.jpg")
    shown = service.show(service.create(import_annotations=False))
    assert (shown["annotated_sample_count"], shown["labels"]) == (0, [])


@pytest.mark.parametrize("dataset_type", [1, 3])
def test_boxes_come_from_voc_files(service: Service, dataset_type: int) -> None:
    service.put_images("1.jpg", "2.jpg", "3.jpg")
    service.put_file("1.xml", voc("1.jpg", "rose", "rose", "tulip"))
    service.put_file("2.xml", voc("2.jpg", "rose"))
    dataset_id = service.create(dataset_type=dataset_type)
    assert service.show(dataset_id)["annotated_sample_count"] == 2
    assert labels_of(service, dataset_id) == {"rose": (3, 2), "tulip": (1, 1)}


def test_a_voc_file_that_is_none_makes_the_dataset_abnormal(service: Service) -> None:
    service.put_images("1.jpg")
    service.put_file("1.xml", b"<annotation><size/></annotation>")
    shown = service.show(service.create(dataset_type=1))
    assert shown["status"] == 4
    assert shown["total_sample_count"] == 0
    log = service.emulator.get_object(shown["inner_log_path"] + "import.log").decode()
    assert INPUT + "1.xml" in log
    assert "size/width" in log


def test_lines_are_samples_of_text_datasets(service: Service) -> None:
    service.put_file("a.txt", b"good phone\tpositive\n\nbad phone\tnegative,slow\nno label\n")
    service.put_file("b.csv", "schön\tpositive\n".encode("gbk", "ignore"))
    dataset_id = service.create(dataset_type=100)
    shown = service.show(dataset_id)
    assert (shown["total_sample_count"], shown["annotated_sample_count"]) == (4, 3)
    assert labels_of(service, dataset_id) == {"positive": (2, 2), "negative": (1, 1), "slow": (1, 1)}


def test_labels_of_texts_may_lie_in_a_file_of_their_own(service: Service) -> None:
    service.put_file("a.txt", b"one\ntwo\nthree\n")
    service.put_file("a_result.txt", b"up;down\n\nup\n")
    form = {"label_type": "0", "text_label_separator": ";"}
    dataset_id = service.create(dataset_type=100, label_format=form)
    shown = service.show(dataset_id)
    assert (shown["total_sample_count"], shown["annotated_sample_count"]) == (3, 2)
    assert labels_of(service, dataset_id) == {"up": (2, 2), "down": (1, 1)}


@pytest.mark.parametrize(
    ("dataset_type", "total", "annotated"),
    [(101, 1, 0), (102, 1, 0), (200, 2, 1), (201, 2, 0), (202, 2, 0), (600, 1, 0), (900, 7, 0)],
)
def test_each_type_takes_its_own_files(service: Service, dataset_type: int, total: int, annotated: int) -> None:
    for name in ("bark/1.wav", "2.wav", "3.mp4", "4.jpg", "5.bin"):
        service.put_file(name)
    service.put_file("6.txt", b"a line\tx\n")
    shown = service.show(service.create(dataset_type=dataset_type))
    assert (shown["total_sample_count"], shown["annotated_sample_count"]) == (total, annotated)


SCHEMA = [{"schema_id": 1, "name": "petals", "type": "INT"}, {"schema_id": 2, "name": "kind", "type": "STRING"}]


def table(*, header: bool, **request: Any) -> dict[str, Any]:
    source = {"data_type": 0, "data_path": INPUT, "with_column_header": header}
    return {"dataset_type": 400, "schema": SCHEMA, "data_sources": [source], "import_data": True, **request}


@pytest.mark.parametrize(("header", "rows"), [(True, 3), (False, 5)])
def test_rows_are_samples_of_tables(service: Service, header: bool, rows: int) -> None:
    service.put_file("1.csv", b'petals,kind\n5,rose\n6,"tulip, red"\n7\n')
    service.put_file("more/2.csv", b"petals,kind\n8,lily\n")
    reply = service.call("POST", body=new_dataset(**table(header=header)))
    assert len(reply["import_task_id"]) == 32
    service.settle()
    shown = service.show(reply["dataset_id"])
    assert (shown["status"], shown["total_sample_count"], shown["dataset_format"]) == (1, rows, 1)
    assert shown["schema"] == SCHEMA
    assert service.emulator.list_objects(shown["inner_data_path"]) == [
        shown["inner_data_path"] + "1.csv",
        shown["inner_data_path"] + "more/2.csv",
    ]


def test_tables_are_imported_only_when_that_is_wanted(service: Service) -> None:
    service.put_file("1.csv", b"5,rose\n")
    shown = service.show(service.create(**table(header=False, import_data=False)))
    assert (shown["status"], shown["total_sample_count"]) == (1, 0)


def test_csv_files_of_one_table_have_the_same_columns(service: Service) -> None:
    service.put_file("1.csv", b"petals,kind\n5,rose\n")
    service.put_file("2.csv", b"kind,petals\nrose,5\n")
    assert service.show(service.create(**table(header=True)))["status"] == 4


def label(name: str, **more: Any) -> dict[str, Any]:
    return {"name": name, "type": 0, **more}


def attribute(name: str, *values: str) -> dict[str, Any]:
    return {"name": name, "type": "select", "values": [{"value": value} for value in values]}


REFUSED: list[tuple[str, dict[str, Any]]] = [
    ("4205", {"data_sources": [{"data_type": 0, "data_path": f"/{BUCKET}/"}]}),
    ("4315", {"data_sources": [{"data_type": 0, "data_path": f"/{BUCKET}//x/"}]}),
    ("4313", {"data_sources": [{"data_type": 0, "data_path": f"/{BUCKET}/../x/"}]}),
    ("4313", {"data_sources": [{"data_type": 0, "data_path": f"{BUCKET}/x/"}]}),
    ("4313", {"data_sources": [{"data_type": 0, "data_path": f"/{BUCKET}/{'x' * 251}/"}]}),
    ("4313", {"data_sources": [{"data_type": 0, "data_path": f"/{BUCKET}/{'deeper/' * 150}"}]}),
    ("4313", {"data_sources": [{"data_type": 0}]}),
    ("4311", {"data_sources": [{"data_type": 0, "data_path": "/no-such-bucket/x/"}]}),
    ("4311", {"work_path": "/no-such-bucket/x/"}),
    ("4374", {"work_path": INPUT}),
    ("4374", {"work_path": INPUT + "deeper/"}),
    ("4411", {"labels": [label("rose"), label("rose")]}),
    ("4412", {"labels": [label(name, property={"@modelarts:shortcut": "R"}) for name in ("a", "b")]}),
    ("4413", {"labels": [{"name": "rose", "type": 1}]}),
    ("4413", {"dataset_type": 900, "labels": [{"name": "rose"}]}),
    ("4414", {"dataset_type": 102, "labels": [{"name": "wrote", "type": 102, "property": {}}]}),
    ("4428", {"labels": [label("rose", attributes=[attribute("color"), attribute("color")])]}),
    ("4429", {"labels": [label("rose", attributes=[attribute("color", "red", "red")])]}),
    ("4400", {"dataset_type": 400}),
    ("4400", {"dataset_type": 400, "schema": []}),
    ("4396", {"dataset_type": 400, "schema": [{"name": "a"}, {"name": "a"}]}),
    ("4396", {"dataset_type": 400, "schema": [{"name": "a", "type": "blob"}]}),
    ("4396", {"data_format": "CarbonData"}),
    ("4396", {"data_sources": [{"data_type": 1}]}),
    ("4396", table(header=True, data_sources=[{"data_type": 2}])),
    ("0101", {"data_sources": []}),
    ("0101", {"dataset_name": "no blanks"}),
]


@pytest.mark.parametrize(("code", "request_part"), REFUSED, ids=[f"{code}-{n}" for n, (code, _) in enumerate(REFUSED)])
def test_requests_against_the_rules(local: Service, code: str, request_part: dict[str, Any]) -> None:
    refused = local.refusal("POST", body={**new_dataset(), **request_part})
    assert (refused.status, refused.code) == (400, code)
    assert local.call("GET")["total_number"] == 0
    assert local.settle() == 0


@pytest.mark.parametrize(
    ("code", "path"),
    [
        ("4205", f"/{BUCKET}/"),
        ("4205", f"/{BUCKET}"),
        ("4315", f"/{BUCKET}/a//b/"),
        ("4350", f"/{BUCKET}/" + "a" * 700),
    ],
)
def test_output_paths_against_the_rules(code: str, path: str) -> None:
    # The description refuses some of these before a service sees them.
    with pytest.raises(ServiceError) as refused:
        read_work_path(path)
    assert refused.value.code == f"ModelArts.{code}"


@pytest.mark.parametrize("path", [f"/{BUCKET}/a", f"obs://{BUCKET}/a", f"s3://{BUCKET}/a/"])
def test_paths_are_written_in_several_ways(path: str) -> None:
    assert read_work_path(path) == f"/{BUCKET}/a/"


def test_a_name_is_used_once_in_a_workspace(service: Service) -> None:
    service.create("flowers")
    assert service.refusal("POST", body=new_dataset("flowers")).code == "4351"
    service.create("flowers", workspace_id="other")
    service.create("Flowers")


def test_relations_name_entities(local: Service) -> None:
    relation = {"@modelarts:from_type": "person", "@modelarts:to_type": "book"}
    labels = [
        {"name": "person", "type": 103},
        {"name": "book", "type": 103},
        {"name": "wrote", "type": 102, "property": relation},
    ]
    shown = local.show(local.create(dataset_type=102, labels=labels))
    assert [held["type"] for held in shown["labels"]] == [103, 103, 102]


def test_team_labeling_needs_a_team(local: Service) -> None:
    wish = {"task_name": "harvest", "repetition": 2, "synchronize_data": True}
    refused = local.refusal("POST", body=new_dataset("flowers", workforce_information=wish))
    assert (refused.status, refused.code) == (400, "4601")
    assert local.call("GET")["total_number"] == 0


def test_a_password_is_not_shown_again(local: Service) -> None:
    source = {"data_type": 1, "source_info": {"user_name": "reader", "user_password": "not-real"}}
    dataset_id = local.create(dataset_type=400, schema=SCHEMA, data_sources=[source])
    assert local.show(dataset_id)["data_sources"] == [{"data_type": 1, "source_info": {"user_name": "reader"}}]


def test_quotas(make_service: MakeService, small_chunks: int) -> None:
    service = make_service(limits={"datasets": 1, "samples": small_chunks + 5})
    for number in range(small_chunks + 6):
        service.put_file(f"{number}.jpg")
    dataset_id = service.create()
    shown = service.show(dataset_id)
    assert (shown["status"], shown["total_sample_count"]) == (4, 0)
    refused = service.refusal("POST", body=new_dataset("more"))
    assert (refused.status, refused.code) == (500, "4354")


@pytest.mark.parametrize("names", [["a/1.jpg", "b/1.jpg", "c/1.jpg"]])
def test_too_many_labels_make_the_dataset_abnormal(make_service: MakeService, names: list[str]) -> None:
    service = make_service(limits={"labels": 2})
    service.put_images(*names)
    shown = service.show(service.create())
    assert (shown["status"], shown["total_sample_count"], shown["labels"]) == (4, 0, [])


def test_a_file_may_be_too_large(make_service: MakeService) -> None:
    service = make_service(limits={"image_bytes": 100})
    service.put_file("1.jpg", b"x" * 101)
    assert service.show(service.create())["status"] == 4


@pytest.mark.usefixtures("small_chunks")
@pytest.mark.parametrize("total", [9, 10, 11, 20, 36])
def test_many_files_are_stored_in_chunks(service: Service, total: int) -> None:
    for number in range(total):
        service.put_file(f"{'rose' if number % 3 else 'tulip'}/{number:04}.jpg", b"x")
    dataset_id = service.create()
    shown = service.show(dataset_id)
    assert (shown["status"], shown["total_sample_count"], shown["annotated_sample_count"]) == (1, total, total)
    tulips = (total + 2) // 3
    assert labels_of(service, dataset_id) == {"rose": (total - tulips,) * 2, "tulip": (tulips, tulips)}
