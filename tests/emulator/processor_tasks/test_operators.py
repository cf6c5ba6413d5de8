from __future__ import annotations

from typing import Any

import pytest

from ..datasets.service import INPUT, voc
from ..pictures import decode, encode, photo, picture
from .processing import Processing

AUGMENTATIONS = [
    "AddNoise", "Blur", "Crop", "CutOut", "Flip", "Grayscale", "HistogramEqual", "LightArithmetic", "LightContrast",
    "MotionBlur", "Padding", "Resize", "Rotate", "Saturation", "Scale", "Sharpen", "Shear", "Translate", "Weather",
]  # fmt: skip


@pytest.mark.parametrize("operator", AUGMENTATIONS)
def test_each_augmentation_makes_a_new_image_of_each(one: Processing, operator: str) -> None:
    for number in range(3):
        one.service.put_file(f"rose/{number}.jpg", photo(number))
    run = one.run(operator)
    assert run.version["status"] == 2, run.task
    assert run.counts == [3, 3, 0, 3, 0]
    for number, result in enumerate(run.results):
        assert result["result_property"] == 3
        assert result["result_description"] == [[f"use {operator} augmentation"]]
        assert result["origin_source"] == f"s3:/{INPUT}rose/{number}.jpg"
        assert result["new_source"] == f"obs:/{run.version['work_path']['output_path']}Data/rose/{number}.jpg"
        made = decode(run.file(result["new_source"]))
        assert made.mode == "RGB"
        assert made.tobytes() != decode(photo(number)).tobytes()
    assert [line["annotation"][0]["name"] for line in run.manifest()] == ["rose"] * 3


@pytest.mark.parametrize(
    ("operator", "params"),
    [("AddNoise", {"noise_type": kind, "scale": "20"}) for kind in ("Gauss", "Laplace", "Poisson", "Impulse")]
    + [("AddNoise", {"noise_type": "SaltAndPepper", "p": "0.5"}), ("Blur", {"blur_type": "Average"})]
    + [("LightContrast", {"func": func}) for func in ("gamma", "sigmoid", "log", "linear")]
    + [("Weather", {"weather_mode": mode}) for mode in ("Rain", "Fog", "Snow", "Clouds")]
    + [("Shear", {"shearXY": "Y"}), ("Translate", {"translateXY": "Y"}), ("Scale", {"scaleXY": "Y"})],
)
def test_modes_differ_and_repeat(one: Processing, operator: str, params: dict[str, Any]) -> None:
    one.service.put_file("1.jpg", photo())
    first = one.run(operator, params=params)
    second = one.run(operator, name="again", params=params)
    plain = one.run(operator, name="plain")
    files = [run.file(run.results[0]["new_source"]) for run in (first, second, plain)]
    assert files[0] == files[1]
    assert files[0] != files[2] or params in ({"func": "gamma"}, {"weather_mode": "Rain"})


def test_sizes(one: Processing) -> None:
    one.service.put_file("1.jpg", photo())
    resized = one.run("Resize", params={"height": 30, "width": "40"})
    assert decode(resized.file(resized.results[0]["new_source"])).size == (40, 30)
    edges = {"px_top": 1, "px_right": 2, "px_left": 3, "px_bottom": 4}
    padded = one.run("Padding", name="edges", params=edges)
    assert decode(padded.file(padded.results[0]["new_source"])).size == (64 + 5, 48 + 5)
    cropped = one.run("Crop", params={"crop_percent_min": "0.25", "crop_percent_max": "0.25"})
    assert decode(cropped.file(cropped.results[0]["new_source"])).size == (32, 24)


def test_flipping_moves_pixels_and_boxes(one: Processing) -> None:
    one.service.put_file("1.png", photo(3, "PNG", size=(100, 80)))
    one.service.put_file("1.xml", voc("1.png", "rose"))
    run = one.run("Flip", params={"task_type": "object_detection"})
    (result,) = run.results
    flipped, original = decode(run.file(result["new_source"])), picture(3, (100, 80))
    assert flipped.getpixel((99, 10)) == original.getpixel((0, 10))
    assert run.file(result["new_source"]).startswith(b"\x89PNG")
    written = run.file(result["new_source"].removesuffix("png") + "xml")
    assert b"<xmin>70</xmin>" in written  # 100 - 30
    assert b"<xmax>99</xmax>" in written  # 100 - 1
    assert run.manifest()[0]["annotation"][0]["annotation-loc"].endswith("Data/1.xml")
    upside_down = one.run("Flip", name="ud", params={"task_type": "object_detection", "lr_ud": "ud"})
    assert b"<ymin>40</ymin>" in upside_down.file(upside_down.results[0]["new_source"].removesuffix("png") + "xml")


def test_an_image_whose_box_would_leave_it_is_discarded(one: Processing) -> None:
    one.service.put_file("1.png", photo(3, "PNG", size=(100, 80)))
    one.service.put_file("1.xml", voc("1.png", "rose"))
    run = one.run("Rotate", params={"task_type": "object_detection", "angle_min": 45, "angle_max": 45})
    assert run.notes() == {"1.png": (2, "Rotate would move a box out of the image")}


