"""证照样本: what a certificate looks like, for guides: a picture marked 样本, never sealed."""

import json
from collections.abc import Mapping, Sequence
from datetime import date
from functools import lru_cache
from typing import Any
from uuid import UUID

import segno
import typst

from yimen.documents.adapters import fonts as font_files
from yimen.documents.adapters.layout_typst import FIELDS, TEMPLATES
from yimen.documents.rules.certificates import CertificateContent, Head, Line, layout, years_later
from yimen.kernel.problems import Invalid
from yimen.vocabulary.api import DocumentDefinition

_NOBODY = UUID(int=0)
_WORD = "样本"
_NUMBER = "00000000"
_POINTS_PER_INCH = 110
_SAMPLE = """
#set page(foreground: place(center + horizon, rotate(-24deg, text(size: 110pt, weight: "bold",
  fill: rgb(200, 16, 46, 64), font: "Noto Sans SC", tracking: 36pt, "样本"))))
#include "{template}.typ"
"""


def sample_picture(
    document: DocumentDefinition,
    lines: Sequence[Line],
    issuer: str,
    day: date,
    *,
    paragraphs: Sequence[str] = (),
    valid_years: int | None = None,
    number_prefix: str = "",
) -> bytes:
    """样本图: the first page of a certificate of this type as a PNG.

    It has neither seal nor identifier, its number is all zeros, and its QR code says 样本. Places
    of the template for which there is no line are filled with the word. Raises `Invalid` where the
    text does not fit.
    """
    template = document.template or "notice"
    content = CertificateContent(
        document=document.code,
        case=_NOBODY,
        case_number=_NUMBER,
        issuer=issuer,
        holder=_NOBODY,
        holder_name=_WORD,
        lines=tuple(lines),
        paragraphs=tuple(paragraphs),
        valid_years=valid_years,
    )
    until = years_later(day, valid_years) if valid_years else None
    number = f"{number_prefix}{day.year}{_NUMBER}"
    head = Head(document.name.zh_hans, number, _WORD, issuer, day, until)
    data = {**dict.fromkeys(FIELDS[template], _WORD), **layout(template, content, head)}
    return _drawn(template, json.dumps(_complete(data, day), ensure_ascii=False, sort_keys=True))


def _complete(data: Mapping[str, Any], day: date) -> dict[str, Any]:
    """Days that no line gives are the sample's own: a template reads them as dates."""
    dated = {name: day.isoformat() for name in ("founded", "valid_until") if name in data}
    given = {name: value for name, value in data.items() if value != _WORD or name not in dated}
    return {**dated, **given, "lang": "zh-hans", "test": False, "qr": _qr()}


@lru_cache(maxsize=1)
def _qr() -> str:
    return str(segno.make(_WORD, micro=False).svg_inline(border=2, omitsize=True))


@lru_cache(maxsize=128)
def _drawn(template: str, data: str) -> bytes:
    folder = font_files.folder(None)
    fonts = typst.Fonts(
        include_system_fonts=False, include_embedded_fonts=False, font_paths=[str(folder)]
    )
    compiler = typst.Compiler(root=str(TEMPLATES), font_paths=fonts, ignore_system_fonts=True)
    try:
        pages: Any = compiler.compile(
            _SAMPLE.format(template=template).encode(),
            format="png",
            ppi=_POINTS_PER_INCH,
            sys_inputs={"data": data},
        )
    except typst.TypstError as error:
        raise Invalid("样本的文字太多，印不下。") from error
    first: bytes = pages[0] if isinstance(pages, list) else pages
    return first
