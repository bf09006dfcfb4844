"""办件权限: who may start, fill, submit, read and work on what."""

from dataclasses import dataclass

from yimen.kernel import permissions
from yimen.kernel.actors import Actor, ActorKind


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


@dataclass(frozen=True)
class Decided:
    """决定: the unit that decided, and with it those above it."""

    unit: str
    above: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Heard:
    """听证归属: who applies, and the agency that decides."""

    party: str
    unit: str


def may_start(by: Actor, subject: object) -> bool:
    """可申请: an applicant for themselves, an agent for whom they act."""
    return by.party is not None and (by.has("applicant") or by.has("agent"))


def may_fill(by: Actor, subject: Owned) -> bool:
    """可填报: whoever acts for the party that applies."""
    return may_start(by, subject) and by.party == subject.party


def may_receive(by: Actor, subject: Owned) -> bool:
    """可收件: a clerk at a counter, a connected system, or whoever acts for the party."""
    return by.has("clerk") or by.has("client") or may_fill(by, subject)


def may_read(by: Actor, subject: Owned) -> bool:
    """可查看: the applicant and its agent, staff of the units working on it, the supervisors."""
    mine = by.party is not None and by.party == subject.party
    return mine or by.has("supervisor") or by.has("system") or bool(by.units() & subject.units)


def may_work(by: Actor, subject: Work) -> bool:
    """可办理: staff who hold the task's role in the unit that owns it."""
    return by.has(subject.role, subject.unit)


def may_check(by: Actor, subject: Work) -> bool:
    """可核查: staff of the unit who review, approve or head it."""
    return any(by.has(role, subject.unit) for role in ("reviewer", "approver", "head"))


def may_answer(by: Actor, subject: Work) -> bool:
    """可外部答复: a connected system of the unit, or its staff in the step's role."""
    return by.has("client", subject.unit) or may_work(by, subject)


def may_be_heard(by: Actor, subject: Heard) -> bool:
    """可申请听证: the applicant; or the agency, which enters what came on paper."""
    mine = by.party is not None and by.party == subject.party
    return mine or may_check(by, Work(subject.unit, ""))


def may_repair(by: Actor, subject: Work) -> bool:
    """可修复信用: the head of the unit that was promised, and the supervisors."""
    return by.has("head", subject.unit) or by.has("supervisor")


def may_supervise(by: Actor, subject: object) -> bool:
    """可督查: the supervisors see what runs in every unit."""
    return by.has("supervisor")


def may_undo(by: Actor, subject: Decided) -> bool:
    """可撤销: the head of the unit that decided or of one above it, and the platform, which carries
    out what a rule says (行政许可法 2019 第六十九条)."""
    return by.has("system") or bool(by.units("head") & (subject.above | {subject.unit}))


def may_correct(by: Actor, subject: Decided) -> bool:
    """可更正: who decides in the unit that decided: an approver or the head."""
    return by.has("approver", subject.unit) or by.has("head", subject.unit)


def may_choose_delivery(by: Actor, subject: Owned) -> bool:
    """可选送达: whoever acts for the party, or a clerk at a counter for them."""
    return by.has("clerk") or may_fill(by, subject)


def may_hand_over(by: Actor, subject: Owned) -> bool:
    """可送达: a clerk at any counter, a connected system, a kiosk, staff of the deciding unit."""
    at_counter = by.has("clerk") or by.has("client") or by.kind is ActorKind.DEVICE
    return at_counter or bool(by.units() & subject.units)


_OWNER = "申请人本人或其委托的代办人"
permissions.register("cases.start", "提出申请", "已登录的申请人或代办人", may_start)
permissions.register("cases.fill", "填写这份申请", _OWNER, may_fill)
permissions.register("cases.submit", "提交这份申请", _OWNER, may_fill)
permissions.register("cases.hand_in", "补交材料", "申请人、代办人和窗口人员", may_receive)
permissions.register("cases.receive", "收件", "窗口人员、对接系统或申请人本人", may_receive)
permissions.register("cases.read", "查看这个办件", "申请人、承办部门和督查人员", may_read)
permissions.register("cases.check", "核查承诺", "承办部门的审查、核准人员", may_check)
permissions.register("cases.repair", "修复承诺信用", "承办部门负责人和督查人员", may_repair)
permissions.register("cases.withdraw", "撤回这个申请", _OWNER, may_fill)
permissions.register("cases.work", "办理这个任务", "承办部门担任该环节的人员", may_work)
permissions.register("cases.answer", "答复这个环节", "答复单位的系统和人员", may_answer)
permissions.register("cases.direct", "主持特别程序和听证", "承办部门的审查、核准人员", may_check)
permissions.register("cases.be_heard", "申请或放弃听证", "申请人和承办部门", may_be_heard)
permissions.register("cases.force", "强制办结", "督查人员", may_supervise)
permissions.register("cases.run", "执行自动环节", "平台的后台任务", permissions.is_platform)
permissions.register("cases.supervise", "查看全市办件", "督查人员", may_supervise)
permissions.register("cases.undo", "撤销、撤回或注销", "决定机关或其上级的负责人", may_undo)
permissions.register("cases.correct", "更正结果", "决定机关的核准人员或负责人", may_correct)
permissions.register(
    "cases.deliver", "选择送达方式", "申请人本人、代办人或窗口人员", may_choose_delivery
)
permissions.register("cases.hand_over", "登记送达", "窗口人员、自助终端或承办部门", may_hand_over)
permissions.register(
    "cases.migrate",
    "把办件改按新版本办理",
    "系统管理员",
    permissions.is_platform_or_administrator,
)