def test_validation(processing: Processing) -> None:
    put = processing.service.put_file
    put("good.jpg", photo(1))
    put("broken.jpg", b"no image at all")
    put("cut.jpg", photo(2)[:700])
    put("grey.png", photo(3, "PNG", mode="L"))
    put("alpha.png", photo(4, "PNG", mode="RGBA"))
    put("gif.gif", photo(5, "GIF"))
    put("really-png.jpg", photo(6, "PNG"))
    put("really-webp.png", photo(7, "WEBP"))
    put("large.bmp", photo(8, "BMP", size=(200, 100)))
    put("empty.jpg", b"")
    run = processing.run(
        "MetaValidation", "sys_data_validation", params={"image_max_width": "100", "image_max_height": "-1"}
    )
    assert run.version["status"] == 2
    notes = run.notes()
    assert notes["good.jpg"] == (0, "")
    assert [notes[name][0] for name in ("broken.jpg", "cut.jpg", "empty.jpg")] == [2, 2, 2]
    assert "cannot be decoded" in notes["cut.jpg"][1]
    assert notes["grey.png"] == (1, "converted from L to three channels")
    assert notes["alpha.png"] == (1, "converted from RGBA to three channels")
    assert notes["really-png.jpg"] == (1, "suffix changed to .png")
    assert notes["large.bmp"] == (1, "made smaller, to 100 x 50")
    assert "converted from GIF to JPG" in notes["gif.gif"][1]
    assert run.counts == [10, 0, 6, 1, 3]
    written = {held["origin_source"].rpartition("/")[2]: held.get("new_source", "") for held in run.results}
    assert written["good.jpg"].endswith("/Data/good.jpg")
    assert written["really-webp.png"].endswith("/Data/really-webp_checked.jpg")
    assert written["broken.jpg"] == ""
    assert run.file(written["good.jpg"]) == photo(1)
    assert run.file(written["really-png.jpg"]) == photo(6, "PNG")
    for name in ("gif.gif", "really-webp.png"):
        assert decode(run.file(written[name])).format == "JPEG"
    lines = run.manifest()
    assert len(lines) == 7
    assert all(line["property"] == {"@modelarts:data_checked": True} for line in lines)


def test_boxes_are_validated(one: Processing) -> None:
    def box(name: str, *corners: int) -> str:
        tags = "".join(
            f"<{tag}>{value}</{tag}>" for tag, value in zip(("xmin", "ymin", "xmax", "ymax"), corners, strict=True)
        )
        return f"<object><name>{name}</name><bndbox>{tags}</bndbox></object>"

    objects = [
        box("whole", 1, 1, 20, 20), box("thin", 5, 5, 6, 30), box("turned", 30, 30, 10, 10),
        box("over", 80, 10, 110, 30), box("outside", 95, 10, 195, 30),
        "<object><name>round</name><circle><cx>5</cx><cy>5</cy><r>3</r></circle></object>",
    ]  # fmt: skip
    one.service.put_file("1.png", photo(3, "PNG", size=(100, 80)))
    one.service.put_file("1.xml", f"<annotation>{''.join(objects)}</annotation>".encode())
    one.service.put_file("2.png", photo(4, "PNG"))
    one.service.put_file("2.xml", b"<annotation><object>")
    run = one.run("MetaValidation", "sys_data_validation", params={"task_type": "object_detection"})
    assert run.version["status"] == 2
    (first, second) = run.results
    kept = run.file(first["new_source"].removesuffix("png") + "xml")
    assert [name for name in ("whole", "thin", "turned", "over", "outside", "round") if name.encode() in kept] == [
        "whole",
        "over",
    ]
    assert b"<xmax>100</xmax>" in kept
    assert b"<width>100</width>" in kept
    assert second["result_property"] == 1
    assert "label file was dropped" in second["result_description"][0][0]
    assert "annotation" not in run.manifest()[1]


def test_hostile_images_become_results(one: Processing) -> None:
    bomb = photo(0, "BMP")
    wide = bomb[:18] + (60_000).to_bytes(4, "little") * 2 + bomb[26:]
    one.service.put_file("bomb.bmp", wide)
    one.service.put_file(
        "huge.png", b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR\xff\xff\xff\xff\xff\xff\xff\xff\x08\x02\x00\x00\x00"
    )
    one.service.put_file("eps.jpg", b"%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 9 9\n")
    one.service.put_file("good.jpg", photo())
    for operator, template in (("MetaValidation", "sys_data_validation"), ("Blur", "sys_data_augmentation")):
        run = one.run(operator, template)
        assert run.version["status"] == 2, run.task
        notes = run.notes()
        assert [notes[name][0] for name in ("bomb.bmp", "huge.png", "eps.jpg")] == [2, 2, 2]
        assert "3600000000 pixels" in notes["bomb.bmp"][1] or "60000 x 60000 pixels" in notes["bomb.bmp"][1]


