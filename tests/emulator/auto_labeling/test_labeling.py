from __future__ import annotations

import pytest
from modelarts_emulator.services.auto_labeling import learning as smart_learning
from modelarts_emulator.services.auto_labeling import runs as smart_runs
from modelarts_emulator.services.auto_labeling import steps as smart_steps

from ..datasets.service import INPUT, Service, voc
from ..pictures import encode, photo, picture
from .labelling import AUTO, PRE, Labelling


def test_near_copies_get_the_labels_of_what_they_are_like(labelling: Labelling) -> None:
    labelling.put_flowers()
    labelling_before = labelling.service.show(labelling.dataset_id)
    assert labelling_before["unconfirmed_sample_count"] == 0
    task = labelling.run(**AUTO)
    assert (task["status"], task["code"], task["progress"]) == (3, "ModelArts.4916", 100)
    assert task["result"]["unconfirmed_sample_count"] == 2
    labels = labelling.labels()
    assert [name for name, _ in labels["copy-of-rose.jpg"]] == ["rose"]
    assert [name for name, _ in labels["copy-of-tulip.jpg"]] == ["tulip"]
    assert all(score > 0.85 for held in labels.values() for _, score in held)
    sample = labelling.proposals()["copy-of-rose.jpg"]
    assert sample["labels"][0]["annotated_by"] == "auto"
    assert sample["labels"][0]["property"] == {"@modelarts:hard": "false", "@modelarts:hard_coefficient": "0.0"}
    assert sample["metadata"]["@modelarts:hard_reasons"] == []
    shown = labelling.service.show(labelling.dataset_id)
    assert (shown["total_sample_count"], shown["annotated_sample_count"]) == (12, 10)
    assert shown["unconfirmed_sample_count"] == 2
    stats = labelling.call("GET", "/data-annotations/stats")
    assert stats["sample_stats"]["auto_annotation"] == 2


def test_images_that_are_like_no_other_are_hard_examples(one: Labelling) -> None:
    one.service.put_file("odd.jpg", photo(999, size=(400, 20)))
    one.put_flowers()
    one.run(**AUTO)
    odd = one.proposals()["odd.jpg"]
    assert odd["metadata"]["@modelarts:hard"] in (1, True)
    reasons = odd["metadata"]["@modelarts:hard_reasons"]
    assert {3, 6} <= set(reasons)
    assert odd["metadata"]["@modelarts:hard_coefficient"] == min(1, 0.25 * len(reasons))
    shown = one.call("GET", f"/auto-annotations/samples/{odd['sample_id']}")
    assert set(shown["hard_details"]) == {str(reason) for reason in reasons}
    assert shown["hard_details"]["6"]["alo_name"] == "aspect_ratio"
    hard = one.proposals(search_conditions='[{"hard": "1"}]')
    assert "odd.jpg" in hard
    assert "copy-of-rose.jpg" not in hard


def test_proposals_are_filtered(labelling: Labelling) -> None:
    labelling.service.put_file("odd.jpg", photo(999, size=(400, 20)))
    labelling.put_flowers()
    labelling.run(**AUTO)
    assert set(labelling.proposals(low_score="0.85")) == {"copy-of-rose.jpg", "copy-of-tulip.jpg"}
    assert set(labelling.proposals(high_score="0.8")) == {"odd.jpg"}
    assert "copy-of-tulip.jpg" not in labelling.proposals(label_name="rose")
    assert labelling.proposals(label_type=1) == {}
    page = labelling.call("GET", "/auto-annotations/samples", limit=1, offset=1, order="asc")
    assert (page["sample_count"], page["samples"][0]["sample_name"]) == (3, "copy-of-tulip.jpg")
    assert labelling.refusal("GET", "/auto-annotations/samples", low_score="much")[0] == 400
    listed = labelling.call("GET", "/data-annotations/samples", limit=100, sample_state="__NONE__")
    assert listed["sample_count"] == 0


def test_a_sample_that_is_labelled_is_none_to_confirm(labelling: Labelling) -> None:
    labelling.put_flowers()
    labelling.run(**AUTO)
    sample_id = labelling.proposals()["copy-of-rose.jpg"]["sample_id"]
    assert labelling.call("GET", f"/auto-annotations/samples/{sample_id}")["sample_name"] == "copy-of-rose.jpg"
    assert labelling.refusal("GET", "/auto-annotations/samples/" + "0" * 32) == (404, "4420")
    labelled = labelling.call("GET", "/data-annotations/samples", limit=1, sample_state="__ALL__")["samples"][0]
    assert labelling.refusal("GET", f"/auto-annotations/samples/{labelled['sample_id']}") == (404, "4420")


def test_boxes_are_taken_over_in_proportion(labelling: Labelling) -> None:
    for number in range(5):
        for label, seed in (("rose", number), ("tulip", 100 + number)):
            labelling.service.put_file(f"{label}{number}.png", photo(seed, "PNG", size=(100, 80)))
            labelling.service.put_file(f"{label}{number}.xml", voc(f"{label}{number}.png", label))
    labelling.service.put_file("twice.png", encode(picture(2, (100, 80)).resize((200, 160)), "PNG"))
    labelling.dataset_id = labelling.service.create(dataset_type=1)
    assert labelling.run(**AUTO)["status"] == 3
    (label,) = labelling.proposals()["twice.png"]["labels"]
    assert (label["name"], label["property"]["@modelarts:feature"]) == ("rose", [[2, 4], [60, 80]])


