"""数字证书生成: the keys, certificates and revocation lists of a small certificate authority.

ECDSA on P-256 with SHA-256 throughout (RFC 5280). Nothing here reads or writes files.
"""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID, ObjectIdentifier

# What may be signed with a certificate: documents (RFC 9336), time stamps (RFC 3161).
DOCUMENTS = ObjectIdentifier("1.3.6.1.5.5.7.3.36")
TIME = ExtendedKeyUsageOID.TIME_STAMPING
_DRIFT = timedelta(minutes=5)  # of clocks that differ a little


@dataclass(frozen=True)
class Identity:
    """密钥与证书: a private key with the certificate of its public part."""

    key: ec.EllipticCurvePrivateKey
    certificate: x509.Certificate


def subject(name: str, organisation: str, code: str = "") -> x509.Name:
    """证书主体: a distinguished name; `code` is the unit's unified social credit code.

    The common name may hold 64 bytes, some 21 Chinese characters, so the name stands in full as
    organisational unit and is cut there.
    """
    short = name.encode()[:64].decode("utf-8", "ignore")
    parts = [
        x509.NameAttribute(NameOID.COUNTRY_NAME, "CN"),
        x509.NameAttribute(NameOID.ORGANIZATION_NAME, organisation),
        x509.NameAttribute(NameOID.ORGANIZATIONAL_UNIT_NAME, name),
        x509.NameAttribute(NameOID.COMMON_NAME, short),
    ]
    if code:
        parts.append(x509.NameAttribute(NameOID.SERIAL_NUMBER, code))
    return x509.Name(parts)


def make_authority(name: x509.Name, years: int, issuer: Identity | None = None) -> Identity:
    """证书机构: a root (no `issuer`) or an authority that may sign end certificates only."""
    key = ec.generate_private_key(ec.SECP256R1())
    depth = 1 if issuer is None else 0
    builder = (
        _begin(key, name, years, issuer)
        .add_extension(x509.BasicConstraints(ca=True, path_length=depth), critical=True)
        .add_extension(_usage(key_cert_sign=True, crl_sign=True), critical=True)
    )
    return Identity(key, builder.sign(issuer.key if issuer else key, hashes.SHA256()))


def make_end(name: x509.Name, years: int, issuer: Identity, purpose: ObjectIdentifier) -> Identity:
    """终端证书: a key that signs documents or time stamps, and nothing else."""
    key = ec.generate_private_key(ec.SECP256R1())
    signs_time = purpose == TIME
    builder = (
        _begin(key, name, years, issuer)
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(
            _usage(digital_signature=True, content_commitment=not signs_time), critical=True
        )
        .add_extension(x509.ExtendedKeyUsage([purpose]), critical=signs_time)
    )
    return Identity(key, builder.sign(issuer.key, hashes.SHA256()))


def make_revocation_list(
    issuer: Identity, now: datetime, days: int
) -> x509.CertificateRevocationList:
    """吊销列表: the issuer's signed statement, good for `days`, that none of its certificates is
    revoked."""
    builder = (
        x509.CertificateRevocationListBuilder()
        .issuer_name(issuer.certificate.subject)
        .last_update(now - _DRIFT)
        .next_update(now + timedelta(days=days))
        .add_extension(x509.CRLNumber(int(now.timestamp())), critical=False)
        .add_extension(_authority_key(issuer), critical=False)
    )
    return builder.sign(issuer.key, hashes.SHA256())


def _begin(
    key: ec.EllipticCurvePrivateKey, name: x509.Name, years: int, issuer: Identity | None
) -> x509.CertificateBuilder:
    now = datetime.now(UTC)
    builder = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(issuer.certificate.subject if issuer else name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - _DRIFT)
        .not_valid_after(now + timedelta(days=365 * years))
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
    )
    return builder.add_extension(_authority_key(issuer), critical=False) if issuer else builder


def _authority_key(issuer: Identity) -> x509.AuthorityKeyIdentifier:
    return x509.AuthorityKeyIdentifier.from_issuer_public_key(issuer.key.public_key())


def _usage(
    digital_signature: bool = False,
    content_commitment: bool = False,
    key_cert_sign: bool = False,
    crl_sign: bool = False,
) -> x509.KeyUsage:
    return x509.KeyUsage(
        digital_signature=digital_signature,
        content_commitment=content_commitment,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        key_cert_sign=key_cert_sign,
        crl_sign=crl_sign,
        encipher_only=False,
        decipher_only=False,
    )
