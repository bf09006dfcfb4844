"""限用途副本: an unsigned copy of a certificate with its purpose written across every page.

Who may see a certificate for one purpose gets such a copy: it cannot pass for the original, as
the seal is only a picture in it and the text says for what and until when it may be used.
"""

import io
from datetime import date
from functools import lru_cache
from pathlib import Path

import pikepdf
import typst

from yimen.documents.adapters import fonts as font_files
from yimen.kernel.problems import Invalid

_SIGNATURE_PARTS = ("/AcroForm", "/Perms", "/DSS", "/Extensions")
_WATERMARK = """
#set page(width: {width}pt, height: {height}pt, margin: 0pt, fill: none)
#set text(font: "Noto Sans SC", weight: "bold", fill: rgb(60, 60, 67, 44), lang: "zh", size: 15pt)
#let words = sys.inputs.words
#place(center + horizon, rotate(-28deg, box(width: 220%, height: 220%, clip: false, {{
  for row in range({rows}) {{
    place(top + left, dy: row * 92pt, dx: if calc.odd(row) {{ -90pt }} else {{ 0pt }},
      box(width: 300%, repeat(box(words) + h(60pt))))
  }}
}})))
"""


def purpose_copy(content: bytes, purpose: str, until: date, *, fonts: Path | None = None) -> bytes:
    """制作限用途副本: the same pages, signatures taken off, the purpose across each.

    `until` is the last day of use. Raises Invalid when there is no purpose or no readable PDF.
    """
    if not purpose.strip():
        raise Invalid("请写明副本的用途，例如“办理银行开户”。")
    words = f"仅供{purpose.strip()}使用，有效至{until.year}年{until.month}月{until.day}日，副本"
    font_files.refuse_missing_characters([words], fonts)
    try:
        with pikepdf.open(io.BytesIO(content)) as pdf:
            return _marked(pdf, words, font_files.folder(fonts))
    except pikepdf.PikepdfError:
        raise Invalid("这不是可读的 PDF，无法制作副本。请使用签发的原文件。") from None


def _marked(pdf: pikepdf.Pdf, words: str, fonts: Path) -> bytes:
    pdf.flatten_annotations("all")  # the seal's picture becomes part of the page
    for part in _SIGNATURE_PARTS:
        if part in pdf.Root:
            del pdf.Root[part]
    for page in pdf.pages:
        _, _, width, height = (float(number) for number in page.mediabox)
        with pikepdf.open(io.BytesIO(_watermark(words, width, height, fonts))) as mark:
            page.add_overlay(mark.pages[0], pikepdf.Rectangle(page.mediabox))
    out = io.BytesIO()
    pdf.save(out, deterministic_id=True, object_stream_mode=pikepdf.ObjectStreamMode.generate)
    return out.getvalue()


@lru_cache(maxsize=32)
def _watermark(words: str, width: float, height: float, fonts: Path) -> bytes:
    rows = int(2.2 * max(width, height) / 92) + 1
    return bytes(
        typst.compile(
            _WATERMARK.format(width=width, height=height, rows=rows).encode(),
            format="pdf",
            font_paths=typst.Fonts(
                include_system_fonts=False,
                include_embedded_fonts=False,
                font_paths=[str(fonts)],
            ),
            ignore_system_fonts=True,
            sys_inputs={"words": words},
            timestamp=0,
        )
    )