def test_other_shapes_than_boxes_fail(one: Labelling) -> None:
    circle = "<object><name>{}</name><circle><cx>9</cx><cy>9</cy><r>3</r></circle></object>"
    size = "<size><width>64</width><height>48</height><depth>3</depth></size>"
    for number in range(10):
        one.service.put_file(f"{number}.png", photo(number, "PNG"))
        label = "rose" if number % 2 else "tulip"
        one.service.put_file(f"{number}.xml", f"<annotation>{size}{circle.format(label)}</annotation>".encode())
    one.service.put_file("new.png", photo(50, "PNG"))
    one.dataset_id = one.service.create(dataset_type=1)
    task = one.run(**AUTO)
    assert (task["status"], task["error_code"]) == (2, "ModelArts.4408")
    assert one.proposals() == {}


def test_transparent_images_make_active_learning_fail(one: Labelling) -> None:
    one.service.put_file("alpha.png", photo(7, "PNG", mode="RGBA"))
    one.put_flowers()
    task = one.run(**AUTO)
    assert (task["status"], task["error_code"]) == (2, "ModelArts.4917")
    assert "alpha.png" in task["error_detail"]
    assert one.run(**PRE)["status"] == 3


def test_files_that_are_no_images_stay_unlabelled(one: Labelling) -> None:
    one.service.put_file("broken.jpg", b"no image")
    one.put_flowers()
    one.service.emulator.app.emulator.backend.objects.delete(f"{INPUT}copy-of-rose.jpg")
    assert one.run(**AUTO)["status"] == 3
    assert set(one.proposals()) == {"copy-of-tulip.jpg"}


def test_pre_labeling_without_examples_chooses_among_the_labels(labelling: Labelling) -> None:
    for number in range(8):
        labelling.service.put_file(f"{number}.jpg", photo(number))
    labels = [{"name": name, "type": 0} for name in ("rose", "tulip")]
    labelling.dataset_id = labelling.service.create(labels=labels)
    task = labelling.run(**PRE)
    assert (task["status"], task["code"], task["type"]) == (3, "ModelArts.4952", 1)
    assert task["model_id"] == PRE["model_id"]
    first = labelling.labels()
    assert {label for held in first.values() for label, _ in held} == {"rose", "tulip"}
    assert len(first) == 8


def test_the_same_files_get_the_same_labels(one: Labelling) -> None:
    one.put_flowers()
    one.run(**AUTO)
    first = one.labels()
    one.emulator.reset()
    one.put_flowers()
    one.run(**AUTO)
    assert one.labels() == first


def test_without_the_libraries_digests_decide(one: Labelling, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(smart_learning, "have_images", lambda: False)
    one.service.put_file("same.jpg", photo(3))
    one.put_flowers()
    assert one.run(**AUTO)["status"] == 3
    labels = one.labels()
    assert labels["same.jpg"] == [("rose", 1.0)]
    assert len(labels) == 3
    assert all(held for held in labels.values())


def test_some_samples_only(one: Labelling) -> None:
    one.put_flowers()
    found = one.call("GET", "/data-annotations/samples", limit=100, sample_state="__NONE__")["samples"]
    wanted = next(held for held in found if held["sample_name"] == "copy-of-tulip.jpg")
    one.run(task_type="auto-label", config={"samples": [{"sample_id": wanted["sample_id"]}]})
    assert set(one.proposals()) == {"copy-of-tulip.jpg"}


def test_what_a_person_labels_meanwhile_stays(labelling: Labelling, monkeypatch: pytest.MonkeyPatch) -> None:
    labelling.put_flowers()
    look = smart_steps._look_at
    seen: list[str] = []

    def label_meanwhile(*arguments: object) -> object:
        source = str(arguments[2])
        if source.endswith("copy-of-rose.jpg") and not seen:
            seen.append(source)
            found = labelling.call("GET", "/data-annotations/samples", limit=100, sample_state="__NONE__")["samples"]
            sample_id = next(held["sample_id"] for held in found if held["sample_name"] == "copy-of-rose.jpg")
            change = {"sample_id": sample_id, "labels": [{"name": "tulip", "type": 0}]}
            labelling.call("PUT", "/data-annotations/samples", {"samples": [change]})
        return look(*arguments)  # type: ignore[arg-type]

    monkeypatch.setattr(smart_steps, "_look_at", label_meanwhile)
    labelling.run(**AUTO)
    assert seen
    assert set(labelling.proposals()) == {"copy-of-tulip.jpg"}
    assert labelling.service.show(labelling.dataset_id)["annotated_sample_count"] == 11


def test_texts_are_not_labelled(local: Service) -> None:
    one = Labelling(local)
    local.put_file("1.txt", b"some text\n")
    one.dataset_id = local.create(dataset_type=100)
    for request in (AUTO, PRE):
        assert one.refusal("POST", "/tasks", request) == (400, "4383")


def test_a_label_that_is_removed_meanwhile_is_not_proposed(
    labelling: Labelling, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(smart_runs, "STEP_SECONDS", 1.0)
    labelling.put_flowers()
    task_id = labelling.start(**AUTO)
    labelling.emulator.advance(4)  # the examples have been seen
    labelling.call("PUT", "", {"delete_labels": [{"name": "rose", "type": 0}]})
    labelling.service.settle()
    assert labelling.task(task_id)["status"] == 3
    assert {name for held in labelling.labels().values() for name, _ in held} <= {"tulip"}
    assert "copy-of-tulip.jpg" in labelling.proposals()
