"""目录权限: who drafts, reviews and publishes definitions."""

from collections.abc import Callable
from dataclasses import dataclass

from yimen.kernel import permissions
from yimen.kernel.actors import Actor

OFFICERS = {"legal": "law_officer", "staffing": "staffing_officer"}
"""The role that reviews for each office."""


@dataclass(frozen=True)
class Drafted:
    """变更单权限对象: who has written in a change: nobody reviews what they wrote."""

    writers: frozenset[str]


def _designs(by: Actor, subject: object) -> bool:
    return by.has("designer") or by.has("administrator")


def _sees(by: Actor, subject: object) -> bool:
    return _designs(by, subject) or any(by.has(role) for role in OFFICERS.values())


def _simulates(by: Actor, subject: object) -> bool:
    return _sees(by, subject) or by.has("supervisor")


def _reviews(role: str) -> Callable[[Actor, object], bool]:
    def rule(by: Actor, subject: object) -> bool:
        return isinstance(subject, Drafted) and by.has(role) and by.id not in subject.writers

    return rule


permissions.register(
    "catalogue.publish", "直接发布事项", "系统管理员", permissions.is_platform_or_administrator
)
permissions.register("catalogue.draft", "编制事项变更", "事项编制人员和系统管理员", _designs)
permissions.register("catalogue.see_changes", "查看变更单", "编制和审核人员", _sees)
permissions.register(
    "catalogue.review_legal",
    "作法制审核",
    "没有参与编制的法制审核人员",
    _reviews(OFFICERS["legal"]),
)
permissions.register(
    "catalogue.review_staffing",
    "作编制审核",
    "没有参与编制的编制审核人员",
    _reviews(OFFICERS["staffing"]),
)
permissions.register("catalogue.publish_change", "发布变更单", "事项编制人员和系统管理员", _designs)
permissions.register("catalogue.keep_words", "维护检索词", "事项编制人员和系统管理员", _designs)
permissions.register(
    "catalogue.keep_index", "维护检索索引", "平台的后台任务", permissions.is_platform
)
permissions.register("catalogue.simulate", "模拟办件", "编制、审核和督查人员", _simulates)
permissions.register(
    "catalogue.keep_simulation", "保存模拟结果", "平台的后台任务", permissions.is_platform
)
