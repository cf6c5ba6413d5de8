"""Manifests of every dataset type: well-formed, malformed, and as the service writes them itself."""

from __future__ import annotations

from typing import Any

import pytest

from ..datasets.service import BUCKET, Service, voc
from .importing import MANIFEST, MORE, Held, counts, held_samples, import_into, line, log, note, put, put_manifest

TEXT = 'content://"Three Body" is a series of novels created by Liu Cix.'
ENTITIES = [
    note("text_entity", "Book", id="E1", property={"@modelarts:start_index": 1, "@modelarts:end_index": 11}),
    note("text_entity", "Person", id="E2", property={"@modelarts:start_index": 46, "@modelarts:end_index": 53}),
]
AUTHOR = note("text_triplet", "Author", id="R1", property={"@modelarts:from": "E1", "@modelarts:to": "E2"})
PARAGRAPH = {
    "@modelarts:start_time": "00:01:10.123",
    "@modelarts:end_time": "00:01:15.456",
    "@modelarts:source": "Tom",
    "@modelarts:content": "How are you?",
}
FRAME = {"@modelarts:parent_duration": 8, "@modelarts:parent_source": "s3://b/x.mp4", "@modelarts:time_in_video": 1.47}
MASK = (
    b"<object><name>bike</name><mask_color>193,243,53</mask_color><polygon><x1>1</x1><y1>1</y1><x2>5</x2><y2>1</y2>"
    b"<x3>3</x3><y3>4</y3></polygon></object><mask_source>obs://demo-bucket/masks/1.png</mask_source></annotation>"
)


def boxes(kind: str = "object_detection") -> dict[str, Any]:
    """An annotation that lies in a file."""
    return note(kind, **{"annotation-loc": f"s3:/{MORE}1.xml", "annotation-format": "PASCAL VOC"})


def fill(service: Service) -> None:
    """Files that the lines below name."""
    for name in ("1.jpg", "2.png", "1.wav", "1.mp4", "frame.jpg", "1.bin"):
        put(service, name, b"data of " + name.encode())
    service.emulator.put_object("/demo-bucket/masks/1.png", b"mask")
    put(service, "1.xml", voc("1.jpg", "rose", "tulip").replace(b"</annotation>", MASK))


#: For each dataset type: lines with labels, and the names of the labels that they carry.
TYPES: dict[int, tuple[list[dict[str, Any]], list[list[str]]]] = {
    0: (
        [
            line(
                MORE + "1.jpg",
                note(
                    "image_classification", "cat", property={"color": "white"}, hard="true", **{"hard-coefficient": 0.8}
                ),
                note("image_classification", "animal", **{"annotated-by": "modelarts/active-learning"}, confidence=0.7),
                usage="TRAIN",
            ),
            line(MORE + "2.png", usage="EVAL", hard="true", **{"hard-coefficient": 0.5}),
        ],
        [["cat", "animal"], []],
    ),
    1: ([line(MORE + "1.jpg", boxes()), line(MORE + "2.png")], [["rose", "tulip", "bike"], []]),
    3: ([line(MORE + "1.jpg", boxes("image_segmentation")), line(MORE + "2.png")], [["rose", "tulip", "bike"], []]),
    100: (
        [
            line("content://I like this product ", note("text_classification", " positive"), id="XGDVGS"),
            line("content://I like this product ", note("text_classification", "negative"), id="XGDVGT"),
            line("content://schön\n2 lines"),
        ],
        [["negative"], ["positive"], []],
    ),
    101: ([line(TEXT, *ENTITIES)], [["Book", "Person"]]),
    102: ([line(TEXT, *ENTITIES, AUTHOR)], [["Book", "Person", "Author"]]),
    200: ([line(MORE + "1.wav", note("audio_classification", "cat"))], [["cat"]]),
    201: (
        [line(MORE + "1.wav", note("audio_content", property={"@modelarts:content": "A good day."}))],
        [[""]],
    ),
    202: ([line(MORE + "1.wav", note("audio_segmentation", property=PARAGRAPH))], [[""]]),
    600: (
        [line(MORE + "frame.jpg", boxes(), property=FRAME, **{"sample-type": 0}), line(MORE + "1.mp4")],
        [[], ["rose", "tulip", "bike"]],
    ),
    900: ([line(MORE + "1.bin"), line(MORE + "1.jpg")], [[], []]),
}


