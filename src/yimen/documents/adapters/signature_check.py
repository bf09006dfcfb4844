"""签章查验: whether a PDF is unchanged since a unit sealed it, and whom that seal leads to.

Works without any network on what the file itself carries (certificates, revocation lists, time
stamp). The certificate is judged at the time the time stamp proves, so that a seal stays good
after its certificate has expired (ETSI EN 319 102-1 §5.5).
"""

import io
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from asn1crypto import x509
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.general import find_cms_attribute_iter
from pyhanko.sign.validation import (
    DocumentSecurityStore,
    EmbeddedPdfSignature,
    SignatureCoverageLevel,
    validate_pdf_signature,
)
from pyhanko.sign.validation.errors import NoDSSFoundError
from pyhanko_certvalidator import ValidationContext


@dataclass(frozen=True)
class SignatureReport:
    """查验结果: what the last seal of a document proves.

    `intact`: content and signature agree and nothing unallowed was added later; `trusted`: the
    signer's certificate leads to one of the given roots; `signed_at`: the time the signer claims;
    `timestamp_at`: the time a trusted time stamp proves (None: none). `errors` are sentences for
    people, empty when all is well.
    """

    intact: bool = False
    trusted: bool = False
    signer_name: str = ""
    signer_code: str = ""
    signed_at: datetime | None = None
    timestamp_at: datetime | None = None
    covers_whole_file: bool = False
    errors: tuple[str, ...] = ()

    @property
    def ok(self) -> bool:
        """查验通过: unchanged, sealed by somebody trusted, and nothing left outside the seal."""
        return self.intact and self.trusted and self.covers_whole_file


def verify_pdf(
    content: bytes, roots: Iterable[bytes], now: datetime | None = None
) -> SignatureReport:
    """查验: the report on the last signature of a PDF. Never raises on a bad file: it reports.

    `roots` are DER certificates to trust; `now` is the time of the check (None: the clock's).
    Every earlier signature must be intact as well.
    """
    try:
        reader = PdfFileReader(io.BytesIO(content))
        found = [s for s in reader.embedded_signatures if s.sig_object_type == "/Sig"]
    except Exception:  # whatever a hostile or damaged file makes the parser raise
        return SignatureReport(errors=("这不是完整的 PDF 文件，无法查验。请使用签发的原文件。",))
    if not found:
        return SignatureReport(
            errors=("文件里没有电子签章。复印、截图或另存的副本没有签章，请使用签发的原文件。",)
        )
    trusted = [x509.Certificate.load(root) for root in roots]
    moment = now or datetime.now(UTC)
    reports = [_report(reader, signature, trusted, moment) for signature in found]
    earlier = [e for report in reports[:-1] if not report.intact for e in report.errors]
    last = reports[-1]
    if not earlier:
        return last
    return SignatureReport(**{**vars(last), "intact": False, "errors": (*last.errors, *earlier)})


def _report(
    reader: PdfFileReader, signature: Any, roots: list[x509.Certificate], now: datetime
) -> SignatureReport:
    try:
        status = _validated(reader, signature, roots, now)
    except Exception:  # whatever a hostile or damaged signature makes the validator raise
        return SignatureReport(errors=("签章已损坏，无法查验。请使用签发的原文件。",))
    stamp = status.timestamp_validity
    stamped = stamp is not None and stamp.intact and stamp.valid and stamp.trusted
    # Sealed documents allow no change: anything behind the signed revision that pyHanko cannot
    # explain, or that the seal forbids, shows here.
    unchanged = bool(status.intact and status.valid and status.docmdp_ok is not False)
    whole = status.coverage == SignatureCoverageLevel.ENTIRE_FILE
    subject = status.signing_cert.subject.native
    return SignatureReport(
        intact=unchanged,
        trusted=bool(status.trusted),
        signer_name=_name(subject),
        signer_code=str(subject.get("serial_number", "")),
        signed_at=status.signer_reported_dt,
        timestamp_at=stamp.timestamp if stamped and stamp is not None else None,
        covers_whole_file=whole,
        errors=tuple(_errors(unchanged, bool(status.trusted), whole, bool(stamped))),
    )


def _name(subject: Mapping[str, Any]) -> str:
    """The common name, or what it is the cut beginning of (64 bytes are few in Chinese)."""
    short, unit = (subject.get(part, "") for part in ("common_name", "organizational_unit_name"))
    return str(unit if isinstance(unit, str) and unit.startswith(str(short)) else short)


def _errors(unchanged: bool, trusted: bool, whole: bool, stamped: bool) -> Iterable[str]:
    if not unchanged:
        yield "文件在签章之后被改动过，内容不可信。请向签发机关索取原文件。"
    if unchanged and not trusted:  # the chain of a broken signature is not looked at
        yield "签章证书不是由本平台信任的机构签发，不能确认签章人身份。"
    if not whole:
        yield "文件里有签章没有覆盖的内容，这部分不受签章保护。"
    if not stamped:
        yield "签章没有可信时间戳，签章时间只是签章人自述。"


def _validated(
    reader: PdfFileReader, signature: Any, roots: list[x509.Certificate], now: datetime
) -> Any:
    """The status at the proven time; when no time is proven, the status of now."""
    stamped = _stamped_time(signature)
    if stamped and stamped <= now:
        status = validate_pdf_signature(
            signature,
            signer_validation_context=_context(reader, roots, stamped),
            ts_validation_context=_context(reader, roots, now),
        )
        stamp = status.timestamp_validity
        if stamp is not None and stamp.intact and stamp.valid and stamp.trusted:
            return status
    context = _context(reader, roots, now)
    return validate_pdf_signature(signature, signer_validation_context=context)


def _stamped_time(signature: EmbeddedPdfSignature) -> datetime | None:
    tokens = find_cms_attribute_iter(
        signature.signer_info["unsigned_attrs"], "signature_time_stamp_token"
    )
    for token in tokens:
        time = token["content"]["encap_content_info"]["content"].parsed["gen_time"].native
        return time if isinstance(time, datetime) else None
    return None


def _context(
    reader: PdfFileReader, roots: list[x509.Certificate], moment: datetime
) -> ValidationContext:
    # Lists embedded at signing time are old by now: they are heeded, not required to be fresh.
    terms: dict[str, Any] = {
        "trust_roots": roots,
        "moment": moment,
        "allow_fetching": False,
        "revocation_mode": "soft-fail",
    }
    try:
        store = DocumentSecurityStore.read_dss(reader)
    except NoDSSFoundError:
        return ValidationContext(**terms)
    return store.as_validation_context(terms)
