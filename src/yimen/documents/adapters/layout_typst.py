"""证照排版: data and a template become a PDF (PDF/A-2u), the same bytes for the same input.

Templates are typst files in `templates_pdf`; data reaches them as JSON and is only ever set as
text. System fonts are ignored, nothing is downloaded, and the document's date is the certificate's
own, so that a layout can be repeated years later and compared.
"""

import json
import threading
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

import segno
import typst

from yimen.documents.adapters import fonts as font_files
from yimen.documents.adapters.seal_image import Seal, draw
from yimen.kernel.problems import Invalid, Unknown

TEMPLATES = Path(__file__).resolve().parents[1] / "templates_pdf"
LANGUAGES = ("zh-hans", "zh-hant", "en")
_STANDARD = "a-2u"
_COMMON = ("identifier", "issuer", "date")
# What each template must be given; every value is text unless said otherwise.
FIELDS: Mapping[str, tuple[str, ...]] = {
    "business_licence": (
        *("credit_code", "name", "kind", "legal_representative", "capital", "founded"),
        *("address", "scope"),
    ),
    "permit": (
        *("title", "number", "name", "credit_code", "legal_representative", "premises"),
        *("business_form", "items", "valid_until"),
    ),
    "notice": ("title", "number", "addressee", "paragraphs", "rows", "notes"),
}
_MAY_BE_EMPTY = frozenset({"paragraphs", "rows", "notes"})
_TOO_LONG = "TOO-LONG "


@dataclass(frozen=True)
class SealBox:
    """用印位置: where the seal belongs: page (from 0) and corners in points from the lower left."""

    page: int
    left: float
    bottom: float
    right: float
    top: float


@dataclass(frozen=True)
class Sheet:
    """版面: a laid-out certificate, not yet sealed: the PDF, the seal's picture and its place."""

    pdf: bytes
    seal_box: SealBox
    seal_image: bytes


def render(
    template: str,
    data: Mapping[str, Any],
    *,
    seal: Seal,
    qr: str,
    lang: str = "zh-hans",
    fonts: Path | None = None,
) -> Sheet:
    """排版: one certificate, ready to be sealed.

    `data` has `identifier`, `issuer`, `date` (ISO) and what `FIELDS` lists for the template; dates
    are ISO texts; a notice's `paragraphs` and `notes` are lists of texts, its `rows` pairs of
    texts. `qr` is the address of the verification page. `seal.test` prints that the seal is one
    for tests. Raises Unknown for a template or language there is not, Invalid for missing data,
    text that does not fit, or characters the fonts lack.
    """
    _refuse_missing(template, data, lang)
    document = {**data, "lang": lang, "test": seal.test, "qr": _qr(qr)}
    font_files.refuse_missing_characters(list(_texts(data)), fonts)
    folder = font_files.folder(fonts)
    with _LOCK:  # a compiler keeps what it knows of the last document: one at a time
        compiler = _compiler(folder)
        source = str(TEMPLATES / f"{template}.typ")
        inputs = {"data": json.dumps(document, ensure_ascii=False, sort_keys=True)}
        try:
            pdf = compiler.compile(
                source, format="pdf", sys_inputs=inputs, pdf_standards=[_STANDARD]
            )
        except typst.TypstError as error:
            raise _explained(error) from error
        mark = json.loads(compiler.query("<seal>", field="value", one=True))
    return Sheet(bytes(pdf), _box(mark), draw(seal, fonts))


def _refuse_missing(template: str, data: Mapping[str, Any], lang: str) -> None:
    if template not in FIELDS:
        raise Unknown(f"没有名为“{template}”的证照模板。可用的有：{'、'.join(FIELDS)}。")
    if lang not in LANGUAGES:
        raise Unknown(f"证照没有“{lang}”这种语言。可用的有：{'、'.join(LANGUAGES)}。")
    wanted = (*_COMMON, *FIELDS[template])
    missing = [
        name
        for name in wanted
        if name not in data or (name not in _MAY_BE_EMPTY and not str(data[name]).strip())
    ]
    if missing:
        raise Invalid(f"证照缺少内容：{'、'.join(missing)}。请补全后再签发。")


def _texts(value: Any) -> list[str]:
    if isinstance(value, str):
        return [value]
    if isinstance(value, Mapping):
        return [text for inner in value.values() for text in _texts(inner)]
    if isinstance(value, list | tuple):
        return [text for inner in value for text in _texts(inner)]
    return []


def _qr(address: str) -> str:
    return str(segno.make(address, error="m", micro=False).svg_inline(border=2, omitsize=True))


def _box(mark: Mapping[str, float]) -> SealBox:
    top = mark["height"] - mark["top"]
    left, side = mark["left"], mark["side"]
    return SealBox(int(mark["page"]) - 1, left, top - side, left + side, top)


def _explained(error: typst.TypstError) -> Exception:
    """A refusal in words where the text is too long; every other fault is the template's own."""
    message = str(error)
    if _TOO_LONG not in message:
        return RuntimeError(f"the certificate template does not compile: {message}")
    label = message.split(_TOO_LONG, 1)[1].split('"', 1)[0].strip()
    return Invalid(f"“{label}”的文字太多，用最小的字号也印不下。请精简后再签发。")


_LOCK = threading.Lock()


@lru_cache(maxsize=4)
def _compiler(folder: Path) -> Any:
    fonts = typst.Fonts(
        include_system_fonts=False, include_embedded_fonts=False, font_paths=[str(folder)]
    )
    return typst.Compiler(root=str(TEMPLATES), font_paths=fonts, ignore_system_fonts=True)