def test_files_that_are_too_large_are_not_read(make_service: Any) -> None:
    service = make_service(limits={"image_bytes": 3000})
    service.put_file("1.jpg", photo())
    service.put_file("2.bmp", photo(1, "BMP"))
    run = Processing(service).run("Blur")
    assert run.notes()["2.bmp"][1].startswith("the file has")
    assert run.counts == [2, 1, 0, 2, 1]


def test_duplicates_are_left_out(processing: Processing) -> None:
    put = processing.service.put_file
    put("rose/a.jpg", photo(1))
    put("rose/b.jpg", encode(picture(1), quality=60))
    put("rose/c.jpg", encode(picture(1).resize((96, 72))))
    put("tulip/d.jpg", photo(2))
    put("tulip/e.jpg", photo(3))
    put("tulip/f.jpg", b"broken")
    run = processing.run("SimDeduplication", "sys_data_selection", params={"simlarity_threshold": "0.9"})
    assert {name: outcome for name, (outcome, _) in run.notes().items()} == {
        "a.jpg": 0, "b.jpg": 2, "c.jpg": 2, "d.jpg": 0, "e.jpg": 0, "f.jpg": 2,
    }  # fmt: skip
    assert "duplicate" in run.notes()["b.jpg"][1]
    assert run.counts == [6, 0, 0, 3, 3]
    everything = one_run = processing.run(
        "SimDeduplication",
        "sys_data_selection",
        name="all",
        params={"simlarity_threshold": 1, "do_validation": "False"},
    )
    assert everything.counts == [6, 0, 0, 5, 1], one_run.notes()


def test_redundant_images_are_left_out(one: Processing) -> None:
    for number in range(6):
        one.service.put_file(f"{number}.jpg", photo(number))
    for number in range(4):
        one.service.put_file(f"again-{number}.jpg", encode(picture(0), quality=50 + number))
    run = one.run("RRD", "sys_data_selection", params={"sample_ratio": "0.6"})
    kept = [name for name, (outcome, _) in run.notes().items() if outcome == 0]
    assert len(kept) == 6
    assert sum(name.startswith("again") or name == "0.jpg" for name in kept) == 1
    grouped = one.run("RRD", "sys_data_selection", name="groups", params={"sample_ratio": "0.5", "n_clusters": "3"})
    assert grouped.version["status"] == 2
    too_many = one.run("RRD", "sys_data_selection", name="many", params={"n_clusters": "11"})
    assert too_many.version["status"] == 3
    assert "n_clusters is 11" in too_many.task["error_msg"]


def test_cleansing_keeps_what_is_like_the_examples(one: Processing) -> None:
    for number in range(4):
        one.service.put_file(f"{number}.jpg", photo(number))
    one.emulator.put_object("/demo-bucket/wanted/0.png", photo(0, "PNG"))
    one.emulator.put_object("/demo-bucket/wanted/1.png", photo(1, "PNG"))
    one.emulator.put_object("/demo-bucket/wanted/notes.txt", b"none")
    one.emulator.put_object("/demo-bucket/unwanted/1.jpg", photo(1))
    params = {"prototype_sample_path": "obs://demo-bucket/wanted", "embedding_distance": "0.01"}
    run = one.run("PCC", "sys_data_cleaning", params=params)
    assert {name: outcome for name, (outcome, _) in run.notes().items()} == {
        "0.jpg": 0, "1.jpg": 0, "2.jpg": 2, "3.jpg": 2,
    }  # fmt: skip
    both = params | {"criticism_sample_path": "obs://demo-bucket/unwanted"}
    run = one.run("PCC", "sys_data_cleaning", name="both", params=both)
    assert [name for name, (outcome, _) in run.notes().items() if outcome == 0] == ["0.jpg"]
    assert "negative example" in run.notes()["1.jpg"][1]


def test_generation_and_transfer_are_simulated_and_say_so(processing: Processing) -> None:
    for number in range(3):
        processing.service.put_file(f"{number}.jpg", photo(number))
    run = processing.run("StyleGAN", params={"generate_num": "20", "resolution": "32"})
    assert run.counts == [3, 20, 0, 3, 0]
    assert len({result["sample_id"] for result in run.results}) == 20
    assert {result["result_description"][0][0].partition(":")[0] for result in run.results} == {"simulated StyleGAN"}
    assert decode(run.file(run.results[19]["new_source"])).size == (32, 32)
    assert len(run.manifest("output_0.manifest")) == 20
    processing.emulator.put_object(
        "/demo-bucket/night/1.png", encode(picture(9).point(lambda value: value // 8), "PNG")
    )
    inputs = [{"type": "OBS", "source": INPUT}, {"type": "OBS", "source": "/demo-bucket/night/"}]
    params = {"image_width": 64, "image_height": 64}
    run = processing.run("CycleGAN", inputs=inputs, params=params)
    assert run.counts == [4, 4, 0, 4, 0]
    made = decode(run.file(run.results[0]["new_source"]))
    assert made.size == (64, 64)
    assert max(made.convert("L").tobytes()) < 90
    assert "simulated CycleGAN" in run.results[0]["result_description"][0][0]
