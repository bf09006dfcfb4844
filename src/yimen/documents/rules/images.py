"""图片检查: JPEG and PNG files, decoded whole under a limit of pixels."""

import io
import struct
from dataclasses import replace

from PIL import Image, UnidentifiedImageError

from yimen.documents.rules.kinds import FileKind, Limits
from yimen.kernel.problems import Invalid, TooLarge

# What Pillow raises on damaged or hostile files.
_DAMAGE = (OSError, SyntaxError, ValueError, EOFError, struct.error, UnidentifiedImageError)
_BOMB = (Image.DecompressionBombError, Image.DecompressionBombWarning)


def open_image(content: bytes, kind: FileKind, limits: Limits) -> FileKind:
    """打开图片: the kind with its size in pixels.

    The size is read from the header before any pixel is decoded, so a small file that would
    unpack to gigabytes is refused cheaply. Raises TooLarge or Invalid.
    """
    try:
        with _opened(content, kind) as image:
            width, height = image.size
            if width * height > limits.pixels:
                raise _too_many_pixels(f"{width}×{height}", limits)
            image.verify()
        with _opened(content, kind) as image:
            image.draft("L", (1, 1))  # JPEG: decode all data at an eighth of the size
            image.load()
    except _BOMB:
        raise _too_many_pixels("太多", limits) from None
    except _DAMAGE:
        raise Invalid(
            f"这个{kind.title}已损坏或不完整，打不开。请重新拍照或扫描，确认能看到图后再上传。"
        ) from None
    return replace(kind, width=width, height=height)


def _opened(content: bytes, kind: FileKind) -> Image.Image:
    return Image.open(io.BytesIO(content), formats=[kind.media_type.removeprefix("image/").upper()])


def _too_many_pixels(size: str, limits: Limits) -> TooLarge:
    return TooLarge(
        f"图片的像素（{size}）超过上限 {limits.pixels // 10_000} 万。请缩小图片后重新上传。"
    )
