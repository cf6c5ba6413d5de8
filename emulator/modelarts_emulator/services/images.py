"""Opens images from strangers: within limits, and with one kind of error for whatever is wrong with them.

Pillow, imagehash and numpy are the emulator's extra ``images``; they are imported by need.
"""

from __future__ import annotations

from importlib.util import find_spec
from io import BytesIO
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from PIL.Image import Image

    from ..objects import ObjectStore

#: Most pixels of an image that is decoded: three bytes each, and up to four copies while it is worked on.
MAX_PIXELS: Final = 25_000_000
#: Formats that are decoded at all, by Pillow's names. None of them runs other programs.
READABLE: Final = ("JPEG", "PNG", "BMP", "GIF", "WEBP", "TIFF")
#: Formats that datasets hold, with the suffixes that fit.
SUFFIXES: Final = {"JPEG": (".jpg", ".jpeg"), "PNG": (".png",), "BMP": (".bmp",)}
#: Suffixes of files that count as images below an OBS path.
IMAGE_SUFFIXES: Final = (".jpg", ".jpeg", ".png", ".bmp", ".gif", ".webp", ".tif", ".tiff")
_QUALITY: Final = 95


class ImageProblemError(ValueError):
    """The file is no image, is damaged, or is larger than the limits allow; the message says which."""


def have_images() -> bool:
    """Whether the libraries of the extra ``images`` are installed."""
    return all(find_spec(name) is not None for name in ("PIL", "imagehash", "numpy"))


def read_file(objects: ObjectStore, path: str, limit: int) -> bytes:
    """Bytes of an object. Raises `ImageProblemError` where it is larger than ``limit``, `ObjectError` without it."""
    size = objects.head(path).size
    if size > limit:
        raise ImageProblemError(f"the file has {size} bytes, and {limit} are allowed")
    return objects.read(path)


def open_image(data: bytes) -> Image:
    """Decode an image, the first frame of a moving one. Raises `ImageProblemError`."""
    from PIL import Image

    try:
        image = Image.open(BytesIO(data), formats=READABLE)
        check_size(*image.size)
        image.load()
    except ImageProblemError:
        raise
    except Exception as error:
        # Decoders raise whatever comes to them: OSError, SyntaxError, struct.error, zlib.error, MemoryError.
        raise ImageProblemError(f"the image cannot be decoded: {_first_line(error)}") from error
    return image


def check_size(width: int, height: int) -> None:
    """Refuse an image of this many pixels before any memory is taken for it. Raises `ImageProblemError`."""
    if width < 1 or height < 1 or width * height > MAX_PIXELS:
        raise ImageProblemError(f"the image has {width} x {height} pixels, and {MAX_PIXELS} are allowed")


def encode_image(image: Image, image_format: str) -> bytes:
    """Encode an image; the same pixels give the same bytes."""
    out = BytesIO()
    options = {"quality": _QUALITY} if image_format == "JPEG" else {}
    image.save(out, image_format, **options)
    return out.getvalue()


def format_of(name: str) -> str:
    """Format that a file's suffix promises, JPEG where it promises none of ours."""
    return next((held for held, suffixes in SUFFIXES.items() if name.lower().endswith(suffixes)), "JPEG")


def _first_line(error: Exception) -> str:
    # Pillow names the object in memory, which differs from run to run.
    text = next(iter(str(error).splitlines()), "")
    return type(error).__name__ if not text or "<_io" in text else text
