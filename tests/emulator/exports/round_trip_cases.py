"""Small datasets of every type: the lines of their manifests and the files that these name."""

from __future__ import annotations

from typing import Any

from ..datasets.service import INPUT, PNG, voc

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
