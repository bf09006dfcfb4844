"""证照接口形状: how certificates look to programs."""

from datetime import date, datetime
from typing import Self
from uuid import UUID

from yimen.documents.actions import verification_url
from yimen.documents.models import Certificate
from yimen.documents.queries import Verification
from yimen.kernel.http.operations import Answer


class CertificateAnswer(Answer):
    """电子证照: `verify_url` is the public page that confirms it; `file` where the PDF is."""

    id: UUID
    identifier: str
    number: str
    document: str
    name: str
    holder_name: str
    issuer: str
    issuer_name: str
    issued_at: datetime
    valid_until: date | None
    status: str
    status_name: str
    demo_seal: bool
    verify_url: str
    file: str

    @classmethod
    def of(cls, certificate: Certificate) -> Self:
        """由证照"""
        return cls(
            id=certificate.id,
            identifier=certificate.identifier,
            number=certificate.number,
            document=certificate.document,
            name=certificate.name,
            holder_name=certificate.holder_name,
            issuer=certificate.issuer_id,
            issuer_name=certificate.issuer.short,
            issued_at=certificate.issued_at,
            valid_until=certificate.valid_until,
            status=certificate.status,
            status_name=str(Certificate.Status(certificate.status).label),
            demo_seal=certificate.demo_seal,
            verify_url=verification_url(certificate.identifier),
            file=f"/api/v1/certificates/{certificate.id}/file",
        )


class SignatureAnswer(Answer):
    """签章查验: what the seal of the file proves."""

    intact: bool
    trusted: bool
    covers_whole_file: bool
    signer_name: str
    signed_at: datetime | None
    timestamp_at: datetime | None
    errors: list[str]


class VerificationAnswer(Answer):
    """核验结果: whether a certificate is genuine and in force today, and why.

    `change` is how its status last changed (suspend, resume, replace, withdraw, rescind, penalise,
    cancel; empty: never), `successor` the identifier of the certificate that replaced it.
    """

    genuine: bool
    identifier: str
    number: str
    name: str
    holder_name: str
    issuer_name: str
    issued_at: datetime
    valid_until: date | None
    expired: bool
    status: str
    status_name: str
    change: str
    changed_at: datetime | None
    successor: str
    demo_seal: bool
    signature: SignatureAnswer

    @classmethod
    def of(cls, verification: Verification) -> Self:
        """由核验"""
        certificate, seal = verification.certificate, verification.signature
        return cls(
            genuine=verification.genuine,
            identifier=certificate.identifier,
            number=certificate.number,
            name=certificate.name,
            holder_name=certificate.holder_name,
            issuer_name=certificate.issuer.short,
            issued_at=certificate.issued_at,
            valid_until=certificate.valid_until,
            expired=verification.expired,
            status=certificate.status,
            status_name=str(Certificate.Status(certificate.status).label),
            change=verification.change.value if verification.change else "",
            changed_at=verification.changed_at,
            successor=verification.successor,
            demo_seal=certificate.demo_seal,
            signature=SignatureAnswer(
                intact=seal.intact,
                trusted=seal.trusted,
                covers_whole_file=seal.covers_whole_file,
                signer_name=seal.signer_name,
                signed_at=seal.signed_at,
                timestamp_at=seal.timestamp_at,
                errors=list(seal.errors),
            ),
        )
