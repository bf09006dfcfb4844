"""目录权限: who may publish definitions."""

from yimen.kernel import permissions
from yimen.kernel.actors import Actor


def may_publish(by: Actor, subject: object) -> bool:
    """可发布: the platform itself when it loads a checked pack, or an administrator."""
    return by.has("system") or by.has("administrator")


permissions.register("catalogue.publish", "发布事项", "系统管理员", may_publish)
