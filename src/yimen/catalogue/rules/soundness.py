"""可办性检查: conditions that compile, flows that end, limits that can be kept."""

from collections.abc import Iterator, Sequence
from decimal import Decimal

from yimen.catalogue.rules.bundles import critical
from yimen.catalogue.rules.certainty import whens
from yimen.catalogue.rules.conditions import Conditions
from yimen.catalogue.rules.contents import PackContents
from yimen.catalogue.rules.definitions import BundleDefinition, ItemDefinition, ScenarioQuestion
from yimen.catalogue.rules.findings import Finding, called, error, warning
from yimen.catalogue.rules.flow import NotWorkingTime, check_flow, longest_path, working_days
from yimen.kernel.expressions import BadExpression
from yimen.kernel.packs import Loaded, Period
from yimen.kernel.packs.yaml_marks import Path

# Days that surely lie in a calendar period, at most: for comparing it with working days.
_MOST_DAYS = {"d": Decimal(1), "h": Decimal(1) / 24, "mo": Decimal(31), "y": Decimal(366)}
_GIVE = "把它加进表单、某个事项的 produces，或去掉这条 needs"
_WORKWEEK = Decimal(5) / 7


def check_conditions(pack: PackContents) -> Iterator[Finding]:
    """检查条件: every `when` compiles against the questions and elements it may speak of.

    A question may speak of earlier questions only, since it is asked before the form. The
    conditions of an item are compiled for each bundle that has it, and alone if none has. Without
    readable elements there is nothing to compile against.
    """
    if pack.elements is None:
        return
    for bundle in pack.bundles:
        yield from _bundle_conditions(pack, bundle)
    for item in pack.items:
        seen: set[str] = set()
        for questions in _questions_for(pack, item.value):
            for finding in _item_conditions(pack, item, questions):
                if str(finding) not in seen:
                    seen.add(str(finding))
                    yield finding


def _questions_for(pack: PackContents, item: ItemDefinition) -> list[list[ScenarioQuestion]]:
    """The scenarios in which an item is handled: of its bundles, and its own where it stands
    alone or says what it asks alone."""
    joined = [bundle.value.scenario for bundle in pack.bundles_with(item.code)]
    return [*joined, item.scenario] if item.scenario or not joined else joined


def check_flows(pack: PackContents) -> Iterator[Finding]:
    """检查流程: each item's flow is sound and its longest path fits into the promised limit."""
    for item in pack.items:
        faults = check_flow(item.value.steps, item.value.produces)
        for fault in faults:
            yield error(item, ("steps", fault.position, fault.key), fault.message, fault.remedy)
        if not faults:
            yield from _item_days(item, pack.day_hours)


def check_limits(pack: PackContents) -> Iterator[Finding]:
    """检查时限: promised against statutory limits, and dates, visits and fees that fit."""
    for item in pack.items:
        yield from _item_limits(item, pack.day_hours)
        yield from _item_figures(item)
    for bundle in pack.bundles:
        yield from _dates(bundle, bundle.value)
        for n, member in enumerate(bundle.value.members):
            joined = pack.item_of.get(member.item)
            if joined and joined.effective_from > bundle.value.effective_from:
                message = f"{called(joined)}自 {joined.effective_from} 起才生效，此前没有这件事"
                remedy = "推迟一件事的 effective_from；已有早先版本的不用管"
                yield warning(bundle, ("members", n, "item"), message, remedy)


def check_bundles(pack: PackContents) -> Iterator[Finding]:
    """检查联办: what steps need is given, members do not block each other, the promise fits."""
    for item in pack.items:
        yield from _needs(pack, item)
    if any(check_flow(item.value.steps, item.value.produces) for item in pack.items):
        return  # with unsound flows there is no path to measure
    for bundle in pack.bundles:
        yield from _bundle_days(pack, bundle)


# Conditions


def _bundle_conditions(pack: PackContents, bundle: Loaded[BundleDefinition]) -> Iterator[Finding]:
    questions = bundle.value.scenario
    for n, question in enumerate(questions):
        earlier = Conditions.of(questions[:n], {})
        yield from _compiled(earlier, bundle, ("scenario", n, "when"), question.when)
    conditions = Conditions.of(questions, pack.element_of)
    for n, member in enumerate(bundle.value.members):
        yield from _compiled(conditions, bundle, ("members", n, "when"), member.when)


def _item_conditions(
    pack: PackContents, item: Loaded[ItemDefinition], questions: Sequence[ScenarioQuestion]
) -> Iterator[Finding]:
    conditions = Conditions.of(questions, pack.element_of)
    for path, when in whens(item.value):
        yield from _compiled(conditions, item, path, when)


def _compiled(
    conditions: Conditions,
    loaded: Loaded[BundleDefinition] | Loaded[ItemDefinition],
    path: Path,
    when: str,
) -> Iterator[Finding]:
    if not when.strip():
        return
    try:
        conditions.compile(when)
    except BadExpression as fault:
        yield error(loaded, path, f"条件“{when.strip()}”有误：{fault}", "按提示改写条件")


# Limits


def _item_days(item: Loaded[ItemDefinition], day_hours: Decimal) -> Iterator[Finding]:
    for n, step in enumerate(item.value.steps):
        try:
            working_days(step.within, day_hours)
        except NotWorkingTime as fault:
            yield error(item, ("steps", n, "within"), str(fault), "改写成工作日，例如 1wd")
            return
    path = longest_path(item.value.steps, day_hours)
    promised = _in_working_days(item.value.limits.promised, day_hours)
    if promised is not None and path.days > promised:
        message = (
            f"承诺 {item.value.limits.promised.words}办不到：最长路径要 {_number(path.days)} "
            f"个工作日（{' → '.join(path.steps)}）"
        )
        remedy = "缩短这些环节的 within、让环节并行，或放宽承诺时限"
        yield error(item, ("limits", "promised"), message, remedy)


