"""结果说法: what a simulation found and what it assumed, in words a law officer understands."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from math import ceil
from typing import Protocol

from yimen.catalogue.rules.simulation.estimates import Estimate
from yimen.catalogue.rules.simulation.experiment import Experiment
from yimen.catalogue.rules.simulation.network import Network
from yimen.catalogue.rules.simulation.outcomes import Simulation, StationOutcome, VersionOutcome
from yimen.catalogue.rules.simulation.staffing import FULLEST
from yimen.kernel.worktime import Period

ROLES = {"clerk": "窗口岗", "reviewer": "审查岗", "approver": "批准岗", "head": "负责人"}
_OVERFULL = 0.97
"""Busy for more than this: the queue grows as long as cases come."""


class Assumed(Protocol):
    """假设了什么: steps whose time nobody gave; see `Compiler`."""

    @property
    def assumed(self) -> Collection[str]:
        """办理用时是假设的环节"""

    @property
    def outside(self) -> Collection[str]:
        """外部答复用时是假设的环节"""


def sentences(told: Simulation, units: Mapping[str, str]) -> Iterator[str]:
    """结论: the difference first, where there is one; then each version by itself."""
    if told.draft is not None and told.difference is not None:
        yield _difference(told.difference.mean)
        if told.today.within and told.draft.within:
            yield _kept(told.today.within, told.draft.within, told.difference.within)
    for label, version in _versions(told):
        yield from _version(label, version, units)


def assumptions(
    experiment: Experiment, compiled: Assumed, networks: Sequence[Network], units: Mapping[str, str]
) -> Iterator[str]:
    """假设: what was not given, and what was put in its place."""
    service = experiment.service
    steps = {key: one for network in reversed(networks) for key, one in network.steps.items()}
    if compiled.assumed:
        named = _listed([steps[key].name for key in sorted(compiled.assumed)])
        yield (
            f"{named}的实际用时没有给，假设平均是环节时限的 {service.factor:g} 倍"
            f"（变异系数 {service.cv:g}）。缩短时限不会让人办得更快：两个版本都有的环节用时相同。"
        )
    if compiled.outside:
        named = _listed([steps[key].name for key in sorted(compiled.outside)])
        yield f"{named}等外部答复的时间没有给，假设正好用满时限。"
    guessed = [station for station in networks[0].stations if station.assumed]
    if guessed:
        named = "、".join(f"{called(one.unit, one.role, units)} {one.people} 人" for one in guessed)
        yield f"这些岗位的人手没有给，按忙碌程度不超过 {FULLEST:.0%} 配：{named}。"
    left_open = dict.fromkeys(when for network in networks for when in network.left_open)
    if left_open:
        yield (
            f"情形没有说明的条件按“适用”算：{'；'.join(left_open)}。"
            "要按实际份额算，请在 situations 里写出回答。"
        )
    yield "先到先办；到件时刻在办公时间内；夜里、周末和节假日不办。"


def days(value: float) -> str:
    """工作日说法: `1.3 个工作日`."""
    return f"{value:.1f} 个工作日"


def percent(share: float) -> str:
    """百分比说法: `97%`, but never 100% of what is not quite all."""
    if 0.995 <= share < 1:
        return "99% 以上"
    if 0 < share < 0.005:
        return "不到 1%"
    return f"{share:.0%}"


def _versions(told: Simulation) -> Iterator[tuple[str, VersionOutcome]]:
    yield "今天的版本", told.today
    if told.draft is not None:
        yield "草稿", told.draft


def _difference(found: Estimate | None) -> str:
    if found is None:
        return "没有可以比较的办件。"
    if found.mean == found.low == found.high == 0:
        return "两个版本的办结时间完全一样。"
    change = "快" if found.mean < 0 else "慢"
    if found.low is None or found.high is None:
        return f"草稿平均{change} {days(abs(found.mean))}；只模拟了一轮，看不出是不是偶然。"
    if not found.is_clear:
        return (
            "看不出差别：两个版本的平均办结时间相差不超过 "
            f"{days(ceil(10 * max(abs(found.low), abs(found.high))) / 10)}，可能只是偶然。"
        )
    low, high = sorted((abs(found.low), abs(found.high)))
    return (
        f"草稿比今天平均{change} {days(abs(found.mean))}"
        f"（95% 的把握在 {low:.1f} 到 {high:.1f} 之间）。"
    )


def _kept(today: Estimate, draft: Estimate, change: Estimate | None) -> str:
    told = f"承诺时限内办结的，今天 {percent(today.mean)}，草稿 {percent(draft.mean)}"
    is_accident = change is not None and change.low is not None and not change.is_clear
    return (
        f"{told}；差别可能只是偶然。" if is_accident and today.mean != draft.mean else f"{told}。"
    )


def _version(label: str, version: VersionOutcome, units: Mapping[str, str]) -> Iterator[str]:
    if version.mean is None or version.p90 is None:
        yield f"{label}：计入统计的日子里没有来件。"
        return
    kept = ""
    if version.within:
        promised = Period.parse(version.promised).words
        share = percent(version.within.mean)
        kept = f"，{share}{' ' if share.endswith('%') else ''}在承诺的 {promised}内"
    yield (
        f"{label}：平均 {days(version.mean.mean)}办结，九成件不超过 "
        f"{days(version.p90.mean)}{kept}。"
    )
    slowest = version.deciding
    if slowest is not None:
        where = ""
        if slowest.station:
            unit, _, role = slowest.station.partition(":")
            where = f"（{called(unit, role, units)}）"
        told = (
            f"{label}的快慢主要由“{slowest.name}”{where}决定：占全程的 {percent(slowest.decides)}"
        )
        if slowest.waits + slowest.works > 0:
            told += f"，平均排队 {slowest.waits:.1f} 小时，办理 {slowest.works:.1f} 小时"
        yield f"{told}。"
    for station in version.stations:
        if station.busy.mean >= _OVERFULL:
            yield _overfull(label, station, units)
    if version.unfinished:
        yield (
            f"{label}：每轮平均有 {version.unfinished:.0f} 件到模拟结束还没有办完，"
            "上面的时间比实际偏短。"
        )


def _overfull(label: str, station: StationOutcome, units: Mapping[str, str]) -> str:
    return (
        f"{label}：{called(station.unit, station.role, units)}（{station.people} 人）"
        f"几乎没有空闲，平均有 {station.queue.mean:.0f} 件在排队，而且越排越长：人手不够。"
    )


def called(unit: str, role: str, units: Mapping[str, str]) -> str:
    """岗位说法: the unit's name and the role's."""
    return f"{units.get(unit, unit)}{ROLES.get(role, role)}"


def _listed(names: Sequence[str]) -> str:
    distinct = list(dict.fromkeys(names))
    shown = "、".join(f"“{name}”" for name in distinct[:6])
    return f"{shown}等 {len(distinct)} 个环节" if len(distinct) > 6 else shown
