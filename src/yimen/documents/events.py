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
