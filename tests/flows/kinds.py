"""A small dataset of every type: what is imported, what a person then adds, and what all of it is in the end."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from modelarts_client.models import DatasetType

from tests.flows.materials import SIZE, film, lines, manifest, outlined, photo, sound, table, voc

SOURCE = "/demo-bucket/source/"
AT = {"annotated-by": "human", "creation-time": "2025-10-09 08:53:20"}
SCHEMA = [{"name": "name", "type": "STRING"}, {"name": "size", "type": "INT"}]

Label = Mapping[str, Any]


@dataclass(frozen=True)
class Kind:
    """The journey of one dataset type. Samples are known by the names of their files, or by their texts."""

    type: DatasetType
    #: What lies in the folder `SOURCE`.
    files: Mapping[str, bytes]
    #: Names of the labels that samples have after the import; those of all samples there are.
    imported: Mapping[str, Sequence[str]]
    #: Labels that are added to the dataset by hand.
    labels: Sequence[Label] = ()
    #: Labels that samples are given by hand.
    by_hand: Mapping[str, Sequence[Label]] = field(default_factory=dict)
    #: Facts about samples that go with those labels.
    metadata: Mapping[str, Any] = field(default_factory=dict)
    #: Name of the manifest file, where it is not the whole folder that is imported.
    manifest: str = ""
    create: Mapping[str, Any] = field(default_factory=dict)
    options: Mapping[str, Any] = field(default_factory=dict)


def note(kind: str, name: str = "", **more: Any) -> dict[str, Any]:
    """A label of a manifest; `more` are properties of it, without the service's prefix."""
    properties = {f"@modelarts:{key}": value for key, value in more.items()}
    return {"type": f"modelarts/{kind}", **({"name": name} if name else {}), **AT, "property": properties}


def shaped(kind: str, name: str) -> dict[str, Any]:
    """What a manifest says of a file of labels."""
    where = {"annotation-loc": f"s3:/{SOURCE}{name}", "annotation-format": "PASCAL VOC"}
    return {"type": f"modelarts/{kind}", **where, **AT}


def entry(source: str, *notes: Mapping[str, Any], **more: Any) -> dict[str, Any]:
    """A line of a manifest."""
    return {"source": source, **more, **({"annotation": list(notes)} if notes else {})}


def prefixed(**properties: Any) -> dict[str, Any]:
    """Properties of a label with the service's prefix."""
    return {f"@modelarts:{key}": value for key, value in properties.items()}


def box(name: str, shape: str, *points: Sequence[float]) -> Label:
    """A shape drawn by hand."""
    return {"name": name, "property": prefixed(shape=shape, feature=[list(point) for point in points])}


def span(name: str, text: str, words: str, **more: Any) -> Label:
    """An entity of a text that was marked by hand."""
    start = text.index(words)
    return {"name": name, "property": prefixed(start_index=start, end_index=start + len(words)), **more}


def paragraph(name: str, start: str, end: str, who: str, content: str) -> Label:
    """A paragraph of speech that was marked by hand."""
    return {"name": name, "property": prefixed(start_time=start, end_time=end, source=who, content=content)}


JORDAN = "Michael Jordan is a basketball player."
LIU = "Three Body is a novel by Liu Cix."
WEATHER = "It rains in Paris."
FRAME = prefixed(parent_duration=8, parent_source=f"s3:/{SOURCE}clip.mp4", time_in_video=1.4)
RECTANGLE = {"xmin": 5, "ymin": 6, "xmax": 30, "ymax": 40}
TRIANGLE = {"x1": 10, "y1": 10, "x2": 40, "y2": 12, "x3": 20, "y3": 40}

