"""证照规则: what a certificate says, and its numbers."""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any
from uuid import UUID

from yimen.kernel.codes import certificate_identifier, credit_code, organisation_code


@dataclass(frozen=True)
class Line:
    """证照栏目: a label with its text; `place` is the template's name for where it stands."""

    label: str
    text: str
    place: str = ""


@dataclass(frozen=True)
class CertificateContent:
    """证照内容: everything that goes into one certificate or notice.

    `document` is the document type's code, `name` its title (empty: the type's name), `values`
    the elements it carries in stored form. A corrected certificate keeps the last day of the old
    one (`valid_until`); a new one counts `valid_years` from today.
    """

    document: str
    case: UUID
    case_number: str
    issuer: str
    holder: UUID
    holder_name: str
    name: str = ""
    lines: Sequence[Line] = ()
    paragraphs: Sequence[str] = ()
    values: Mapping[str, Any] = field(default_factory=dict)
    valid_years: int | None = None
    valid_until: date | None = None
    number_prefix: str = ""


def own_issuer_code(unit: str, area: str) -> str:
    """平台自编机关代码: an 18-character code for a unit whose real credit code is not in the pack.

    It is well-formed under GB 32100 with department `Y` (其他), which no registrar of units gives
    out in this form; such certificates carry the test seal. Department codes 1–9, A–N are real.
    """
    digest = hashlib.sha256(unit.encode()).digest()
    alphabet = credit_code.ALPHABET
    body = "".join(alphabet[byte % len(alphabet)] for byte in digest[:8])
    return str(credit_code.make("Y", "1", area, organisation_code.make(body)))


def identifier(type_code: str, document: str, issuer_code: str, serial: int) -> str:
    """证照标识: the identifier of a new certificate (电子证照标识, first version).

    Without a type code of the state (`type_code`) the issuer defines the type itself: its own
    code and three characters derived from the document type.
    """
    own = hashlib.sha256(document.encode()).digest()
    kind = type_code or issuer_code + "".join(str(byte % 10) for byte in own[:3])
    return str(certificate_identifier.make(kind, issuer_code, f"{serial:010d}"))


def years_later(day: date, years: int) -> date:
    """有效期止: the day before the anniversary, as permits count their years."""
    try:
        anniversary = day.replace(year=day.year + years)
    except ValueError:  # 29 February
        anniversary = date(day.year + years, 3, 1)
    return date.fromordinal(anniversary.toordinal() - 1)


@dataclass(frozen=True)
class Head:
    """证照抬头: what is known of a certificate only when it is issued."""

    title: str
    number: str
    identifier: str
    issuer: str
    issued_on: date
    valid_until: date | None


def layout(template: str, content: CertificateContent, head: Head) -> dict[str, Any]:
    """版面数据: the content as the templates of `adapters.layout_typst` take it."""
    valid_until = head.valid_until
    data: dict[str, Any] = {
        "identifier": head.identifier,
        "issuer": head.issuer,
        "date": head.issued_on.isoformat(),
        "title": head.title,
        "number": head.number,
    }
    if template != "notice":
        data.update({line.place: line.text for line in content.lines if line.place})
        if valid_until:
            data["valid_until"] = valid_until.isoformat()
        return data
    rows = [[line.label, line.text] for line in content.lines]
    if valid_until:
        rows.append(["有效期至", f"{valid_until.year}年{valid_until.month}月{valid_until.day}日"])
    return {
        **data,
        "addressee": content.holder_name,
        "paragraphs": list(content.paragraphs),
        "rows": rows,
        "notes": [],
    }
