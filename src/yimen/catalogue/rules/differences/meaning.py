"""差异后果: for whom a change makes things harder or easier, by the key that was changed.

The table is by the way to the key (`Leaf.pattern`). A key without an entry is told all the same,
as neutral and without consequence, so that a key that is new to the models is never passed over.
"""

from collections.abc import Callable
from decimal import Decimal, InvalidOperation
from typing import Any, Literal

from yimen.catalogue.rules.differences.leaves import Leaf
from yimen.catalogue.rules.differences.wording import Vocabulary
from yimen.kernel.packs import Source
from yimen.kernel.worktime import Period

Severity = Literal["burdens", "eases", "neutral", "legal_basis"]
"""加重, 减轻, 不加重也不减轻, 依据变化: for the people who apply."""
_OPPOSITE: dict[Severity, Severity] = {
    "burdens": "eases",
    "eases": "burdens",
    "neutral": "neutral",
    "legal_basis": "legal_basis",
}
_DAYS = {"wd": Decimal("1.4"), "d": Decimal(1), "wh": Decimal("0.175"), "h": Decimal(1) / 24,
         "mo": Decimal(30), "y": Decimal(365)}  # fmt: skip
"""Calendar days in a unit, roughly: only for saying which of two limits is longer."""

Meaning = tuple[str, Severity]
Rule = Callable[[Leaf, Vocabulary], Meaning]
NEUTRAL: Meaning = ("", "neutral")


def meaning(leaf: Leaf, words: Vocabulary) -> Meaning:
    """后果: what a difference means for people, and whether it burdens or eases them."""
    rule = RULES.get(leaf.pattern)
    if rule:
        return rule(leaf, words)
    if isinstance(leaf.before or leaf.after, Source):
        return "所依据的规定变了，请对照原文", "legal_basis"
    return NEUTRAL


def _more(severity: Severity, up: str, down: str, *, none: Decimal | None = None) -> Rule:
    """A figure: `up` and `severity` when it rises; `none` stands for a figure that is absent."""

    def rule(leaf: Leaf, _: Vocabulary) -> Meaning:
        before, after = _figure(leaf.before, none), _figure(leaf.after, none)
        if before is None or after is None or before == after:
            return "请核对是多了还是少了", "neutral"
        return (up, severity) if after > before else (down, _OPPOSITE[severity])

    return rule


def _figure(value: Any, none: Decimal | None) -> Decimal | None:
    if isinstance(value, Period):
        return value.amount * _DAYS[value.unit.value]
    if value is None:
        return none
    try:
        return Decimal(str(value))
    except InvalidOperation:
        return None


def _flag(severity: Severity, yes: str, no: str) -> Rule:
    """A switch, or a thing that there is or is not: `yes` and `severity` when it comes."""

    def rule(leaf: Leaf, _: Vocabulary) -> Meaning:
        if leaf.kind == "changed" and not isinstance(leaf.after, bool):
            return NEUTRAL
        comes = leaf.after is True or leaf.kind == "added"
        return (yes, severity) if comes else (no, _OPPOSITE[severity])

    return rule


def _say(text: str, severity: Severity = "neutral") -> Rule:
    return lambda leaf, words: (text, severity)


def _condition(noun: str, severity: Severity) -> Rule:
    """A condition: one that comes narrows, one that goes widens what `severity` it is to have."""

    def rule(leaf: Leaf, _: Vocabulary) -> Meaning:
        if leaf.kind == "added":
            narrows = _OPPOSITE.get(severity, "neutral")
            return f"只在符合条件时才{noun}", narrows
        if leaf.kind == "removed":
            return f"不论什么情形都{noun}", severity
        return f"{noun}的情形变了，请看哪些人受影响", "neutral"

    return rule


