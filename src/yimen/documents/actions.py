"""材料与证照动作: storing files, issuing certificates."""

import os
import tempfile
from pathlib import Path

from django.conf import settings
from django.db import connection

from yimen.documents.adapters.layout_typst import render
from yimen.documents.adapters.seal_image import Seal
from yimen.documents.events import CertificateIssued, FileStored
from yimen.documents.models import Certificate, StoredFile
from yimen.documents.queries import current_signer
from yimen.documents.rules import Limits, digest, identify, path
from yimen.documents.rules.certificates import (
    CertificateContent,
    Head,
    identifier,
    layout,
    own_issuer_code,
    years_later,
)
from yimen.kernel import clock
from yimen.kernel.actions import action
from yimen.kernel.actors import Actor
from yimen.kernel.events import publish
from yimen.kernel.permissions import require
from yimen.kernel.problems import Invalid
from yimen.parties.api import Unit
from yimen.vocabulary.api import DocumentDefinition, city, documents, today

_FORMATS = {"pdf": "application/pdf", "jpeg": "image/jpeg", "png": "image/png"}


@action
def store_file(
    by: Actor,
    content: bytes,
    *,
    name: str,
    claimed_type: str = "",
    formats: frozenset[str] = frozenset(_FORMATS),
    max_bytes: int = 10 * 1024 * 1024,
) -> StoredFile:
    """存入文件: keep bytes under their SHA-256, once it is certain what they are.

    Raises `Invalid` for a file that is not what it claims or not of `formats`, `TooLarge` beyond
    `max_bytes`.
    """
    require(by, "documents.store")
    kind = identify(content, name, claimed_type, Limits(content_bytes=max_bytes))
    if kind.media_type not in {_FORMATS[f] for f in formats}:
        wanted = "、".join(sorted(f.upper() for f in formats))
        raise Invalid(f"这份材料只收 {wanted} 文件，“{name}”是{kind.title}。请另存后再上传。")
    return _keep(by, content, kind.title, kind.media_type)


@action
def issue(by: Actor, content: CertificateContent) -> Certificate:
    """签发证照: number, lay out, seal and keep a certificate or notice.

    The number is the prefix, the year and a running number; the identifier follows the national
    rule for electronic certificates. Raises `Invalid` when the content does not fit its template.
    """
    require(by, "documents.issue")
    definition = documents()[content.document]
    unit = Unit.objects.get(pk=content.issuer)
    issuer_code = unit.credit_code or own_issuer_code(unit.code, city().area_prefix)
    head = _head(content, definition, unit, issuer_code)
    signer = current_signer()
    seal = Seal(head.issuer, issuer_code, test=signer.is_test)
    template = definition.template or "notice"
    sheet = render(
        template,
        layout(template, content, head),
        seal=seal,
        qr=verification_url(head.identifier),
    )
    pdf = signer.sign(sheet, seal, reason=head.title)
    file = _keep(by, pdf, "PDF 文档", "application/pdf")
    certificate = Certificate.objects.create(
        identifier=head.identifier,
        number=head.number,
        document=definition.code,
        name=head.title,
        holder_id=content.holder,
        holder_name=content.holder_name,
        issuer=unit,
        case=content.case,
        file=file,
        data={"values": dict(content.values), "lines": [[x.label, x.text] for x in content.lines]},
        issued_at=clock.now(),
        valid_until=head.valid_until,
        demo_seal=signer.is_test,
    )
    publish(
        by,
        CertificateIssued(
            str(certificate.id), head.identifier, definition.code, unit.code, file.sha256
        ),
    )
    return certificate


def _head(
    content: CertificateContent, definition: DocumentDefinition, unit: Unit, issuer_code: str
) -> Head:
    day, serial = today(), _next_serial()
    return Head(
        title=content.name or definition.name.zh_hans,
        number=f"{content.number_prefix}{day.year}{serial:08d}",
        identifier=identifier(definition.type_code, definition.code, issuer_code, serial),
        issuer=unit.name["zh_hans"],
        issued_on=day,
        valid_until=years_later(day, content.valid_years) if content.valid_years else None,
    )


def verification_url(mark: str) -> str:
    """核验地址: the public page that confirms a certificate."""
    return f"{settings.YIMEN_PUBLIC_URL}/verify/{mark}"


def _keep(by: Actor, content: bytes, kind: str, media_type: str) -> StoredFile:
    sha256 = digest(content)
    place = Path(settings.YIMEN_FILES) / path(sha256)
    if not place.exists():
        place.parent.mkdir(parents=True, exist_ok=True)
        _write_whole(place, content)
    file, _ = StoredFile.objects.get_or_create(
        sha256=sha256,
        defaults={
            "kind": kind,
            "media_type": media_type,
            "size": len(content),
            "at": clock.now(),
        },
    )
    publish(by, FileStored(sha256, kind, len(content)))
    return file


def _write_whole(place: Path, content: bytes) -> None:
    """Bytes appear under their name complete or not at all, also when the machine goes down."""
    handle, temporary = tempfile.mkstemp(dir=place.parent)
    with os.fdopen(handle, "wb") as out:
        out.write(content)
        out.flush()
        os.fsync(out.fileno())
    os.replace(temporary, place)


def _next_serial() -> int:
    with connection.cursor() as cursor:
        cursor.execute("select nextval('documents_certificate_serial')")
        return int(cursor.fetchone()[0])
