"""督查权限"""

from yimen.kernel import permissions
from yimen.kernel.actors import Actor


def may_load(by: Actor, subject: object) -> bool:
    """可装载: the platform itself, supervisors and administrators."""
    return permissions.is_platform_or_administrator(by, subject) or by.has("supervisor")


permissions.register("oversight.load_plan", "装载工作要点", "督查人员或系统管理员", may_load)
