"""材料与证照查询: certificates, files and whether a certificate is genuine."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from uuid import UUID

from django.conf import settings
from django.db.models import QuerySet

from yimen.documents.adapters import signer_test_authority
from yimen.documents.adapters.signature_check import SignatureReport, verify_pdf
from yimen.documents.adapters.signer_base import Signer, signer
from yimen.documents.models import Certificate, StoredFile
from yimen.documents.rules import digest, path
from yimen.documents.rules.permissions import Held
from yimen.kernel import permissions
from yimen.kernel.actors import Actor
from yimen.kernel.codes import certificate_identifier
from yimen.kernel.problems import Invalid, Unknown
from yimen.vocabulary.api import today


@dataclass(frozen=True)
class Verification:
    """核验结果: what the register and the signature say about a certificate."""

    certificate: Certificate
    signature: SignatureReport
    expired: bool

    @property
    def genuine(self) -> bool:
        """是否真实有效: issued here, unchanged, in force today."""
        return (
            self.signature.intact
            and self.signature.trusted
            and self.certificate.status == Certificate.Status.VALID
            and not self.expired
        )


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
    certificate_identifier.verify(mark)
    found = Certificate.objects.filter(identifier=mark).select_related("issuer", "file").first()
    if found is None:
        raise Unknown("本平台没有签发过这个标识的证照。请核对标识，谨防假冒。")
    report = verify_pdf(content_of(found.file), current_signer().roots())
    return Verification(found, report, bool(found.valid_until and found.valid_until < today()))


def verify_upload(content: bytes) -> Verification:
    """核验文件: an uploaded PDF against the register, byte by byte.

    Raises `Invalid` when it is not a file that this platform issued.
    """
    found = Certificate.objects.filter(file_id=digest(content)).first()
    if found is None:
        raise Invalid(
            "这个文件与本平台签发的任何证照都不一致：它可能被改动过，或不是本平台签发的。"
        )
    return verify(found.identifier)


def content_of(file: StoredFile) -> bytes:
    """文件内容: the bytes of a stored file."""
    return (Path(settings.YIMEN_FILES) / path(file.sha256)).read_bytes()


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
