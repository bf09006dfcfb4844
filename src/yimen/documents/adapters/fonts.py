"""字库: the fonts that certificates and seals are set in, and which characters they have.

Noto Sans SC (SIL Open Font License 1.1), regular and bold, as the asset build copies them. They
have every character of GBK but one mathematical sign (≒).
"""

from functools import lru_cache
from pathlib import Path

from PIL import ImageFont

from yimen.kernel.problems import Invalid, Unavailable

BUILT = Path(__file__).resolve().parents[2] / "web" / "static" / "built" / "fonts" / "pdf"
REGULAR = "NotoSansSC_400Regular.ttf"
BOLD = "NotoSansSC_700Bold.ttf"
_NOWHERE = "\U0010ffff"  # a code point that no font draws


def folder(fonts: Path | None = None) -> Path:
    """字库目录: the folder given, or the one of the built assets.

    Raises Unavailable when a font is missing there.
    """
    chosen = fonts or BUILT
    missing = [name for name in (REGULAR, BOLD) if not (chosen / name).is_file()]
    if missing:
        raise Unavailable(
            f"缺少证照字库文件 {'、'.join(missing)}（应在 {chosen}）。"
            "请运行 make build 生成静态资源。"
        )
    return chosen


def bold_font(fonts: Path | None = None) -> Path:
    """粗体字库: the file of the bold weight."""
    return folder(fonts) / BOLD


def refuse_missing_characters(texts: list[str], fonts: Path | None = None) -> None:
    """缺字检查: raises Invalid when a character has no glyph, as a certificate must show all.

    Rare characters of personal names are the usual case.
    """
    file = str(folder(fonts) / REGULAR)
    characters = sorted({c for text in texts for c in text if ord(c) > 0x7E})
    missing = [c for c in characters if not _drawn(file, c)]
    if missing:
        listed = "、".join(f"“{c}”(U+{ord(c):04X})" for c in missing)
        raise Invalid(
            f"证照字库里没有这些字：{listed}。请核对；确为生僻字时，请联系管理员补充字库。"
        )


@lru_cache(maxsize=4)
def _font(file: str) -> tuple[ImageFont.FreeTypeFont, bytes]:
    font = ImageFont.truetype(file, 24)
    return font, bytes(font.getmask(_NOWHERE))


@lru_cache(maxsize=40_000)
def _drawn(file: str, character: str) -> bool:
    font, empty_box = _font(file)
    return bytes(font.getmask(character)) != empty_box
