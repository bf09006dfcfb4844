"""时间戳: RFC 3161 tokens signed here, by the platform's own authority, without any network."""

import secrets
from datetime import UTC, datetime
from typing import Any

from asn1crypto import algos, cms, core, tsp, x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding
from pyhanko.sign.general import as_signing_certificate_v2, simple_cms_attribute
from pyhanko.sign.timestamps import TimeStamper

from yimen.documents.adapters.certificate_making import Identity

# An arc for examples (RFC 5612): the policy of a test authority names no promise to anyone.
_POLICY = "1.3.6.1.4.1.32473.1.1"
_DIGEST = "sha256"


class LocalTimeStamper(TimeStamper):
    """本地时间戳机构: states, under its own key, that a digest existed at this machine's time."""

    def __init__(self, identity: Identity) -> None:
        super().__init__(include_nonce=True)  # type: ignore[no-untyped-call]
        self._key = identity.key
        self._certificate = x509.Certificate.load(identity.certificate.public_bytes(Encoding.DER))

    async def async_request_tsa_response(self, req: Any) -> Any:
        """应答: a granted response to a time-stamp request (RFC 3161 §2.4.2)."""
        statement = self._statement(req)
        token = cms.ContentInfo({"content_type": "signed_data", "content": self._signed(statement)})
        status = tsp.PKIStatusInfo({"status": tsp.PKIStatus("granted")})
        return tsp.TimeStampResp({"status": status, "time_stamp_token": token})

    def _statement(self, req: Any) -> Any:
        fields = {
            "version": "v1",
            "policy": _POLICY,
            "message_imprint": req["message_imprint"],
            "serial_number": secrets.randbits(63),
            "gen_time": datetime.now(UTC).replace(microsecond=0),
            "accuracy": {"seconds": 1},
            "tsa": x509.GeneralName("directory_name", self._certificate.subject),
        }
        if req["nonce"].native is not None:
            fields["nonce"] = req["nonce"]
        return tsp.TSTInfo(fields)

    def _signed(self, statement: Any) -> Any:
        content = statement.dump()
        digest_algorithm = algos.DigestAlgorithm({"algorithm": _DIGEST})
        attributes = cms.CMSAttributes(
            [
                _attribute("content_type", "tst_info"),
                _attribute("message_digest", _digest(content)),
                _attribute("signing_certificate_v2", as_signing_certificate_v2(self._certificate)),
            ]
        )
        signature = self._key.sign(attributes.dump(), ec.ECDSA(hashes.SHA256()))
        signer = cms.SignerInfo(
            {
                "version": "v1",
                "sid": cms.SignerIdentifier(
                    "issuer_and_serial_number",
                    {
                        "issuer": self._certificate.issuer,
                        "serial_number": self._certificate.serial_number,
                    },
                ),
                "digest_algorithm": digest_algorithm,
                "signed_attrs": attributes,
                "signature_algorithm": {"algorithm": "sha256_ecdsa"},
                "signature": signature,
            }
        )
        return cms.SignedData(
            {
                "version": "v3",
                "digest_algorithms": [digest_algorithm],
                "encap_content_info": {
                    "content_type": "tst_info",
                    "content": core.ParsableOctetString(content),
                },
                "certificates": [self._certificate],
                "signer_infos": [signer],
            }
        )


def _attribute(name: str, value: Any) -> Any:
    return simple_cms_attribute(name, value)  # type: ignore[no-untyped-call]


def _digest(content: bytes) -> bytes:
    digest = hashes.Hash(hashes.SHA256())
    digest.update(content)
    return digest.finalize()
