"""材料与证照事件"""

from dataclasses import dataclass

from yimen.kernel.events import Fact, declared


@declared
@dataclass(frozen=True)
class FileStored(Fact):
    """文件已存入"""

    subject_kind = "file"
    title = "文件已存入"
    sha256: str
    kind: str
    size: int


@declared
@dataclass(frozen=True)
class CertificateIssued(Fact):
    """证照已签发"""

    subject_kind = "certificate"
    title = "证照已签发"
    certificate: str
    identifier: str
    document: str
    unit: str
    sha256: str


@declared
@dataclass(frozen=True)
class CertificateChanged(Fact):
    """证照状态已变更: `verb` is the life cycle's (suspend, resume, replace, withdraw, rescind…);
    `successor` the identifier of the certificate that replaces it, or empty."""

    subject_kind = "certificate"
    title = "证照状态已变更"
    certificate: str
    identifier: str
    unit: str
    verb: str
    status: str
    reason: str
    successor: str = ""