def _field(leaf: Leaf, words: Vocabulary) -> Meaning:
    use = leaf.after or leaf.before
    if use.element in words.supplied:
        return "由数据资源提供，不向申请人问", "neutral"
    if leaf.kind == "added":
        when = f"（{use.when}）" if use.when else ""
        return (f"要多填一项{when}", "burdens") if use.required else ("可以多填一项", "neutral")
    return "少填一项", "eases"


def _paper(leaf: Leaf, words: Vocabulary) -> Meaning:
    use = leaf.after or leaf.before
    if use.document in words.supplied:
        return "由数据资源提供，不向申请人收", "neutral"
    if leaf.kind == "added":
        when = f"（{use.when}）" if use.when else ""
        return f"要多交一份材料{when}", "burdens"
    return "不再要这份材料", "eases"


def _unit(leaf: Leaf, words: Vocabulary) -> Meaning:
    return "改由另一个部门办", "neutral"


def _silence(leaf: Leaf, _: Vocabulary) -> Meaning:
    if leaf.after == "consent":
        return "到期不答复就视为同意", "eases"
    if leaf.before == "consent":
        return "到期不答复不再视为同意", "burdens"
    return NEUTRAL


def _procedure(leaf: Leaf, _: Vocabulary) -> Meaning:
    if leaf.kind == "added":
        return "这一步的时间不计入期限，申请人等得更久", "burdens"
    return ("这一步的时间计入期限", "eases") if leaf.kind == "removed" else NEUTRAL


def _status(leaf: Leaf, _: Vocabulary) -> Meaning:
    if leaf.after == "open":
        return "恢复办理", "eases"
    return ("不能再申请", "burdens") if leaf.before == "open" else NEUTRAL


def _handling(leaf: Leaf, _: Vocabulary) -> Meaning:
    if leaf.after == "immediate":
        return "当场办结", "eases"
    return "不再当场办结", "burdens"


def _source(leaf: Leaf, _: Vocabulary) -> Meaning:
    if leaf.kind == "added":
        return "由数据资源提供，不再向申请人要", "eases"
    if leaf.kind == "removed":
        return "数据资源不再提供，要向申请人要", "burdens"
    return "改由另一个数据资源提供", "neutral"


_BURDENS: Severity = "burdens"
_EASES: Severity = "eases"
_WAIT = "申请人最多要等得更久"
_SOONER = "申请人等得更短"