@pytest.mark.parametrize("dataset_type", TYPES)
def test_a_manifest_of_each_type(service: Service, dataset_type: int) -> None:
    fill(service)
    lines, expected = TYPES[dataset_type]
    dataset_id = create(service, "flowers", dataset_type)
    task = import_into(service, dataset_id, put_manifest(service, *lines))
    labelled = sum(bool(names) for names in expected)
    assert (task["status"], task.get("error_msg")) == ("COMPLETED", None)
    assert counts(task) == (len(lines), len(lines), labelled)
    assert sorted(names_of(service, dataset_id)) == sorted(expected)
    assert counts(import_into(service, dataset_id, MANIFEST, import_annotations=False))[1] == 0


def create(service: Service, name: str, dataset_type: int) -> str:
    """A dataset without samples: its own folder holds none."""
    return service.create(name, dataset_type=dataset_type, data_sources=[{"data_path": f"/{BUCKET}/empty/"}])


def names_of(service: Service, dataset_id: str) -> list[list[str]]:
    return [[each.name for each in held[-1]] for held in held_samples(service, dataset_id)]


@pytest.mark.parametrize("dataset_type", TYPES)
def test_what_was_published_is_imported_again(service: Service, dataset_type: int) -> None:
    fill(service)
    first = create(service, "first", dataset_type)
    import_into(service, first, put_manifest(service, *TYPES[dataset_type][0]))
    version = service.version(first, service.publish(first, clear_hard_property=False))
    assert version["status"] == 1
    second = create(service, "second", dataset_type)
    task = import_into(service, second, version["manifest_path"])
    assert (task["status"], task.get("error_msg")) == ("COMPLETED", None)
    assert [comparable(held) for held in held_samples(service, second)] == [
        comparable(held) for held in held_samples(service, first)
    ]
    again = import_into(service, first, version["manifest_path"], import_annotations=False)
    assert again["imported_sample_count"] == 0
    other = service.version(second, service.publish(second, clear_hard_property=False))
    assert _lines(service, other) == _lines(service, version)


def _lines(service: Service, version: dict[str, Any]) -> list[bytes]:
    """Lines of a manifest without what names the version's own dataset."""
    data = service.emulator.get_object(version["manifest_path"])
    own = version["manifest_path"].rpartition("/")[0].encode()
    return sorted(each.replace(own, b"").partition(b'"id"')[0] for each in data.splitlines())


def comparable(held: Held) -> Held:
    """A sample without its usage, which publishing gives to every sample."""
    return (*held[:3], *held[4:])


def test_what_a_line_tells(service: Service) -> None:
    fill(service)
    dataset_id = service.create()
    import_into(service, dataset_id, put_manifest(service, *TYPES[0][0]))
    first, second = held_samples(service, dataset_id)
    assert first[3:5] == ("TRAIN", True)
    cat, animal = first[-1]
    assert cat.property == {"color": "white", "@modelarts:hard": "1", "@modelarts:hard_coefficient": "0.8"}
    assert (animal.score, animal.annotated_by) == (0.7, "auto")
    assert second[3:6] == ("EVAL", True, 0)


def test_boxes_masks_and_frames(local: Service) -> None:
    fill(local)
    masked = local.create("masked", dataset_type=3)
    import_into(local, masked, put_manifest(local, line(MORE + "1.jpg", boxes("image_segmentation"))))
    bike = held_samples(local, masked)[0][-1][-1]
    assert bike.property["@modelarts:mask_color"] == "193,243,53"
    assert bike.property["@modelarts:feature"] == [[1, 1], [5, 1], [3, 4]]
    assert metadata(local, masked) == [
        {"@modelarts:import_origin": 0, "width": 100, "height": 80, "depth": 3}
        | {"mask_source": "obs://demo-bucket/masks/1.png"}
    ]
    video = local.create("video", dataset_type=600)
    import_into(local, video, put_manifest(local, *TYPES[600][0]))
    assert FRAME.items() <= metadata(local, video)[1].items()


def metadata(service: Service, dataset_id: str) -> list[dict[str, Any]]:
    from modelarts_emulator.store.dataset_tables import datasets, samples
    from sqlalchemy import select

    with service.emulator.app.emulator.backend.store.read() as conn:
        statement = select(samples.c.metadata).join(datasets, datasets.c.pk == samples.c.dataset_pk)
        rows = conn.execute(statement.where(datasets.c.dataset_id == dataset_id).order_by(samples.c.source))
        return list(rows.scalars())


