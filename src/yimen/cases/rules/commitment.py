"""告知承诺规则: when a promise may stand in place of a proof.

The applicant chooses freely: who does not promise hands the paper in. Not for items that touch
what cannot be undone (national security, public safety, prudential supervision, ecology, health
and life, important foreign affairs, irreversible damage) unless a rule excepts them, and not for
whoever broke a promise that is not repaired. 广东省优化营商环境条例 2022 第三十六条 says the same
since 2022; the pack's `commitment.basis` names the rule that holds.
"""

from yimen.catalogue.api import Facts, ItemDefinition
from yimen.kernel.problems import gettext_noop

CONCERNS = {
    "national_security": "国家安全",
    "public_safety": "公共安全",
    "prudential": "金融业审慎监管",
    "ecology": "生态环境保护",
    "health_and_life": "人身健康、生命财产安全",
    "foreign_affairs": "重要涉外事项",
    "irreversible": "难以挽回的损害",
}

LIABILITY = (
    gettext_noop("您可以自愿选择是否承诺；不承诺的，按一般程序交材料办理。"),
    gettext_noop("承诺的内容要真实；本机关在作出决定后核查。"),
    gettext_noop("承诺不实的，依法撤销决定，损失自行承担，并记入信用记录，修复之前不能再作承诺。"),
)
"""What is told before a promise is made: it is voluntary, it is checked, and what follows."""


def watched(item: ItemDefinition, facts: Facts | None) -> bool:
    """是否重点管理: whether a key list may name the item in this case; what is not yet known counts
    as named, so that nobody is spared a proof by leaving something open."""
    return any(
        facts.applies(one.when) is not False if facts is not None else True for one in item.key
    )


def follows(item: ItemDefinition, document: str) -> bool:
    """是否延期后补: whether the promise is checked by the paper itself, which follows after the
    decision, because a list of later papers names it."""
    return any(use.later_list for use in item.papers if use.document == document)


def bars(
    item: ItemDefinition, document: str, *, broke_promise: bool, watched: bool = False
) -> list[str]:
    """不能承诺的理由: why no promise stands in place of the paper; empty when one may.

    `watched` says that a key list names the item in this case (see `watched`).
    """
    use = next((one for one in item.papers if one.document == document), None)
    reasons = []
    if use is None or not use.may_promise or item.commitment is None:
        reasons.append("这份材料不能以承诺代替")
    elif item.concerns and item.commitment.exception is None:
        touched = "、".join(CONCERNS[one] for one in item.concerns)
        reasons.append(f"事项直接涉及{touched}，不适用告知承诺")
    if watched:
        reasons.append("列入重点管理清单（或者还不能判断是否列入），不适用告知承诺")
    if broke_promise:
        reasons.append("以前承诺的事没有兑现，信用修复之前不能再作承诺")
    return reasons
