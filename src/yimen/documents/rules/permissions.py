"""材料与证照权限: who may store files, issue certificates, and read them."""

from dataclasses import dataclass

from yimen.kernel import permissions
from yimen.kernel.actors import Actor, ActorKind


@dataclass(frozen=True)
class Held:
    """持有: whose certificate or file it is, and which units work with it."""

    parties: frozenset[str]
    units: frozenset[str]


@dataclass(frozen=True)
class Issued:
    """签发: the unit that issued a certificate and those above it."""

    units: frozenset[str]


def may_store(by: Actor, subject: object) -> bool:
    """可存文件: anyone who is logged in, and the platform."""
    return by.kind is not ActorKind.STRANGER


def may_read(by: Actor, subject: Held) -> bool:
    """可下载: the holder or its agent, staff of the units concerned, supervisors."""
    mine = by.party is not None and by.party in subject.parties
    return mine or by.has("supervisor") or bool(by.units() & subject.units)


def may_change(by: Actor, subject: Issued) -> bool:
    """可变更证照: the head of the unit that issued it or of one above it, and the platform, which
    carries out what they decided (行政许可法 2019 第六十九条)."""
    return permissions.is_platform(by, subject) or bool(by.units("head") & subject.units)


_HEADS = "签发机关或其上级机关的负责人"
permissions.register("documents.change", "变更证照状态", _HEADS, may_change)
permissions.register("documents.store", "上传文件", "已登录的用户", may_store)
permissions.register("documents.issue", "签发证照", "办件的发证环节", permissions.is_platform)
permissions.register("documents.read", "下载这份文件", "持有人、代办人和承办部门", may_read)
