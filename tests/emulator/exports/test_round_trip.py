"""What was published or exported and is imported again has the same samples and labels, for every dataset type."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import orjson
import pytest

from ..datasets.service import BUCKET, INPUT, PNG, Service, voc
from .exporting import TARGET, export

Line = dict[str, Any]
BY = {"annotated-by": "human", "creation-time": "2025-10-09 08:53:20"}


def _file(name: str, *annotations: Line, **more: Any) -> Line:
    return {"source": f"s3:/{INPUT}{name}", **more, **({"annotation": list(annotations)} if annotations else {})}


def _text(text: str, *annotations: Line, **more: Any) -> Line:
    return {"source": f"content://{text}", **more, "annotation": list(annotations)}


def _note(kind: str, name: str, **more: Any) -> Line:
    return {"type": f"modelarts/{kind}", "name": name, **BY, **more}


def _boxed(kind: str, name: str, **more: Any) -> Line:
    location = {"annotation-loc": f"s3:/{INPUT}{name}", "annotation-format": "PASCAL VOC"}
    return {"type": f"modelarts/{kind}", **location, **BY, **more}


def _span(first: int, last: int) -> Line:
    return {"property": {"@modelarts:start_index": first, "@modelarts:end_index": last}}


SHAPES = b"""<annotation><folder>NA</folder><filename>a.jpg</filename>
<size><width>767</width><height>959</height><depth>3</depth></size><segmented>0</segmented>
<object><name>point</name><point><x1>456</x1><y1>596</y1></point></object>
<object><name>line</name><line><x1>133</x1><y1>651</y1><x2>229</x2><y2>561</y2></line></object>
<object><name>bag</name><hard-coefficient>0.8</hard-coefficient>
<bndbox><xmin>108.5</xmin><ymin>101</ymin><xmax>251</xmax><ymax>238</ymax></bndbox></object>
<object><name>boots</name><polygon><x1>373</x1><y1>264</y1><x2>500</x2><y2>198</y2><x3>437</x3><y3>76</y3></polygon></object>
<object><name>circle</name><circle><cx>405</cx><cy>170</cy><r>100</r></circle></object>
</annotation>"""
MASK = b"""<annotation><folder>NA</folder><filename>a.jpg</filename>
<size><width>230</width><height>300</height><depth>3</depth></size><segmented>1</segmented>
<object><name>bike</name><mask_color>193,243,53</mask_color><polygon>
<x1>71</x1><y1>48</y1><x2>75</x2><y2>73</y2><x3>49</x3><y3>69</y3></polygon></object></annotation>"""

FRAME = {
    "@modelarts:parent_duration": 8,
    "@modelarts:parent_source": f"s3:/{INPUT}clip.mp4",
    "@modelarts:time_in_video": 1.473722,
}

#: Lines of a manifest, and the files that they name, by dataset type.
CASES: dict[int, tuple[list[Line], dict[str, bytes]]] = {
    0: (
        [
            _file(
                "a.jpg",
                _note("image_classification", "cat", property={"color": "white", "kind": "Persian"}),
                _note("image_classification", "animal", **{"annotated-by": "auto", "confidence": 0.75}),
                usage="TRAIN",
            ),
            _file(
                "deep/b.jpg",
                _note("image_classification", "cat", hard="true", **{"hard-coefficient": 0.5}),
                hard="true",
                **{"hard-coefficient": 0.8},
                usage="EVAL",
            ),
            _file("c.jpg"),
        ],
        {"a.jpg": PNG, "deep/b.jpg": PNG, "c.jpg": PNG},
    ),
    1: (
        [
            _file("a.jpg", _boxed("object_detection", "a.xml"), usage="TRAIN"),
            _file("b.jpg", _boxed("object_detection", "b.xml"), hard="true", **{"hard-coefficient": 0.8}),
            _file("b.png", _boxed("object_detection", "b.png.xml")),
            _file("c.jpg"),
        ],
        {
            "a.jpg": PNG,
            "b.jpg": PNG,
            "b.png": PNG,
            "c.jpg": PNG,
            "a.xml": SHAPES,
            "b.xml": voc("b.jpg", "rose", "tulip"),
            "b.png.xml": voc("b.png", "rose"),
        },
    ),
    3: ([_file("a.jpg", _boxed("image_segmentation", "a.xml"), usage="TEST")], {"a.jpg": PNG, "a.xml": MASK}),
    100: (
        [
            _text("I like this product ", _note("text_classification", "positive"), usage="TRAIN"),
            _text("Tabs\tand, commas", _note("text_classification", "a"), _note("text_classification", "b")),
            _text("no label"),
            _text("no label"),
        ],
        {},
    ),
    101: (
        [
            _text(
                "Michael Jordan is the most famous basketball player.",
                _note("text_entity", "Person", **_span(0, 14)),
                _note("text_entity", "Category", **_span(34, 44)),
            )
        ],
        {},
    ),
    102: (
        [
            _text(
                '"Three Body" is a series of novels by Liu Cix.',
                _note("text_entity", "Person", id="E1", **_span(38, 45)),
                _note("text_entity", "Book", id="E2", **_span(0, 12)),
                _note("text_triplet", "Author", id="R1", property={"@modelarts:from": "E1", "@modelarts:to": "E2"}),
                _note("text_triplet", "Works", id="R2", property={"@modelarts:from": "E2", "@modelarts:to": "E1"}),
                usage="TRAIN",
            )
        ],
        {},
    ),
    200: (
        [_file("cat/1.wav", _note("audio_classification", "cat")), _file("dog.wav")],
        {"cat/1.wav": b"RIFF", "dog.wav": b"RIFF"},
    ),
    201: (
        [
            _file(
                "1.wav",
                {"type": "modelarts/audio_content", "property": {"@modelarts:content": "Today is a good day."}, **BY},
            )
        ],
        {"1.wav": b"RIFF"},
    ),
    202: (
        [
            _file(
                "1.wav",
                *(
                    {
                        "type": "modelarts/audio_segmentation",
                        "property": {
                            "@modelarts:start_time": f"00:01:{start}",
                            "@modelarts:end_time": f"00:01:{end}",
                            "@modelarts:source": who,
                            "@modelarts:content": what,
                        },
                        **BY,
                    }
                    for start, end, who, what in (
                        ("10.123", "15.456", "Tom", "How are you?"),
                        ("22.754", "24.145", "Jerry", "I'm fine, thank you."),
                    )
                ),
                usage="TRAIN",
            )
        ],
        {"1.wav": b"RIFF"},
    ),
    600: (
        [
            _file("clip_t1.jpg", _boxed("object_detection", "clip_t1.xml"), property=FRAME, usage="TRAIN"),
            _file("clip.mp4"),
        ],
        {"clip.mp4": b"video", "clip_t1.jpg": PNG, "clip_t1.xml": SHAPES},
    ),
    900: ([_file("anything.bin"), _file("deep/other.dat")], {"anything.bin": b"1", "deep/other.dat": b"2"}),
}


def _create(service: Service, name: str, dataset_type: int, path: str) -> str:
    sources = [{"data_type": 0, "data_path": path}]
    dataset_id = service.create(
        name, dataset_type=dataset_type, data_sources=sources, work_path=f"/{BUCKET}/{name}/output/"
    )
    assert service.show(dataset_id)["status"] == 1, service.show(dataset_id)
    return dataset_id


def _samples(service: Service, dataset_id: str) -> list[Any]:
    """What a dataset holds, in its order, without what differs from dataset to dataset."""
    found = service.call("GET", f"/{dataset_id}/data-annotations/samples", limit=100, order="asc")["samples"]
    kept = ("sample_type", "sample_status", "labels", "metadata")
    shown = [{name: sample[name] for name in kept} | _source(sample) for sample in found]
    lines = [_strip(line) for line in service.manifest(dataset_id, _publish(service, dataset_id))]
    return [shown, lines, _labels(service, dataset_id)]


def _source(sample: Line) -> Line:
    name = sample.get("sample_name", sample["source"])
    return {"name": name, "size": sample["sample_size"] if "sample_name" in sample else len(name)}


def _publish(service: Service, dataset_id: str) -> str:
    return service.publish(dataset_id, clear_hard_property=False, remove_sample_usage=False, version_name="all")


def _strip(line: Line) -> Line:
    kept = {key: value for key, value in line.items() if key not in ("id", "source")}
    gone = ("creation-time", "annotation-loc")
    notes = [{key: held for key, held in note.items() if key not in gone} for note in line.get("annotation", ())]
    return {**kept, "annotation": notes}


def _labels(service: Service, dataset_id: str) -> list[Any]:
    stats = service.call("GET", f"/{dataset_id}/data-annotations/stats")["label_stats"]
    return sorted((stat["name"], stat["type"], stat["count"], stat["sample_count"]) for stat in stats)


def _publish_again(service: Service, dataset_id: str) -> str:
    versions = service.call("GET", f"/{dataset_id}/versions")["versions"]
    path: str = versions[0]["manifest_path"]
    return path


def _export_again(service: Service, dataset_id: str) -> str:
    params = {"clear_hard_property": False}
    assert export(service, dataset_id, export_params=params)["status"] == "SUCCESSED"
    return TARGET + "first.manifest"


def _export_version(service: Service, dataset_id: str) -> str:
    version_id = service.call("GET", f"/{dataset_id}/versions")["versions"][0]["version_id"]
    params = {"clear_hard_property": False}
    task = export(service, dataset_id, version_id=version_id, export_params=params, source_type_header="s3://")
    assert task["status"] == "SUCCESSED"
    return TARGET + "first-all.manifest"


@pytest.fixture
def first(local: Service, request: pytest.FixtureRequest) -> tuple[Service, str]:
    """A dataset of the type that the test is for."""
    dataset_type: int = request.getfixturevalue("dataset_type")
    lines, files = CASES[dataset_type]
    for name, data in files.items():
        local.put_file(name, data)
    path = INPUT + "source.manifest"
    local.emulator.put_object(path, b"".join(orjson.dumps(line) + b"\n" for line in lines))
    dataset_id = _create(local, "first", dataset_type, path)
    assert local.show(dataset_id)["total_sample_count"] == len(lines)
    return local, dataset_id


@pytest.mark.parametrize("dataset_type", list(CASES))
@pytest.mark.parametrize("write", [_publish_again, _export_again, _export_version])
def test_the_same_comes_back(
    first: tuple[Service, str], dataset_type: int, write: Callable[[Service, str], str]
) -> None:
    service, dataset_id = first
    before = _samples(service, dataset_id)
    second = _create(service, "second", dataset_type, write(service, dataset_id))
    assert _samples(service, second) == before


@pytest.mark.parametrize("dataset_type", list(CASES))
def test_a_new_dataset_holds_the_same(first: tuple[Service, str], dataset_type: int) -> None:
    service, dataset_id = first
    params = {
        "export_dest": "NEW_DATASET",
        "export_new_dataset_name": "second",
        "export_new_dataset_work_path": f"/{BUCKET}/second/output/",
        "clear_hard_property": False,
    }
    task = export(service, dataset_id, path=f"/{BUCKET}/second/input/", export_params=params)
    assert task["status"] == "SUCCESSED", task
    listed = service.call("GET")["datasets"]
    second = next(dataset["dataset_id"] for dataset in listed if dataset["dataset_name"] == "second")
    assert service.show(second)["status"] == 1
    assert _samples(service, second) == _samples(service, dataset_id)


@pytest.mark.parametrize("dataset_type", [dataset_type for dataset_type, (lines, _) in CASES.items() if len(lines) > 1])
def test_labels_come_back_to_samples_that_are_there(first: tuple[Service, str], dataset_type: int) -> None:
    service, dataset_id = first
    before = _samples(service, dataset_id)
    path = _publish_again(service, dataset_id)
    body = {"import_path": path, "import_type": "manifest"}
    service.call("POST", f"/{dataset_id}/import-tasks", body)
    service.settle()
    assert service.show(dataset_id)["total_sample_count"] == len(before[0])
    service.call("DELETE", f"/{dataset_id}/versions/{service.show(dataset_id)['current_version_id']}")
    service.settle()
    assert _samples(service, dataset_id) == before


def test_a_table_comes_back(local: Service) -> None:
    local.put_file("rows.csv", b'name,size\nrose,1\n"tulip, red",2\n')
    schema = [{"name": "name", "type": "STRING"}, {"name": "size", "type": "INT"}]
    first = local.create("first", dataset_type=400, schema=schema, import_data=True)
    version_id = local.publish(first)
    sources = [{"data_type": 0, "data_path": local.version(first, version_id)["manifest_path"]}]
    second = local.create(
        "second", dataset_type=400, schema=schema, import_data=True, data_sources=sources,
        work_path=f"/{BUCKET}/second/output/",
    )  # fmt: skip
    rows = [
        [sample["sample_data"] for sample in local.call("GET", f"/{each}/data-annotations/samples")["samples"]]
        for each in (first, second)
    ]
    assert rows[0] == rows[1]
    assert sorted(map(str, rows[0])) == sorted(map(str, [["rose", "1"], ["tulip, red", "2"]]))
