"""材料与证照查询: certificates, files and whether a certificate is genuine."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from pathlib import Path
from uuid import UUID

from django.conf import settings
from django.db.models import QuerySet

from yimen.documents.adapters import signer_test_authority
from yimen.documents.adapters.signature_check import SignatureReport, verify_pdf
from yimen.documents.adapters.signer_base import Signer, signer
from yimen.documents.events import CertificateChanged
from yimen.documents.models import Certificate, StoredFile
from yimen.documents.rules import Verb, digest, identify, path
from yimen.documents.rules.permissions import Held
from yimen.kernel import events, permissions
from yimen.kernel.actors import Actor
from yimen.kernel.codes import certificate_identifier
from yimen.kernel.problems import FieldError, Invalid, Unavailable, Unknown
from yimen.parties.api import Party
from yimen.vocabulary.api import today


class Altered(Invalid):
    """与签发时不一致: a file that is nothing this platform issued, or not as it was issued."""

    kind = "altered"
    title = "与签发时不一致"


@dataclass(frozen=True)
class Verification:
    """核验结果: what the register and the signature say about a certificate."""

    certificate: Certificate
    signature: SignatureReport
    expired: bool
    change: Verb | None = None
    """How its status last changed: 撤销, 撤回 and 注销 all end it, and are not the same."""
    changed_at: datetime | None = None
    successor: str = ""
    """The identifier of the certificate that replaced it."""

    @property
    def intact(self) -> bool:
        """是否与签发时一致: unchanged since it was sealed by somebody trusted."""
        return self.signature.intact and self.signature.trusted

    @property
    def genuine(self) -> bool:
        """是否真实有效: issued here, unchanged, in force today."""
        in_force = self.certificate.status == Certificate.Status.VALID and not self.expired
        return self.intact and in_force

    @property
    def holder(self) -> str:
        """持有人: as a stranger may read it; the name of a person is masked."""
        name = self.certificate.holder_name
        party = self.certificate.holder
        is_person = party.kind == Party.Kind.PERSON and party.name == name
        return name[0] + "*" * (len(name) - 1) if is_person and name else name


@lru_cache(maxsize=4)
def _signer(name: str, keys: str) -> Signer:
    return signer(name, Path(keys))


def current_signer() -> Signer:
    """当前签章机构: the one that the settings name; the platform's test authority by default."""
    name = getattr(settings, "YIMEN_SIGNER", signer_test_authority.NAME)
    return _signer(name, str(settings.YIMEN_KEYS))


def certificates_of_cases(cases: Iterable[UUID]) -> "QuerySet[Certificate]":
    """办件的证照: certificates issued in these cases, oldest first."""
    found = Certificate.objects.filter(case__in=list(cases))
    return found.select_related("issuer").order_by("issued_at")


def verify(mark: str) -> Verification:
    """核验证照: by its identifier, as printed or scanned.

    Raises `Invalid` for an identifier that cannot be one and `Unknown` for one not issued here.
    """
    mark = str(certificate_identifier.verify(mark))
    known = Certificate.objects.select_related("issuer", "file", "holder")
    found = known.filter(identifier=mark).first()
    if found is None:
        raise Unknown("本平台没有签发过这个标识的证照。请核对标识，谨防假冒。")
    report = verify_pdf(content_of(found.file), current_signer().roots())
    expired = bool(found.valid_until and found.valid_until < today())
    return Verification(found, report, expired, *_last_change(found))


def _last_change(certificate: Certificate) -> tuple[Verb | None, datetime | None, str]:
    changes = [
        event
        for event in events.history("certificate", [certificate.id])
        if event.type == CertificateChanged.type_name()
    ]
    if not changes:
        return None, None, ""
    last = changes[-1]
    return Verb(last.data["verb"]), last.at, last.data["successor"]


def verify_upload(content: bytes, name: str, claimed_type: str = "") -> Verification:
    """核验文件: an uploaded PDF against the register, byte by byte.

    Raises `Invalid` for what is no PDF, and `Altered` for one that differs from everything this
    platform issued, with what its own signature says of it.
    """
    if not content.startswith(b"%PDF-"):
        identify(content, name, claimed_type)
        raise Invalid("核验要用签发的 PDF 原文件，照片和扫描件请改用证照标识核验。")
    found = Certificate.objects.filter(file_id=digest(content)).first()
    if found is not None:
        return verify(found.identifier)
    report = verify_pdf(content, current_signer().roots())
    errors = [FieldError("file", words) for words in report.errors]
    raise Altered("这个文件与本平台签发的任何证照都不一致。", errors=errors)


def content_of(file: StoredFile) -> bytes:
    """文件内容: the bytes of a stored file; `Unavailable` when its store does not have it."""
    try:
        return (Path(settings.YIMEN_FILES) / path(file.sha256)).read_bytes()
    except FileNotFoundError as error:
        raise Unavailable("文件暂时取不到，请稍后再试；反复出现请联系平台。") from error


def readable_certificate(
    by: Actor, certificate_id: UUID, units: frozenset[str] = frozenset()
) -> Certificate:
    """可下载证照: the certificate if the actor may have it; otherwise `Unknown`.

    `units` are further units that work on its case.
    """
    found = Certificate.objects.filter(pk=certificate_id).select_related("file", "issuer").first()
    held = Held(frozenset({str(found.holder_id)}), units | {found.issuer_id}) if found else None
    if found is None or not permissions.allowed(by, "documents.read", held):
        raise Unknown("没有找到这份证照，请从办件进度页下载。")
    return found
