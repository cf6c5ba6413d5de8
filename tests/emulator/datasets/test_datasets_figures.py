from __future__ import annotations

import pytest

from .service import INPUT, VOC_BOX, Service, voc

DAY = 86_400_000


def test_statistics_count_what_is_there(service: Service) -> None:
    service.put_images("1.jpg", "2.jpg", "3.jpg", "4.jpg")
    hard = VOC_BOX.format(label="rose").replace("</object>", "<hard-coefficient>0.8</hard-coefficient></object>")
    guess = VOC_BOX.format(label="tulip").replace("</object>", "<confidence>0.6</confidence></object>")
    service.put_file("1.xml", voc("1.jpg", "rose", "tulip").replace(b"</annotation>", hard.encode() + b"</annotation>"))
    service.put_file("2.xml", voc("2.jpg").replace(b"</annotation>", guess.encode() + b"</annotation>"))
    dataset_id = service.create(dataset_type=1, labels=[{"name": "lily", "type": 1}])
    path = f"/{dataset_id}/data-annotations/stats"
    stats = service.call("GET", path)
    assert stats["sample_stats"] == {
        "all": 4,
        "total": 4,
        "lefted": 4,
        "deleted": 0,
        "un_annotation": 2,
        "manual_annotation": 1,
        "auto_annotation": 1,
    }
    assert stats["key_sample_stats"] == {"total": 4, "key_sample": 1, "non_key_sample": 3}
    assert stats["data_path"] == INPUT
    assert stats["data_spliting_enable"] is False
    counts = [("lily", 0, 0), ("rose", 2, 1), ("tulip", 2, 2)]
    assert [(held["name"], held["count"], held["sample_count"]) for held in stats["label_stats"]] == counts
    assert service.show(dataset_id)["unconfirmed_sample_count"] == 1

    def counted(state: str) -> list[int]:
        return [held["count"] for held in service.call("GET", path, sample_state=state)["label_stats"]]

    assert counted("__ALL__") == counted("ALL") == [0, 2, 1]
    assert counted("__AUTO_ANNOTATION__") == [0, 0, 1]
    assert counted("__NONE__") == [0, 0, 0]
    assert counted("__WORKFORCE_SAMPLED_REJECTED__") == [0, 0, 0]
    assert service.call("GET", path, sample_state="__ALL__")["key_sample_stats"]["total"] == 1
    assert service.refusal("GET", path, sample_state="__SOME__").status == 400


def test_no_sample_is_given_to_a_member_before_there_are_teams(local: Service) -> None:
    local.put_images("rose/1.jpg")
    path = f"/{local.create()}/data-annotations/stats"
    stats = local.call("GET", path, email="someone@example.com", locale="en-us")
    assert (stats["sample_stats"]["total"], [stat["count"] for stat in stats["label_stats"]]) == (0, [0])


@pytest.mark.parametrize(
    ("names", "enough"),
    [
        (["a/1.jpg", "a/2.jpg", "b/3.jpg", "b/4.jpg"], True),
        (["a/1.jpg", "a/2.jpg", "b/3.jpg"], False),
        (["a/1.jpg", "a/2.jpg"], False),
        (["1.jpg", "2.jpg"], False),
    ],
)
def test_whether_samples_can_be_divided(local: Service, names: list[str], enough: bool) -> None:
    local.put_images(*names)
    stats = local.call("GET", f"/{local.create()}/data-annotations/stats")
    assert stats["data_spliting_enable"] is enough


def test_kinds_of_labels_are_grouped(local: Service) -> None:
    labels = [
        {"name": "person", "type": 103},
        {"name": "knows", "type": 102, "property": {f"@modelarts:{end}_type": "person" for end in ("from", "to")}},
    ]
    dataset_id = local.create(dataset_type=102, labels=labels)
    grouped = local.call("GET", f"/{dataset_id}/data-annotations/stats")["grouped_label_stats"]
    assert {kind: [held["name"] for held in group] for kind, group in grouped.items()} == {
        "102": ["knows"],
        "103": ["person"],
    }


def test_metrics_tell_every_day_and_every_change(service: Service) -> None:
    service.put_images("rose/1.jpg", "rose/2.jpg", "3.jpg")
    dataset_id = service.create()
    born = service.show(dataset_id)["create_time"]
    service.emulator.advance(2 * DAY / 1000)
    service.call("PUT", f"/{dataset_id}", body={"delete_labels": [{"name": "rose"}]})
    changed = service.show(dataset_id)["data_update_time"]
    service.emulator.advance(DAY / 1000)
    path = f"/{dataset_id}/metrics"
    metrics = service.call("GET", path, start_time=0, end_time=2**53)["metrics"]
    times = [born, born + 1000, born + DAY, born + 2 * DAY, changed, born + 3 * DAY]
    assert metrics["total"] == dict(zip(map(str, times), [0, 3, 3, 3, 3, 3], strict=True))
    assert metrics["manual_annotation"] == dict(zip(map(str, times), [0, 2, 2, 2, 0, 0], strict=True))
    assert metrics["un_annotation"] == dict(zip(map(str, times), [0, 1, 1, 1, 3, 3], strict=True))
    assert metrics["failed_system"] == {}
    some = service.call("GET", path, start_time=born + 1, end_time=born + DAY)["metrics"]
    assert list(some["total"]) == [str(born + 1000), str(born + DAY)]
    late = service.call("GET", path, start_time=2**53, end_time=2**53)["metrics"]
    assert late["total"] == {}


def test_metrics_of_a_long_life_stay_short(local: Service) -> None:
    dataset_id = local.create()
    local.emulator.advance(100_000 * DAY / 1000)
    metrics = local.call("GET", f"/{dataset_id}/metrics", start_time=0, end_time=2**53)["metrics"]
    assert 900 < len(metrics["total"]) <= 1001


def test_a_period_ends_after_it_starts(local: Service) -> None:
    refused = local.refusal("GET", f"/{local.create()}/metrics", start_time=2, end_time=1)
    assert (refused.status, refused.code) == (400, "0107")
