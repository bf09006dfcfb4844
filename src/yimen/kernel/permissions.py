"""权限: which actor may do what to which object.

A context registers each permission once, with a pure rule and the reason for it. An action asks
with `require`; `allowed` answers the same question for buttons and lists.
"""

from collections.abc import Callable
from contextvars import ContextVar
from dataclasses import dataclass
from typing import Any

from yimen.kernel.actors import Actor
from yimen.kernel.problems import Denied

Rule = Callable[[Actor, Any], bool]


@dataclass(frozen=True)
class Permission:
    """权限: a named right, the rule that grants it, and the words for who has it."""

    name: str
    title: str
    granted_to: str
    rule: Rule


def is_platform(by: Actor, subject: object) -> bool:
    """平台自身: the platform itself, acting in a job or at start."""
    return by.has("system")


def is_platform_or_administrator(by: Actor, subject: object) -> bool:
    """平台或管理员: the platform itself, or an administrator."""
    return is_platform(by, subject) or by.has("administrator")


_registered: dict[str, Permission] = {}
asked: ContextVar[list[str] | None] = ContextVar("asked", default=None)
"""Names of the permissions asked in the running action; None outside of actions."""


def register(name: str, title: str, granted_to: str, rule: Rule) -> None:
    """登记权限: make `name` known; a name is registered once.

    `title` is what it allows, `granted_to` who has it, both in Chinese for the denial's text.
    """
    if name in _registered:
        raise ValueError(f"permission {name} is registered already")
    _registered[name] = Permission(name, title, granted_to, rule)


def registered() -> dict[str, Permission]:
    """已登记权限: all permissions by name."""
    return dict(_registered)


def allowed(by: Actor, name: str, subject: Any = None) -> bool:
    """是否有权: whether `by` may do `name` to `subject`."""
    return _registered[name].rule(by, subject)


def require(by: Actor, name: str, subject: Any = None) -> None:
    """要求有权: raise `Denied` unless `by` may do `name` to `subject`."""
    permission = _registered[name]
    noted = asked.get()
    if noted is not None:
        noted.append(name)
    if not permission.rule(by, subject):
        raise Denied(
            f"您不能{permission.title}：只有{permission.granted_to}可以。",
            permission=name,
        )