def test_relations_bring_the_entities_at_their_ends(local: Service) -> None:
    dataset_id = local.create(dataset_type=102)
    import_into(local, dataset_id, put_manifest(local, *TYPES[102][0]))
    labels = {label["name"]: label for label in local.show(dataset_id)["labels"]}
    assert labels["Author"]["property"] == {"@modelarts:from_type": "Book", "@modelarts:to_type": "Person"}
    assert labels["Book"]["type"] == 103
    local.call("PUT", f"/{dataset_id}", {"add_labels": [{"name": "Place", "type": 103}]})


def spoilt(kind: str, **more: Any) -> dict[str, Any]:
    return line(TEXT, note(kind, "x", **more))


@pytest.mark.parametrize(
    ("dataset_type", "bad", "reason"),
    [
        (0, b"[]", "no JSON object"),
        (0, b"{", "no JSON"),
        (0, b"\xff\xfe", "no JSON"),
        (0, {}, "source is missing"),
        (0, {"source": "images/1.jpg"}, "is no path of an object"),
        (0, {"source": "s3://demo-bucket/../x.jpg"}, "is no path of an object"),
        (0, line(MORE + "1.gif"), "is no file of Image classification datasets"),
        (0, line(TEXT), "have no texts"),
        (0, line(MORE + "1.jpg", usage="SLEEP"), "usage 'SLEEP' is unknown"),
        (0, line(MORE + "1.jpg", annotation={}, usage=""), ""),
        (0, line(MORE + "1.jpg", annotation={"type": "x"}), "annotation is no list"),
        (0, line(MORE + "1.jpg", annotation=["rose"]), "an annotation is no object"),
        (0, line(MORE + "1.jpg", note("image_classification")), "an annotation has no name"),
        (0, line(MORE + "1.jpg", note("object_detection", "x")), "does not fit the dataset"),
        (0, line(MORE + "1.jpg", note("image_classification", "x", property=1)), "property is no object"),
        (0, line(MORE + "1.jpg", note("image_classification", "x", confidence=2)), "not from 0 to 1"),
        (0, line(MORE + "1.jpg", note("image_classification", "x", confidence="y")), "not a number"),
        (0, line(MORE + "1.jpg", **{"sample-type": "image"}), "not a whole number"),
        (
            1,
            line(MORE + "1.jpg", note("object_detection", **{"annotation-loc": "s3://demo-bucket/no.xml"})),
            "not there",
        ),
        (
            1,
            line(MORE + "1.jpg", note("object_detection", **{"annotation-loc": f"s3:/{MORE}1.jpg"})),
            "not well-formed",
        ),
        (1, line(MORE + "1.jpg", note("object_detection") | {"annotation-loc": 1}), "annotation-loc is missing"),
        (1, line(MORE + "1.jpg", boxes() | {"annotation-format": "COCO"}), "is not PASCAL VOC"),
        (101, spoilt("text_entity"), "@modelarts:start_index is None"),
        (
            101,
            spoilt("text_entity", property={"@modelarts:start_index": 5, "@modelarts:end_index": 99}),
            "outside of the text",
        ),
        (102, spoilt("text_triplet", property={"@modelarts:from": "E1"}), "names no entity"),
        (202, line(MORE + "1.wav", note("audio_segmentation", property={})), "are not hh:mm:ss.SSS"),
        (
            202,
            line(
                MORE + "1.wav",
                note("audio_segmentation", property=PARAGRAPH | {"@modelarts:end_time": "00:00:01.000"}),
            ),
            "before it starts",
        ),
    ],
)
def test_a_malformed_line_leaves_the_others_alone(
    local: Service, dataset_type: int, bad: dict[str, Any] | bytes, reason: str
) -> None:
    fill(local)
    good = TYPES[dataset_type][0][0]
    dataset_id = local.create(dataset_type=dataset_type)
    task = import_into(local, dataset_id, put_manifest(local, bad, good))
    assert task["status"] == "COMPLETED"
    if reason:
        assert (task["imported_sample_count"], task["error_code"]) == (1, "ModelArts.4362")
        assert reason in log(local, dataset_id, task["task_id"])
    else:
        assert "error_code" not in task


def test_a_manifest_with_a_mark_blank_lines_and_no_last_line_end(local: Service) -> None:
    dataset_id = local.create()
    data = b'\xef\xbb\xbf{"source":"/demo-bucket/a.jpg"}\r\n\n  \n{"source":"obs://demo-bucket/b.jpg"}'
    local.emulator.put_object(MANIFEST, data)
    task = import_into(local, dataset_id, MANIFEST)
    assert task["imported_sample_count"] == 2
    assert [held[0] for held in held_samples(local, dataset_id)] == ["/demo-bucket/a.jpg", "/demo-bucket/b.jpg"]
