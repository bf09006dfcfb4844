"""测试签章机构: seals that any PDF reader can check, from a certificate authority made on the spot.

Root, issuing authority, time-stamp authority and one key a unit. It proves that a document is
unchanged and which unit of this installation sealed it; it proves nothing in law, and everything
it seals says so (电子签名法 art. 16 asks for a licensed certification service).

Signatures are PAdES-B-LT: time stamp, certificates and revocation lists are inside, so that they
can be checked offline and after the certificates have expired. Each certifies the document and
allows no change. The seal's picture is the visible signature itself, so that a reader that is
asked about the seal shows the signature.
"""

import hashlib
import io
import threading
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from asn1crypto import crl as asn1_crl
from asn1crypto import keys as asn1_keys
from asn1crypto import x509 as asn1_x509
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from PIL import Image
from pyhanko.pdf_utils.images import PdfImage
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.pdf_utils.layout import AxisAlignment, BoxConstraints, Margins, SimpleBoxLayoutRule
from pyhanko.sign import fields, signers
from pyhanko.sign.signers.pdf_signer import DSSContentSettings, SigDSSPlacementPreference
from pyhanko.stamp import StaticStampStyle
from pyhanko_certvalidator import ValidationContext
from pyhanko_certvalidator.registry import SimpleCertificateStore

from yimen.documents.adapters import certificate_making as making
from yimen.documents.adapters import signer_base
from yimen.documents.adapters.key_folder import KeyFolder
from yimen.documents.adapters.layout_typst import Sheet
from yimen.documents.adapters.seal_image import Seal
from yimen.documents.adapters.timestamp_local import LocalTimeStamper

NAME = "test-authority"
_ORGANISATION = "Yimen 测试（不具法律效力）"
_FIELD = "Seal"
_FRESH = timedelta(days=1)  # how long one set of revocation lists is embedded
_LIST_DAYS = 7
_RESERVED = 16_384  # hex digits kept free for the signature: ours take some 8,500


class TestAuthority:
    """测试签章机构: a certificate authority in a folder. Safe for several processes and threads."""

    __test__ = False  # not a test case, whatever its name begins with
    is_test = True

    def __init__(self, folder: Path) -> None:
        self._folder = KeyFolder(folder)
        self._lock = threading.Lock()
        self._signers: dict[tuple[str, str], signers.SimpleSigner] = {}
        self._root = self._authority("root", "Yimen 测试根证书", 30, None)
        self._issuing = self._authority("issuing", "Yimen 测试签发机构", 25, self._root)
        stamper = self._end("timestamp", making.subject("Yimen 测试时间戳", _ORGANISATION), "time")
        self._stamper = LocalTimeStamper(stamper)
        self._known = [_der(identity) for identity in (self._issuing, stamper)]
        self._context: ValidationContext | None = None
        self._context_made = datetime.min.replace(tzinfo=UTC)

    def roots(self) -> tuple[bytes, ...]:
        """信任根: the DER of the root certificate."""
        return (self._root.certificate.public_bytes(Encoding.DER),)

    def sign(self, sheet: Sheet, seal: Seal, *, reason: str) -> bytes:
        """签章: the sheet as a sealed PDF. `reason` is what the seal attests, such as 准予登记."""
        box = sheet.seal_box
        with self._lock:
            writer = IncrementalPdfFileWriter(io.BytesIO(sheet.pdf))
            fields.append_signature_field(
                writer,
                fields.SigFieldSpec(
                    _FIELD,
                    on_page=box.page,
                    box=(round(box.left), round(box.bottom), round(box.right), round(box.top)),
                    readable_field_name=f"{seal.unit}电子印章",
                ),
            )
            out = signers.PdfSigner(
                self._terms(seal, reason),
                signer=self._signer_of(seal),
                timestamper=self._stamper,
                stamp_style=_picture(sheet.seal_image),
            ).sign_pdf(writer, bytes_reserved=_RESERVED)
        return bytes(out.getvalue())

    def _terms(self, seal: Seal, reason: str) -> signers.PdfSignatureMetadata:
        return signers.PdfSignatureMetadata(
            field_name=_FIELD,
            md_algorithm="sha256",
            name=seal.unit,
            reason=reason,
            subfilter=fields.SigSeedSubFilter.PADES,
            certify=True,
            docmdp_permissions=fields.MDPPerm.NO_CHANGES,
            embed_validation_info=True,
            validation_context=self._fresh_context(),
            # In the signed revision itself: the signature then covers the whole file.
            dss_settings=DSSContentSettings(
                include_vri=False, placement=SigDSSPlacementPreference.TOGETHER_WITH_SIGNATURE
            ),
        )

    def _signer_of(self, seal: Seal) -> signers.SimpleSigner:
        """The unit's signer, kept: reading a key costs more than signing with it."""
        wanted = (seal.code, seal.unit)
        if wanted not in self._signers:
            # A unit that is renamed gets a new certificate; its old one stays for old seals.
            mark = hashlib.sha256(f"{seal.code} {seal.unit}".encode()).hexdigest()[:12]
            name = making.subject(seal.unit, _ORGANISATION, seal.code)
            identity = self._end(f"unit-{mark}", name, "documents")
            chain = [*self._known, _der(self._root)]
            store = SimpleCertificateStore.from_certs(chain)  # type: ignore[no-untyped-call]
            self._signers[wanted] = signers.SimpleSigner(
                signing_cert=_der(identity), signing_key=_key(identity), cert_registry=store
            )
        return self._signers[wanted]

    def _fresh_context(self) -> ValidationContext:
        """What the embedded evidence is gathered from: chain and revocation lists of today."""
        now = datetime.now(UTC)
        if self._context is None or now - self._context_made > _FRESH:
            lists = [
                asn1_crl.CertificateList.load(
                    making.make_revocation_list(issuer, now, _LIST_DAYS).public_bytes(Encoding.DER)
                )
                for issuer in (self._root, self._issuing)
            ]
            self._context = ValidationContext(
                trust_roots=[_der(self._root)],
                other_certs=self._known,
                crls=lists,
                allow_fetching=False,
                revocation_mode="hard-fail",
            )
            self._context_made = now
        return self._context

    def _authority(
        self, file: str, name: str, years: int, issuer: making.Identity | None
    ) -> making.Identity:
        subject = making.subject(name, _ORGANISATION)
        return self._folder.identity(file, lambda: making.make_authority(subject, years, issuer))

    def _end(self, file: str, name: Any, purpose: str) -> making.Identity:
        usage = making.TIME if purpose == "time" else making.DOCUMENTS
        years = 20 if purpose == "time" else 10
        return self._folder.identity(
            file, lambda: making.make_end(name, years, self._issuing, usage)
        )


def _picture(png: bytes) -> StaticStampStyle:
    whole = SimpleBoxLayoutRule(
        AxisAlignment.ALIGN_MID, AxisAlignment.ALIGN_MID, Margins(0, 0, 0, 0)
    )
    return StaticStampStyle(
        border_width=0,
        background=PdfImage(Image.open(io.BytesIO(png)), box=BoxConstraints(600, 600)),
        background_layout=whole,
        background_opacity=1,
    )


def _der(identity: making.Identity) -> asn1_x509.Certificate:
    return asn1_x509.Certificate.load(identity.certificate.public_bytes(Encoding.DER))


def _key(identity: making.Identity) -> asn1_keys.PrivateKeyInfo:
    return asn1_keys.PrivateKeyInfo.load(
        identity.key.private_bytes(Encoding.DER, PrivateFormat.PKCS8, NoEncryption())
    )


signer_base.register(NAME, TestAuthority)
