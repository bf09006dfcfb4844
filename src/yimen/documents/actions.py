"""材料与证照动作: storing files, issuing certificates, and what becomes of them."""

import os
import tempfile
from pathlib import Path
from uuid import UUID

from django.conf import settings
from django.db import connection

from yimen.documents.adapters.layout_typst import render
from yimen.documents.adapters.seal_image import Seal
from yimen.documents.events import CertificateChanged, CertificateIssued, FileStored
from yimen.documents.models import Certificate, StoredFile
from yimen.documents.queries import current_signer
from yimen.documents.rules import Limits, State, Verb, digest, identify, path, transition
from yimen.documents.rules.certificates import (
    CertificateContent,
    Head,
    identifier,
    layout,
    own_issuer_code,
    years_later,
)
from yimen.documents.rules.permissions import Issued
from yimen.kernel import clock
from yimen.kernel.actions import action
from yimen.kernel.actors import Actor
from yimen.kernel.events import publish
from yimen.kernel.permissions import require
from yimen.kernel.problems import Conflict, FieldError, Invalid, Unknown
from yimen.parties.api import Unit, unit_and_above
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


@action
def change_status(by: Actor, certificate_id: UUID, verb: Verb, reason: str) -> Certificate:
    """变更证照状态: suspend, resume, or end a certificate by one of the law's ways.

    `reason` (at least 5 characters) is kept in the event; strangers who verify the certificate
    see the way and the day only. Raises `Conflict` when its state does not allow the verb,
    `Invalid` without a reason, `Unknown` for a certificate that does not exist. Withdrawal,
    rescission and cancellation: 行政许可法 2019 第八条、第六十九条、第七十条.
    """
    certificate = _to_change(by, certificate_id)
    if verb is Verb.REPLACE:
        raise Conflict("换发要有新证照，请用“换发”办理。")
    return _changed(by, certificate, verb, _reasons(reason))


@action
def replace(by: Actor, old: UUID, new: UUID, reason: str) -> Certificate:
    """换发: `new`, a valid certificate of the same kind and holder, takes the place of `old`.

    Gives back the old one. Raises `Conflict` when the two do not belong together or the old one
    is not valid any more, `Invalid` without a reason.
    """
    certificate = _to_change(by, old)
    successor = Certificate.objects.filter(pk=new, status=Certificate.Status.VALID).first()
    if successor is None or successor.pk == certificate.pk:
        raise Conflict("没有找到用来换发的有效新证照，请先签发新证照。")
    if _kind_of(successor) != _kind_of(certificate):
        raise Conflict("新旧证照的种类、持有人或签发机关不一致，不能换发。请核对两份证照。")
    return _changed(by, certificate, Verb.REPLACE, _reasons(reason), successor.identifier)


def _to_change(by: Actor, certificate_id: UUID) -> Certificate:
    found = Certificate.objects.select_for_update().filter(pk=certificate_id).first()
    if found is None:
        raise Unknown("没有找到这份证照。")
    require(by, "documents.change", Issued(unit_and_above(found.issuer_id)))
    return found


def _reasons(reason: str) -> str:
    if len(reason.strip()) < 5:
        raise Invalid(errors=[FieldError("reason", "请写明理由（至少 5 个字）")])
    return reason.strip()


def _kind_of(certificate: Certificate) -> tuple[object, ...]:
    return certificate.document, certificate.holder_id, certificate.issuer_id


def _changed(
    by: Actor, certificate: Certificate, verb: Verb, reason: str, successor: str = ""
) -> Certificate:
    edge = transition(State(certificate.status), verb)
    certificate.status = Certificate.Status(edge.target.value)
    certificate.save(update_fields=["status"])
    publish(
        by,
        CertificateChanged(
            str(certificate.id),
            certificate.identifier,
            certificate.issuer_id,
            verb.value,
            certificate.status,
            reason,
            successor,
        ),
    )
    return certificate


def _head(
    content: CertificateContent, definition: DocumentDefinition, unit: Unit, issuer_code: str
) -> Head:
    day, serial = today(), _next_serial()
    until = years_later(day, content.valid_years) if content.valid_years else None
    return Head(
        title=content.name or definition.name.zh_hans,
        number=f"{content.number_prefix}{day.year}{serial:08d}",
        identifier=identifier(definition.type_code, definition.code, issuer_code, serial),
        issuer=unit.name["zh_hans"],
        issued_on=day,
        valid_until=content.valid_until or until,
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
