"""模拟结果页面: the figures of a simulation as rows of tables and charts."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.utils.translation import gettext

from yimen.kernel.worktime import Period
from yimen.parties.api import ROLE_NAMES

Result = Mapping[str, Any]
Rows = list[list[Any]]
_MOST_POINTS = 24


def figures(result: Result) -> dict[str, Any]:
    """主要数字: mean, quantiles and the share within the promise, with what luck may change."""
    names = {
        "mean": gettext("平均"),
        "p50": gettext("半数办件不超过"),
        "p90": gettext("九成办件不超过"),
        "within": gettext("承诺时限内办结"),
    }
    versions = _versions(result)
    head = [gettext("从提交到办结"), *_labels(result)]
    if result["draft"]:
        head.append(gettext("草稿比今天"))
    rows = []
    for key, name in names.items():
        row = [name, *(_with_luck(version[key], key == "within") for version in versions)]
        if result["draft"]:
            row.append(_with_luck(result["difference"][key], key == "within", signed=True))
        rows.append(row)
    return {"head": head, "rows": rows}


def charts(result: Result, units: Mapping[str, str]) -> dict[str, Any]:
    """图: times beside the promise, and the queue where it is longest, day by day."""
    versions = _versions(result)
    times = [
        [name, *(f"{version[key]['mean']:.2f}" for version in versions)]
        for key, name in (
            ("mean", gettext("平均")),
            ("p50", gettext("半数不超过")),
            ("p90", gettext("九成不超过")),
        )
        if all(version[key] for version in versions)
    ]
    promised = Period.parse(result["today"]["promised"])
    told: dict[str, Any] = {
        "head": [gettext("从提交到办结"), *_labels(result)],
        "times": times,
        "target": float(promised.amount) if promised.unit.value == "wd" else "",
        "promised": promised.words,
    }
    longest = _longest_queue(versions)
    if longest is not None:
        of = [version["stations"][longest] for version in versions]
        told |= {
            "station": _station(of[0], units),
            "queue": _by_day([one["queue_by_day"] for one in of], result["days"]),
            "queue_head": [gettext("第几个工作日"), *_labels(result)],
        }
    return told


def stations(result: Result, units: Mapping[str, str]) -> dict[str, Any]:
    """各岗位: people, how busy they are, and how many cases wait for them."""
    labels = _labels(result)
    head = [gettext("岗位"), gettext("人手")]
    head += [*_heads(gettext("忙碌"), labels), *_heads(gettext("平均排队（件）"), labels)]
    rows: Rows = []
    for of in zip(*(version["stations"] for version in _versions(result)), strict=True):
        people = gettext("%(count)d 人") % {"count": of[0]["people"]}
        if of[0]["share"] < 1:
            people += f" × {of[0]['share']:.0%}"
        if of[0]["assumed"]:
            people += gettext("（假设）")
        busy = [f"{one['busy']['mean']:.0%}" for one in of]
        queue = [f"{one['queue']['mean']:.1f}" for one in of]
        rows.append([_station(of[0], units), people, *busy, *queue])
    return {"head": head, "rows": rows}


def steps(result: Result) -> dict[str, Any]:
    """各环节: how long each waits and takes, and its part of the whole time to the end."""
    labels = _labels(result)
    columns = (
        ("waits", gettext("等待（小时）"), "{:.1f}"),
        ("works", gettext("办理（小时）"), "{:.1f}"),
        ("decides", gettext("占全程"), "{:.0%}"),
    )
    head = [gettext("环节")]
    for _, name, _ in columns:
        head += _heads(name, labels)
    by_key = [{step["key"]: step for step in one["steps"]} for one in _versions(result)]
    rows: Rows = []
    for key in dict.fromkeys(key for found in by_key for key in found):
        of = [found.get(key) for found in by_key]
        row = [next(step["name"] for step in of if step)]
        for column, _, form in columns:
            row += [form.format(step[column]) if step else "—" for step in of]
        rows.append(row)
    return {"head": head, "rows": rows}


def _versions(result: Result) -> list[Any]:
    return [one for one in (result["today"], result["draft"]) if one]


def _labels(result: Result) -> list[str]:
    return [gettext("今天"), gettext("草稿")] if result["draft"] else [gettext("今天")]


def _heads(name: str, labels: Sequence[str]) -> list[str]:
    return [name] if len(labels) == 1 else [f"{name} {label}" for label in labels]


def _with_luck(found: Mapping[str, Any] | None, share: bool, *, signed: bool = False) -> str:
    if found is None:
        return "—"
    scale, sign = (100 if share else 1), ("+" if signed else "")
    told = f"{found['mean'] * scale:{sign}.1f}"
    if found["low"] is not None:
        told += f" ± {(found['high'] - found['low']) / 2 * scale:.1f}"
    if share:
        return f"{told} %"
    return gettext("%(days)s 个工作日") % {"days": told}


def _station(one: Mapping[str, Any], units: Mapping[str, str]) -> str:
    told = {"unit": units.get(one["unit"], one["unit"]), "role": gettext(_role(one["role"]))}
    return gettext("%(unit)s · %(role)s") % told


def _role(role: str) -> str:
    return ROLE_NAMES.get(role, role)


def _longest_queue(versions: Sequence[Any]) -> int | None:
    """The station where most cases wait in either version; None where nobody waits."""
    queues = [
        max(version["stations"][n]["queue"]["mean"] for version in versions)
        for n in range(len(versions[0]["stations"]))
    ]
    longest = max(range(len(queues)), key=queues.__getitem__, default=None)
    return longest if longest is not None and queues[longest] > 0 else None


def _by_day(queues: Sequence[Sequence[float]], days: int) -> Rows:
    """Rows of a chart: as many days together as leave it readable."""
    points = len(queues[0])
    step = -(-points // _MOST_POINTS)
    rows: Rows = []
    for first in range(0, points, step):
        day = round((first + 1) * days / points)
        means = [sum(one[first : first + step]) / len(one[first : first + step]) for one in queues]
        rows.append([str(max(day, 1)), *(f"{mean:.1f}" for mean in means)])
    return rows
