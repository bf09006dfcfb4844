"""部门名称对照: which unit of the city a name in a document means."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from typing import Any

from yimen.kernel.problems import FieldError, Invalid
from yimen.oversight.rules.plan_text import PlanText


@dataclass(frozen=True)
class UnitNames:
    """部门的各种写法: a unit's code, its short name, and every other way it is written."""

    code: str
    short: str
    others: tuple[str, ...] = ()

    @classmethod
    def of(cls, entry: Mapping[str, Any]) -> "UnitNames":
        """由城市包的一条取名: from an entry of a pack's `units.yaml`."""
        name = entry["name"]
        full = name["zh_hans"] if isinstance(name, Mapping) else str(name)
        return cls(entry["code"], entry["short"], (full, *entry.get("aliases", ())))


def resolve_units(
    names: Iterable[str],
    units: Sequence[UnitNames],
    *,
    places: Mapping[str, str] | None = None,
) -> dict[str, UnitNames]:
    """对照部门: the unit that each written name means.

    `places` says for the message where a name stands. Raises `Invalid` with one error for every
    name that no unit carries, or that two units carry, with the nearest names known.
    """
    known: dict[str, list[UnitNames]] = {}
    for unit in units:
        for written in dict.fromkeys((unit.short, *unit.others)):
            known.setdefault(written, []).append(unit)
    wanted = tuple(dict.fromkeys(names))
    unclear = [name for name in wanted if len(known.get(name, ())) != 1]
    if unclear:
        shown = "、".join(f"“{name}”" for name in unclear)
        raise Invalid(
            f"部门名称{shown}在城市包里对不上；这次什么也没有导入。",
            errors=[
                FieldError(name + (places or {}).get(name, ""), _explained(name, known))
                for name in unclear
            ],
        )
    return {name: known[name][0] for name in wanted}


def resolve_plan(plan: PlanText, units: Sequence[UnitNames]) -> dict[str, UnitNames]:
    """对照工作要点的部门: the unit of every name that the plan's items write.

    Raises `Invalid` as `resolve_units`, naming the items in which a name stands.
    """
    items: dict[str, list[int]] = {}
    for item in plan.items:
        for name in (*item.leads, *item.assists):
            items.setdefault(name, []).append(item.number)
    places = {name: f"（第 {'、'.join(map(str, at))} 项）" for name, at in items.items()}
    return resolve_units(items, units, places=places)


def _explained(name: str, known: Mapping[str, Sequence[UnitNames]]) -> str:
    if name in known:
        codes = "、".join(unit.code for unit in known[name])
        return f"{codes} 都用这个名称。请在 units.yaml 里只留给一个部门。"
    near = get_close_matches(name, list(known), n=3, cutoff=0.4)
    hint = f"，最接近的是{'、'.join(f'“{one}”' for one in near)}" if near else ""
    return (
        f"没有部门用这个名称{hint}。"
        "请改正文中的写法，或在 units.yaml 里给对应部门加上这个别名（aliases）。"
    )