IMAGES = (
    Kind(
        DatasetType.IMAGE_CLASSIFICATION,
        {"rose/1.jpg": photo(1), "deep/tulip/2.png": photo(2, "PNG"), "3.bmp": photo(3, "BMP")},
        {"1.jpg": ["rose"], "2.png": ["tulip"], "3.bmp": []},
        [{"name": "lily"}],
        {"3.bmp": [{"name": "lily"}, {"name": "rose"}]},
        {"@modelarts:hard": 1, "@modelarts:hard_coefficient": 0.8},
    ),
    Kind(
        DatasetType.IMAGE_CLASSIFICATION,
        {"a/1.jpg": photo(1), "b/2.jpg": photo(2), "b/3.jpg": photo(3)}
        | {"a/1.txt": lines("rose"), "b/2.txt": lines("rose", "tulip")},
        {"1.jpg": ["rose"], "2.jpg": ["rose", "tulip"], "3.jpg": []},
        by_hand={"3.jpg": [{"name": "rose"}], "1.jpg": []},
    ),
    Kind(
        DatasetType.OBJECT_DETECTION,
        {"a.jpg": photo(1), "b.png": photo(2, "PNG"), "c.jpg": photo(3)}
        | {"a.xml": voc("a.jpg", outlined("rose", "bndbox", RECTANGLE), outlined("bee", "polygon", TRIANGLE))}
        | {"b.xml": voc("b.png", outlined("bee", "circle", {"cx": 30, "cy": 20, "r": 9}))},
        {"a.jpg": ["bee", "rose"], "b.png": ["bee"], "c.jpg": []},
        [{"name": "tulip", "property": {"@modelarts:default_shape": "bndbox"}}],
        {
            "c.jpg": [
                box("tulip", "bndbox", (1, 2), (30, 40)),
                box("rose", "line", (3, 4), (20, 30)),
                box("bee", "point", (7, 8)),
            ]
        },
        {"@modelarts:size": [*SIZE, 3]},
    ),
    Kind(
        DatasetType.IMAGE_SEGMENTATION,
        {"a.jpg": photo(1), "b.jpg": photo(2)}
        | {"a.xml": voc("a.jpg", outlined("rose", "polygon", TRIANGLE, colour="193,243,53"), segmented=1)},
        {"a.jpg": ["rose"], "b.jpg": []},
        [{"name": "leaf", "property": {"@modelarts:color": "#33cc33"}}],
        {"b.jpg": [box("leaf", "polygon", (5, 5), (50, 6), (30, 40))]},
        {"@modelarts:size": [*SIZE, 3]},
    ),
)

TEXTS = (
    Kind(
        DatasetType.TEXT_CLASSIFICATION,
        {"words.txt": lines("It works well", "It broke", "Who knows"), "words_result.txt": lines("good", "bad", "")},
        {"It works well": ["good"], "It broke": ["bad"], "Who knows": []},
        [{"name": "open"}],
        {"Who knows": [{"name": "open"}, {"name": "bad"}]},
        options={"label_format": {"label_type": "0"}},
    ),
    Kind(
        DatasetType.TEXT_CLASSIFICATION,
        {"words.txt": lines("It works well\tgood", "It broke\tbad,late", "Who knows")},
        {"It works well": ["good"], "It broke": ["bad", "late"], "Who knows": []},
        [{"name": "open"}],
        {"Who knows": [{"name": "open"}]},
        options={
            "label_format": {"label_type": "1", "text_sample_separator": "\t", "text_label_separator": ","},
        },
    ),
    Kind(
        DatasetType.NAMED_ENTITY_RECOGNITION,
        {
            "texts.manifest": manifest(
                entry(f"content://{JORDAN}", note("text_entity", "Person", start_index=0, end_index=14)),
                entry(f"content://{WEATHER}"),
            )
        },
        {JORDAN: ["Person"], WEATHER: []},
        [{"name": "Place"}],
        {WEATHER: [span("Place", WEATHER, "Paris")]},
        manifest="texts.manifest",
    ),
    Kind(
        DatasetType.TEXT_TRIPLET,
        {
            "texts.manifest": manifest(
                entry(
                    f"content://{LIU}",
                    note("text_entity", "Book", start_index=0, end_index=10) | {"id": "E1"},
                    note("text_entity", "Person", start_index=25, end_index=32) | {"id": "E2"},
                    note("text_triplet", "Author", **{"from": "E2", "to": "E1"}) | {"id": "R1"},
                ),
                entry(f"content://{JORDAN}"),
            )
        },
        {LIU: ["Author", "Book", "Person"], JORDAN: []},
        [
            {"name": "Sport", "type": 103},
            {"name": "Plays", "type": 102, "property": prefixed(from_type="Person", to_type="Sport")},
        ],
        {
            JORDAN: [
                span("Person", JORDAN, "Michael Jordan", id="E1", type=103),
                span("Sport", JORDAN, "basketball", id="E2", type=103),
                {"name": "Plays", "type": 102, "id": "R1", "property": prefixed(**{"from": "E1", "to": "E2"})},
            ]
        },
        manifest="texts.manifest",
    ),
)

