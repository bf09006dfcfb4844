"""印章图样: a round unit seal drawn as a picture — name on the arc, purpose across, code below.

No national emblem and no star: the state alone may make seals that bear them. The same seal is
always drawn to the same bytes.
"""

import io
from dataclasses import dataclass
from functools import lru_cache
from math import cos, pi, radians, sin
from pathlib import Path

from PIL import Image, ImageDraw, ImageFont

from yimen.documents.adapters.fonts import bold_font

SIZE = 600
_FINER = 2  # drawn twice as large, then reduced: smooth edges at any angle
_RED = (200, 16, 46)
_RING = 0.026  # widths and radii are shares of the whole side
_NAME_RADIUS = 0.385
_CODE_RADIUS = 0.425
_WIDEST_ARC = 250.0  # degrees that a long name may take


@dataclass(frozen=True)
class Seal:
    """电子印章: whose seal it is. `purpose` is what stands across it; a test seal says so there."""

    unit: str
    code: str
    purpose: str = "电子专用章"
    test: bool = True

    @property
    def words(self) -> tuple[str, ...]:
        """章内文字: the lines across the seal."""
        return (self.purpose, "（测试）") if self.test else (self.purpose,)


@lru_cache(maxsize=256)
def draw(seal: Seal, fonts: Path | None = None, size: int = SIZE) -> bytes:
    """绘制: the seal as a square PNG of `size` pixels, red on a transparent ground.

    `fonts` is the folder of the fonts (None: the built assets). Raises Unavailable without them.
    """
    side = size * _FINER
    stain = Image.new("L", (side, side), 0)  # where the ink lies; the colour is laid on at the end
    pen = ImageDraw.Draw(stain)
    edge = side * 0.012
    pen.ellipse((edge, edge, side - edge, side - edge), outline=255, width=round(side * _RING))
    font_file = bold_font(fonts)
    _write_name(stain, seal.unit, font_file)
    _write_code(stain, seal.code, font_file)
    _write_across(pen, seal.words, font_file, side)
    ink = Image.new("RGBA", (size, size), (*_RED, 0))
    ink.putalpha(stain.resize((size, size), Image.Resampling.LANCZOS))
    out = io.BytesIO()
    ink.save(out, "PNG", optimize=True)
    return out.getvalue()


def _write_name(stain: Image.Image, name: str, font_file: Path) -> None:
    """The unit's name over the top, letters upright on the arc; long names are set narrower."""
    side = stain.width
    radius = side * _NAME_RADIUS
    height = side * 0.125
    step = min(26.0, _WIDEST_ARC / max(len(name), 1))
    width = min(height, 2 * pi * radius * step / 360 * 0.94)
    first = -step * (len(name) - 1) / 2
    for place, letter in enumerate(name):
        angle = first + place * step
        _stamp(stain, letter, font_file, (width, height), angle=angle, radius=radius)


def _write_code(stain: Image.Image, code: str, font_file: Path) -> None:
    """The unit's code under the centre, read from left to right along the lower arc."""
    side = stain.width
    radius = side * _CODE_RADIUS
    height = side * 0.036
    step = 4.2
    first = 180 + step * (len(code) - 1) / 2
    for place, letter in enumerate(code):
        angle = first - place * step
        box = (height * 0.72, height)
        _stamp(stain, letter, font_file, box, angle=angle, radius=radius, inward=True)


def _stamp(
    stain: Image.Image,
    letter: str,
    font_file: Path,
    box: tuple[float, float],
    *,
    angle: float,
    radius: float,
    inward: bool = False,
) -> None:
    """One letter, squeezed into `box`, turned to `angle` (degrees from the top, clockwise)."""
    width, height = box
    font = ImageFont.truetype(str(font_file), round(height))
    left, top, right, bottom = font.getbbox(letter)
    if right <= left or bottom <= top:
        return  # a blank
    glyph = Image.new("L", (round(right - left), round(bottom - top)), 0)
    ImageDraw.Draw(glyph).text((-left, -top), letter, fill=255, font=font)
    squeezed = max(round(glyph.width * min(1.0, width / height)), 1)
    glyph = glyph.resize((squeezed, glyph.height), Image.Resampling.LANCZOS)
    turned = glyph.rotate(180 - angle if inward else -angle, Image.Resampling.BICUBIC, expand=True)
    middle = stain.width / 2
    x = middle + radius * sin(radians(angle)) - turned.width / 2
    y = middle - radius * cos(radians(angle)) - turned.height / 2
    stain.paste(255, (round(x), round(y)), turned)


def _write_across(
    pen: ImageDraw.ImageDraw, words: tuple[str, ...], font_file: Path, side: int
) -> None:
    """The purpose across the middle, in lines of one width or less."""
    top = side * (0.47 if len(words) > 1 else 0.5)
    for place, line in enumerate(words):
        size = min(side * (0.098 if place == 0 else 0.075), side * 0.56 / max(len(line), 1))
        font = ImageFont.truetype(str(font_file), round(size))
        pen.text((side / 2, top + place * side * 0.105), line, fill=255, font=font, anchor="mm")
