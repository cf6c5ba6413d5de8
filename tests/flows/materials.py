"""Small real files: pictures, sounds, tables, texts and the files of labels that go with them."""

from __future__ import annotations

import csv
import io
import json
import math
import random
import struct
import wave
from collections.abc import Iterable, Mapping
from typing import Any

from PIL import Image, ImageDraw

SIZE = (64, 48)


def picture(seed: int, size: tuple[int, int] = SIZE) -> Image.Image:
    """Coloured shapes, others for each seed."""
    rng = random.Random(seed)  # noqa: S311
    image = Image.new("RGB", SIZE, tuple(rng.randrange(256) for _ in range(3)))
    draw = ImageDraw.Draw(image)
    for _ in range(12):
        x, y = rng.randrange(SIZE[0]), rng.randrange(SIZE[1])
        box = (x, y, x + rng.randrange(4, 32), y + rng.randrange(4, 32))
        (draw.ellipse if rng.random() < 0.5 else draw.rectangle)(box, fill=tuple(rng.randrange(256) for _ in range(3)))
    return image.resize(size) if size != SIZE else image


def photo(seed: int, kind: str = "JPEG", size: tuple[int, int] = SIZE, **options: Any) -> bytes:
    """A picture as a file."""
    out = io.BytesIO()
    picture(seed, size).save(out, kind, **options)
    return out.getvalue()


def sound(hertz: int, seconds: float = 0.1) -> bytes:
    """A tone as a WAV file."""
    rate = 8000
    waves = (int(20000 * math.sin(2 * math.pi * hertz * at / rate)) for at in range(int(rate * seconds)))
    out = io.BytesIO()
    with wave.open(out, "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(rate)
        file.writeframes(b"".join(struct.pack("<h", value) for value in waves))
    return out.getvalue()


def table(*rows: Iterable[object]) -> bytes:
    """Rows as a CSV file."""
    out = io.StringIO()
    csv.writer(out, lineterminator="\n").writerows(rows)
    return out.getvalue().encode()


def film() -> bytes:
    """The head of an MP4 file and a few bytes of content."""
    kind = b"ftypisom\x00\x00\x02\x00isomiso2mp41"
    content = b"mdat" + bytes(range(64))
    return b"".join(struct.pack(">I", len(box) + 4) + box for box in (kind, content))


def lines(*texts: str) -> bytes:
    """Texts, one to a line."""
    return "".join(f"{text}\n" for text in texts).encode()


def manifest(*entries: Mapping[str, Any]) -> bytes:
    """Lines of a manifest file."""
    return lines(*(json.dumps(entry) for entry in entries))


def voc(name: str, *objects: str, segmented: int = 0) -> bytes:
    """A PASCAL VOC file."""
    size = f"<size><width>{SIZE[0]}</width><height>{SIZE[1]}</height><depth>3</depth></size>"
    head = f"<folder>NA</folder><filename>{name}</filename>{size}<segmented>{segmented}</segmented>"
    return f"<annotation>{head}{''.join(objects)}</annotation>".encode()


def outlined(label: str, shape: str, numbers: Mapping[str, int], colour: str = "") -> str:
    """An object of a PASCAL VOC file; `numbers` are the coordinates of its shape."""
    mask = f"<mask_color>{colour}</mask_color>" if colour else ""
    about = "<pose>Unspecified</pose><truncated>0</truncated><occluded>0</occluded><difficult>0</difficult>"
    where = "".join(f"<{name}>{value}</{name}>" for name, value in numbers.items())
    return f"<object><name>{label}</name>{about}{mask}<{shape}>{where}</{shape}></object>"
