"""Sizes of images, read from the first bytes of their files."""

from __future__ import annotations

import struct
from typing import Final

from .annotations import ImageSize

_PNG: Final = b"\x89PNG\r\n\x1a\n"
_PNG_CHANNELS: Final = {0: 1, 2: 3, 3: 3, 4: 2, 6: 4}
#: Frame headers of JPEG files; C4, C8 and CC among them are tables.
_FRAMES: Final = frozenset(range(0xC0, 0xD0)) - {0xC4, 0xC8, 0xCC}
#: Markers without a length of their own.
_BARE: Final = frozenset((0x01, *range(0xD0, 0xD9)))


def read_size(data: bytes) -> ImageSize:
    """Size of a PNG, JPEG or BMP image; 0 across and down where the file is none of them, or damaged."""
    try:
        if data.startswith(_PNG):
            width, height = struct.unpack_from(">II", data, 16)
            return ImageSize(width, height, _PNG_CHANNELS.get(data[25], 3))
        if data.startswith(b"BM"):
            width, height, bits = struct.unpack_from("<ii2xH", data, 18)
            return ImageSize(abs(width), abs(height), max(1, bits // 8))
        if data.startswith(b"\xff\xd8"):
            return _read_jpeg(data)
    except (struct.error, IndexError):
        pass  # cut short
    return ImageSize()


def _read_jpeg(data: bytes) -> ImageSize:
    place = 2
    while data[place] == 0xFF:
        marker = data[place + 1]
        if marker == 0xFF or marker in _BARE:
            place += 1 if marker == 0xFF else 2
            continue
        if marker in _FRAMES:
            height, width, channels = struct.unpack_from(">HHB", data, place + 5)
            return ImageSize(width, height, channels)
        place += 2 + int(struct.unpack_from(">H", data, place + 2)[0])
    return ImageSize()