def _item_limits(item: Loaded[ItemDefinition], day_hours: Decimal) -> Iterator[Finding]:
    limits = item.value.limits
    promised = _in_working_days(limits.promised, day_hours)
    at: Path = ("limits", "promised")
    if promised is None:
        message = f"承诺时限“{limits.promised}”不是工作时间"
        yield error(item, at, message, "承诺按工作日写，例如 5wd（行政许可法第八十二条）")
    if limits.statutory is None:
        return
    if limits.statutory_basis is None:
        message = "写了法定时限，没有写依据"
        yield error(item, ("limits", "statutory"), message, "加上 statutory_basis")
    if promised is None:
        return
    surely, usually = _statutory_days(limits.statutory, day_hours)
    shown = f"承诺 {limits.promised.words}，法定 {limits.statutory.words}"
    if promised > surely:
        yield error(item, at, f"{shown}：承诺比法定的长", "承诺时限只能更短")
    elif promised > usually:
        message = f"{shown}：折成工作日后承诺可能比法定的长"
        yield warning(item, at, message, "缩短承诺时限，使它在任何日子都不超过法定时限")


def _statutory_days(period: Period, day_hours: Decimal) -> tuple[Decimal, Decimal]:
    """Working days that a limit holds at most, and in an ordinary week's share."""
    exact = _in_working_days(period, day_hours)
    if exact is not None:
        return exact, exact
    most = period.amount * _MOST_DAYS[period.unit.value]
    return most, most * _WORKWEEK


def _item_figures(item: Loaded[ItemDefinition]) -> Iterator[Finding]:
    value = item.value
    yield from _dates(item, value)
    if value.visits_in_bundle > value.visits:
        message = f"联办要跑 {value.visits_in_bundle} 次，比单办的 {value.visits} 次还多"
        yield error(item, ("visits_in_bundle",), message, "联办不能增加跑动次数")
    for n, fee in enumerate(value.fees):
        if Decimal(fee.yuan) == 0:
            message = f"收费{called(fee)}是 0 元"
            yield warning(item, ("fees", n, "yuan"), message, "不收费就不写 fees")


def _dates(
    loaded: Loaded[BundleDefinition] | Loaded[ItemDefinition],
    value: BundleDefinition | ItemDefinition,
) -> Iterator[Finding]:
    if value.effective_to and value.effective_to < value.effective_from:
        message = f"失效日 {value.effective_to} 早于生效日 {value.effective_from}"
        yield error(loaded, ("effective_to",), message, "核对两个日期")


def _in_working_days(period: Period, day_hours: Decimal) -> Decimal | None:
    try:
        return working_days(period, day_hours)
    except NotWorkingTime:
        return None


# Bundles


def _needs(pack: PackContents, item: Loaded[ItemDefinition]) -> Iterator[Finding]:
    """What each step needs must come: from the form, the item itself or a sibling."""
    bundles = pack.bundles_with(item.value.code)
    for n, step in enumerate(item.value.steps):
        for m, need in enumerate(step.needs):
            at: Path = ("steps", n, "needs", m)
            waits = f"“{step.code}”等待“{need}”"
            if need not in pack.element_of:
                continue
            if not bundles and not _is_given(need, [item.value]):
                yield error(item, at, f"{waits}，这个事项里没有谁填写或产生它", _GIVE)
            for bundle in bundles:
                members = pack.members_of(bundle.value)
                if not _is_given(need, members):
                    message = f"{waits}，一件事{called(bundle.value)}里没有谁填写或产生它"
                    yield error(item, at, message, _GIVE)
                elif not _is_sure(need, item.value.code, bundle.value, members):
                    message = f"{waits}，而产生它的事项只在部分情形下办理"
                    yield warning(item, at, message, "让它总是办理，或给两者同样的 when")


def _is_given(need: str, members: Sequence[ItemDefinition]) -> bool:
    return any(need in i.produces or any(f.element == need for f in i.fields) for i in members)


def _is_sure(
    need: str, item: str, bundle: BundleDefinition, members: Sequence[ItemDefinition]
) -> bool:
    whens = {member.item: member.when.strip() for member in bundle.members}
    makers = [i.code for i in members if need in i.produces]
    in_form = any(f.element == need for i in members for f in i.fields)
    return in_form or any(whens[maker] in {"", whens[item]} for maker in makers)


def _bundle_days(pack: PackContents, bundle: Loaded[BundleDefinition]) -> Iterator[Finding]:
    promised = _in_working_days(bundle.value.promised, pack.day_hours)
    if promised is None:
        message = f"承诺时限“{bundle.value.promised}”不是工作时间"
        yield error(bundle, ("promised",), message, "承诺按工作日写，例如 2wd")
        return
    try:
        path = critical(pack.members_of(bundle.value), pack.day_hours)
    except NotWorkingTime:
        return  # told at the step
    except ValueError as fault:
        remedy = "去掉其中一个环节的 needs，或改由表单填写"
        yield error(bundle, ("members",), f"事项互相等待，永远办不完：{fault}", remedy)
        return
    if path.days > promised:
        steps = " → ".join(f"{item}/{step}" for item, step in path.steps)
        message = (
            f"承诺 {bundle.value.promised.words}办不到：关键路径要 {_number(path.days)} "
            f"个工作日（{steps}）"
        )
        remedy = "缩短这些环节的 within，让事项并行，或放宽承诺"
        yield error(bundle, ("promised",), message, remedy)


def _number(days: Decimal) -> str:
    return format(days.quantize(Decimal("0.01")).normalize(), "f")