SOUNDS = (
    Kind(
        DatasetType.SOUND_CLASSIFICATION,
        {"cat/1.wav": sound(440), "dog/2.wav": sound(220), "3.wav": sound(330)},
        {"1.wav": ["cat"], "2.wav": ["dog"], "3.wav": []},
        [{"name": "bird"}],
        {"3.wav": [{"name": "bird"}]},
    ),
    Kind(
        DatasetType.SPEECH_CONTENT,
        {"1.wav": sound(440), "2.wav": sound(220)},
        {"1.wav": [], "2.wav": []},
        by_hand={"2.wav": [{"property": {"@modelarts:content": "It's a good day, isn't it?"}}]},
    ),
    Kind(
        DatasetType.SPEECH_PARAGRAPH,
        {
            "1.wav": sound(440),
            "2.wav": sound(220),
            "speech.manifest": manifest(
                entry(
                    f"s3:/{SOURCE}1.wav",
                    note(
                        "audio_segmentation",
                        "greeting",
                        start_time="00:00:00.010",
                        end_time="00:00:00.050",
                        source="Tom",
                        content="How are you?",
                    ),
                ),
                entry(f"s3:/{SOURCE}2.wav"),
            ),
        },
        {"1.wav": ["greeting"], "2.wav": []},
        [{"name": "answer"}],
        {"2.wav": [paragraph("answer", "00:00:00.020", "00:00:00.090", "Jerry", "Fine, thank you.")]},
        manifest="speech.manifest",
    ),
)

OTHERS = (
    Kind(
        DatasetType.TABLE,
        {
            "one.csv": table(["name", "size"], ["rose", 1], ["tulip, red", 2]),
            "two.csv": table(["name", "size"], ['"lily"', 3]),
        },
        {"rose|1": [], "tulip, red|2": [], '"lily"|3': []},
        create={"schema": SCHEMA},
        options={"data_source": {"data_type": 0, "data_path": SOURCE}, "with_column_header": True},
    ),
    Kind(
        DatasetType.VIDEO,
        {
            "clip.mp4": film(),
            "clip_t1.jpg": photo(1),
            "clip_t1.xml": voc("clip_t1.jpg", outlined("bee", "bndbox", RECTANGLE)),
            "video.manifest": manifest(
                entry(f"s3:/{SOURCE}clip_t1.jpg", shaped("object_detection", "clip_t1.xml"), property=FRAME),
                entry(f"s3:/{SOURCE}clip.mp4"),
            ),
        },
        {"clip_t1.jpg": ["bee"], "clip.mp4": []},
        [{"name": "rose"}],
        {"clip_t1.jpg": [box("rose", "bndbox", (1, 2), (30, 40)), box("bee", "circle", (20, 20), (5,))]},
        manifest="video.manifest",
    ),
    Kind(
        DatasetType.FREE_FORMAT,
        {"notes.bin": bytes(range(50)), "deep/plan.dat": b"plan", "read.me": b"text"},
        {"notes.bin": [], "plan.dat": [], "read.me": []},
    ),
)

YOLO = Kind(
    DatasetType.OBJECT_DETECTION,
    {
        "obj.names": lines("rose", "bee"),
        "obj.data": lines("classes = 2", "names = obj.names", "train = train.txt", "valid = valid.txt"),
        "train.txt": lines("obj_train_data/1.jpg", "obj_train_data/2.jpg"),
        "valid.txt": lines("obj_valid_data/3.jpg"),
        "obj_train_data/1.jpg": photo(1),
        "obj_train_data/1.txt": lines("0 0.25 0.5 0.25 0.5", "1 0.75 0.5 0.25 0.25"),
        "obj_train_data/2.jpg": photo(2),
        "obj_valid_data/3.jpg": photo(3),
        "obj_valid_data/3.txt": lines("1 0.5 0.5 0.5 0.5"),
    },
    {"1.jpg": ["bee", "rose"], "2.jpg": [], "3.jpg": ["bee"]},
    by_hand={"2.jpg": [box("bee", "bndbox", (1, 2), (3, 4))]},
    metadata={"@modelarts:size": [*SIZE, 3]},
)
#: Folders of what has no labels yet, for types whose labels only a manifest brings.
BARE = (
    Kind(DatasetType.NAMED_ENTITY_RECOGNITION, {"a.txt": lines(JORDAN, WEATHER)}, {JORDAN: [], WEATHER: []}),
    Kind(DatasetType.TEXT_TRIPLET, {"a.txt": lines(LIU)}, {LIU: []}),
    Kind(DatasetType.SPEECH_PARAGRAPH, {"deep/1.wav": sound(440)}, {"1.wav": []}),
    Kind(DatasetType.VIDEO, {"clip.mp4": film()}, {"clip.mp4": []}),
)
#: All of them, each under the name of its type with a number of its own.
ALL = (*IMAGES, *TEXTS, *SOUNDS, *OTHERS, YOLO, *BARE)
KINDS = {f"{kind.type.name.lower()}-{number}": kind for number, kind in enumerate(ALL)}
