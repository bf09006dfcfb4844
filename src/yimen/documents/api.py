"""材料与证照接口: what other contexts may use."""

from yimen.documents.actions import (
    change_status,
    issue,
    replace,
    store_file,
    verification_url,
)
from yimen.documents.adapters.sample_layout import sample_picture
from yimen.documents.models import Certificate, StoredFile
from yimen.documents.queries import (
    certificates_of_cases,
    content_of,
    readable_certificate,
    verify,
)
from yimen.documents.rules import Verb
from yimen.documents.rules.certificates import CertificateContent, Line

__all__ = [
    "Certificate",
    "CertificateContent",
    "Line",
    "StoredFile",
    "Verb",
    "certificates_of_cases",
    "change_status",
    "content_of",
    "issue",
    "readable_certificate",
    "replace",
    "sample_picture",
    "store_file",
    "verification_url",
    "verify",
]