RULES: dict[str, Rule] = {
    "limits.promised": _more(_BURDENS, _WAIT, _SOONER),
    "limits.statutory": _more(_BURDENS, "法律容许办得更久", "法律要求办得更快"),
    "limits.extension": _more(_BURDENS, "可以延长得更久", "可以延长的时间缩短", none=Decimal(0)),
    "promised": _more(_BURDENS, _WAIT, _SOONER),
    "visits": _more(_BURDENS, "要多跑", "少跑"),
    "visits_in_bundle": _more(_BURDENS, "合办时要多跑", "合办时少跑"),
    "fees.*": _flag(_BURDENS, "要收费", "不再收费"),
    "fees.*.yuan": _more(_BURDENS, "收费提高", "收费降低"),
    "fields.*": _field,
    "fields.*.required": _flag(_BURDENS, "改为必填", "可以不填"),
    "fields.*.when": _condition("填", _BURDENS),
    "papers.*": _paper,
    "papers.*.essential": _flag(_BURDENS, "成为主审材料，不能容缺", "不再是主审材料"),
    "papers.*.may_defer": _flag(_EASES, "可以先受理后补交", "不能再容缺"),
    "papers.*.may_promise": _flag(_EASES, "可以承诺代替", "不能再以承诺代替"),
    "papers.*.when": _condition("交", _BURDENS),
    "papers.*.originals": _more(_BURDENS, "要多交原件", "少交原件"),
    "papers.*.copies": _more(_BURDENS, "要多交复印件", "少交复印件"),
    "papers.*.in_person": _flag(_BURDENS, "要本人到场", "不用本人到场"),
    "steps.*": _flag(_BURDENS, "多一个环节", "少一个环节"),
    "steps.*.within": _more(_BURDENS, "这一步可以办得更久", "这一步要办得更快"),
    "steps.*.after.*": _say("先后变了，是否更慢见“同时办”和“最慢的路”"),
    "steps.*.needs.*": _flag(_BURDENS, "要等这项数据有了才开始", "不再等这项数据"),
    "steps.*.unit": _unit,
    "steps.*.when": _condition("有这个环节", _BURDENS),
    "steps.*.quorum": _say("汇合所要的通过数变了"),
    "steps.*.on_silence": _silence,
    "steps.*.procedure": _procedure,
    "unit": _unit,
    "channels.*": _flag(_EASES, "多一个办理渠道", "少一个办理渠道"),
    "applicants.*": _flag(_EASES, "这类申请人也能办", "这类申请人不能再办"),
    "delivery.*": _flag(_EASES, "多一种领取方式", "少一种领取方式"),
    "handling": _handling,
    "status": _status,
    "acceptance.mode": _say("材料不齐时的处理方式变了"),
    "acceptance.within": _more(_BURDENS, "补正告知可以来得更晚", "补正告知要来得更早"),
    "acceptance.answer_within": _more(_EASES, "补正的时间更长", "补正的时间更短"),
    "commitment": _flag(_EASES, "可以适用告知承诺", "不再适用告知承诺"),
    "concerns.*": _flag(_BURDENS, "不适用告知承诺，再申请限制更严", "放宽承诺和再申请的限制"),
    "hearing": _flag(_EASES, "申请人有要求听证的权利", "申请人不再有要求听证的权利"),
    "quota": _flag(_BURDENS, "有了数量限制", "不再限制数量"),
    "quota.count": _more(_EASES, "名额增加", "名额减少"),
    "renewal": _flag(_EASES, "到期前没有决定的视为准予延续", "到期前没有决定的不再视为准予"),
    "result": _flag("neutral", "办结后发证照", "办结后不再发证照"),
    "result.valid_years": _more(_EASES, "证照有效期更长", "证照有效期更短", none=Decimal(1000)),
    "exempt.*": _flag(_EASES, "符合清单条件的不用办", "不再豁免"),
    "key.*": _flag(_BURDENS, "符合清单条件的不能以承诺代替", "不再列入重点管理"),
    "delegation": _flag(_EASES, "可以在镇街办", "收回，不再由镇街办"),
    "scenario.*": _flag(_BURDENS, "多问一个问题", "少问一个问题"),
    "scenario.*.when": _condition("问", _BURDENS),
    "members.*": _say("合办的事项变了"),
    "members.*.when": _condition("办", _BURDENS),
    "guide.online_depth": _more(_EASES, "网上能办得更深", "网上能办得更浅", none=Decimal(0)),
    "guide.booking": _flag(_EASES, "可以预约", "不能再预约"),
    "guide.online_payment": _flag(_EASES, "可以网上支付", "不能再网上支付"),
    "guide.intermediaries.*": _flag(_BURDENS, "要多一项中介服务", "不再要这项中介服务"),
    "source": _source,
    "issued_by_item": _flag(_EASES, "联办时不用交", "联办时也要交"),
    "formats.*": _flag(_EASES, "多收一种格式", "少收一种格式"),
    "max_megabytes": _more(_EASES, "可以交更大的文件", "文件要更小"),
    "max_length": _more(_EASES, "可以填更多字", "只能填更少字"),
    "min_length": _more(_BURDENS, "至少要填更多字", "可以填更少字"),
    "max_rows": _more(_EASES, "可以填更多行", "只能填更少行"),
    "min_rows": _more(_BURDENS, "至少要填更多行", "可以填更少行"),
    "choices.*": _flag(_EASES, "多一个选项", "少一个选项"),
    "pattern": _flag(_BURDENS, "填写要合格式", "不再限制格式"),
    "sensitivity": _say("显示和遮盖的范围变了"),
}
