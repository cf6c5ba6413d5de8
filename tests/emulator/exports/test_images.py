from __future__ import annotations

from io import BytesIO

import orjson
import pytest
from modelarts_emulator.services.formats.annotations import Annotation, ImageSize
from modelarts_emulator.services.formats.image_headers import read_size
from modelarts_emulator.services.formats.masks import MAX_PIXELS, draw_mask
from PIL import Image

from ..datasets.service import INPUT, Service
from .exporting import TARGET, export, files


def _encode(form: str, mode: str, size: tuple[int, int] = (30, 20)) -> bytes:
    out = BytesIO()
    Image.new(mode, size, 7).save(out, form)
    return out.getvalue()


@pytest.mark.parametrize(
    ("form", "mode", "depth"),
    [("PNG", "RGB", 3), ("PNG", "RGBA", 4), ("PNG", "L", 1), ("JPEG", "RGB", 3), ("JPEG", "L", 1), ("BMP", "RGB", 3)],
)
def test_the_size_stands_in_the_header(form: str, mode: str, depth: int) -> None:
    data = _encode(form, mode)
    assert read_size(data) == ImageSize(30, 20, depth)
    assert all(read_size(data[:length]).width in (0, 30) for length in range(len(data)))


@pytest.mark.parametrize(
    "data", [b"", b"GIF89a", b"\xff\xd8", b"\xff\xd8\xff\xe0\x00\x00", b"BM", b"\x89PNG\r\n\x1a\n"]
)
def test_what_is_no_image_has_no_size(data: bytes) -> None:
    assert read_size(data) == ImageSize()


def _polygon(name: str, points: list[list[float]], **more: str) -> Annotation:
    return Annotation(name, 3, {"@modelarts:shape": "polygon", "@modelarts:feature": points, **more})


def test_a_mask_has_the_colours_of_its_labels() -> None:
    square = _polygon("a", [[2, 3], [6, 3], [6, 8], [2, 8]], **{"@modelarts:mask_color": "193,243,53"})
    triangle = _polygon("b", [[10, 0], [19, 0], [10, 9]])
    image = Image.open(BytesIO(draw_mask(ImageSize(20, 10), [square, triangle])))
    assert (image.size, image.mode) == ((20, 10), "RGB")
    inside = {(x, y) for x in range(20) for y in range(10) if image.getpixel((x, y)) == (193, 243, 53)}
    assert inside == {(x, y) for x in range(2, 6) for y in range(3, 8)}
    assert image.getpixel((0, 0)) == image.getpixel((19, 9)) == (0, 0, 0)
    assert image.getpixel((11, 1)) != (0, 0, 0)


def test_a_mask_needs_a_size() -> None:
    assert draw_mask(ImageSize(), []) == b""
    assert draw_mask(ImageSize(MAX_PIXELS, 2), []) == b""


MASKED = b"""<annotation><size><width>30</width><height>20</height><depth>3</depth></size><segmented>1</segmented>
<mask_source>%s</mask_source><object><name>bike</name><mask_color>193,243,53</mask_color><polygon><x1>1</x1><y1>1</y1>
<x2>20</x2><y2>1</y2><x3>9</x3><y3>15</y3></polygon></object></annotation>"""


def test_segmentations_are_exported_with_their_masks(local: Service) -> None:
    local.put_file("a.jpg", _encode("JPEG", "RGB"))
    local.put_file("a.xml", MASKED % b"")
    local.put_file("b.jpg", _encode("JPEG", "RGB"))
    local.put_file("b.xml", MASKED % f"obs:/{INPUT}masks/b.dat".encode())
    local.put_file("masks/b.dat", b"a mask of its own")
    dataset_id = local.create(dataset_type=3)
    export(local, dataset_id)
    assert files(local) == [
        "a.jpg", "a.xml", "b.jpg", "b.xml", "flowers.manifest",
        "segmentationClassRaw/a.png", "segmentationClassRaw/b.png",
    ]  # fmt: skip
    assert Image.open(BytesIO(local.emulator.get_object(TARGET + "segmentationClassRaw/a.png"))).size == (30, 20)
    assert local.emulator.get_object(TARGET + "segmentationClassRaw/b.png") == b"a mask of its own"
    label = local.emulator.get_object(TARGET + "a.xml").decode()
    assert f"<mask_source>obs:/{TARGET}segmentationClassRaw/a.png</mask_source>" in label
    version_id = local.publish(dataset_id)
    folder = local.version(dataset_id, version_id)["manifest_path"].rpartition("/")[0] + "/"
    assert files(local, folder)[-2:] == ["segmentationClassRaw/a.png", "segmentationClassRaw/b.png"]


def test_boxes_of_images_whose_size_nobody_knew(local: Service) -> None:
    local.put_file("a.jpg", _encode("JPEG", "RGB"))
    dataset_id = local.create(dataset_type=1, labels=[{"name": "rose"}])
    sample = local.call("GET", f"/{dataset_id}/data-annotations/samples")["samples"][0]
    box = {"@modelarts:shape": "bndbox", "@modelarts:feature": [[1, 2], [10, 12]]}
    change = {"sample_id": sample["sample_id"], "labels": [{"name": "rose", "type": 1, "property": box}]}
    local.call("PUT", f"/{dataset_id}/data-annotations/samples", {"samples": [change]})
    export(local, dataset_id)
    label = local.emulator.get_object(TARGET + "a.xml")
    assert b"<width>30</width>" in label
    assert b"<ymax>12</ymax>" in label


def test_labels_of_several_authors_keep_them_in_versions(local: Service) -> None:
    local.put_file("a.jpg", _encode("JPEG", "RGB"))
    notes = []
    for name, author in (("bike", "human"), ("car", "auto")):
        local.put_file(f"{name}.xml", MASKED.replace(b"bike", name.encode()) % b"")
        location = f"s3:/{INPUT}{name}.xml"
        notes.append({"type": "modelarts/image_segmentation", "annotation-loc": location, "annotated-by": author})
    line = {"source": f"s3:/{INPUT}a.jpg", "annotation": notes}
    local.emulator.put_object(INPUT + "all.manifest", orjson.dumps(line))
    sources = [{"data_type": 0, "data_path": INPUT + "all.manifest"}]
    dataset_id = local.create(dataset_type=3, data_sources=sources)
    held = local.manifest(dataset_id, local.publish(dataset_id))[0]["annotation"]
    assert [note["annotated-by"] for note in held] == ["human", "auto"]
    assert len({note["annotation-loc"] for note in held}) == 2
