"""材料与证照权限: who may store files, issue certificates, and read them."""

from dataclasses import dataclass

from yimen.kernel import permissions
from yimen.kernel.actors import Actor, ActorKind


@dataclass(frozen=True)
class Held:
    """持有: whose certificate or file it is, and which units work with it."""

    parties: frozenset[str]
    units: frozenset[str]


def may_store(by: Actor, subject: object) -> bool:
    """可存文件: anyone who is logged in, and the platform."""
    return by.kind is not ActorKind.STRANGER


def may_read(by: Actor, subject: Held) -> bool:
    """可下载: the holder or its agent, staff of the units concerned, supervisors."""
    mine = by.party is not None and by.party in subject.parties
    return mine or by.has("supervisor") or bool(by.units() & subject.units)


permissions.register("documents.store", "上传文件", "已登录的用户", may_store)
permissions.register("documents.issue", "签发证照", "办件的发证环节", permissions.is_platform)
permissions.register("documents.read", "下载这份文件", "持有人、代办人和承办部门", may_read)
