"""办件权限: who may start, fill, submit, read and work on what."""

from dataclasses import dataclass

from yimen.kernel import permissions
from yimen.kernel.actors import Actor


@dataclass(frozen=True)
class Owned:
    """归属: what an application's permissions depend on: its party and the units working on it."""

    party: str
    units: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Work:
    """工作: what a task's permissions depend on: the unit that owns it and the role it takes."""

    unit: str
    role: str


def may_start(by: Actor, subject: object) -> bool:
    """可申请: an applicant for themselves, an agent for whom they act."""
    return by.party is not None and (by.has("applicant") or by.has("agent"))


def may_fill(by: Actor, subject: Owned) -> bool:
    """可填报: whoever acts for the party that applies."""
    return may_start(by, subject) and by.party == subject.party


def may_read(by: Actor, subject: Owned) -> bool:
    """可查看: the applicant and its agent, staff of the units working on it, the supervisors."""
    mine = by.party is not None and by.party == subject.party
    return mine or by.has("supervisor") or by.has("system") or bool(by.units() & subject.units)


def may_work(by: Actor, subject: Work) -> bool:
    """可办理: staff who hold the task's role in the unit that owns it."""
    return by.has(subject.role, subject.unit)


def may_supervise(by: Actor, subject: object) -> bool:
    """可督查: the supervisors see what runs in every unit."""
    return by.has("supervisor")


_OWNER = "申请人本人或其委托的代办人"
permissions.register("cases.start", "提出申请", "已登录的申请人或代办人", may_start)
permissions.register("cases.fill", "填写这份申请", _OWNER, may_fill)
permissions.register("cases.submit", "提交这份申请", _OWNER, may_fill)
permissions.register("cases.read", "查看这个办件", "申请人、承办部门和督查人员", may_read)
permissions.register("cases.work", "办理这个任务", "承办部门担任该环节的人员", may_work)
permissions.register("cases.run", "执行自动环节", "平台的后台任务", permissions.is_platform)
permissions.register("cases.supervise", "查看全市办件", "督查人员", may_supervise)
