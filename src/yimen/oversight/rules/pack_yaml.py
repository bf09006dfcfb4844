"""工作要点包文件: the `plan/<year>.yaml` of a pack, made from the published text.

The file keeps of the text what the plan page needs (numbers, titles, units, figures), and adds
by hand what the text cannot know: what delivers an item and which indicators measure it.
"""

from collections.abc import Mapping
from typing import Any

import yaml

from yimen.oversight.rules.plan_text import PlanText
from yimen.oversight.rules.units import UnitNames

_HEADER = """\
# 由 `yimen plan import <公布的文本> --yaml` 生成，文号、部分、条目、部门和数字都取自公布的文本。
# 只有 delivers（由什么落实）和 indicators（用什么衡量）是人工填写的，重新生成时保留。
"""
_BY_HAND: Mapping[str, Any] = {"delivers": {}, "indicators": []}


def plan_as_data(
    plan: PlanText,
    units: Mapping[str, UnitNames],
    earlier: Mapping[str, Any] | None = None,
) -> dict[str, Any]:
    """工作要点的数据: the content of the pack file as plain values.

    `units` is what `resolve_plan` returns; `earlier` the file's content so far, from which
    `delivers` and `indicators` of each item are taken over by the item's number.
    """
    kept = {item["number"]: item for item in (earlier or {}).get("items", ())}
    return {
        "title": plan.title,
        "number": plan.number,
        "date": plan.date.isoformat(),
        "issuer": plan.issuer,
        **({"source": plan.source} if plan.source else {}),
        "parts": [{"number": part.number, "title": part.title} for part in plan.parts],
        "items": [
            {
                "number": item.number,
                "part": item.part,
                "title": item.title,
                "leads": [units[name].code for name in item.leads],
                "assists": [units[name].code for name in item.assists],
                "groups": list(item.groups),
                "figures": [figure.as_json() for figure in item.figures],
                **{key: kept.get(item.number, {}).get(key, _BY_HAND[key]) for key in _BY_HAND},
            }
            for item in plan.items
        ],
    }


def to_pack_yaml(
    plan: PlanText,
    units: Mapping[str, UnitNames],
    earlier: Mapping[str, Any] | None = None,
) -> str:
    """写成包文件: the pack file's text; arguments as for `plan_as_data`."""
    return _HEADER + plan_yaml(plan_as_data(plan, units, earlier))


def plan_yaml(content: Mapping[str, Any]) -> str:
    """工作要点写成 YAML: the content of a plan's file in the pack's style, without the header."""
    return yaml.dump(
        dict(content),
        Dumper=_Dumper,
        allow_unicode=True,
        sort_keys=False,
        default_flow_style=None,
        width=100,
    )


class _Dumper(yaml.SafeDumper):
    """Indents lists below their key, as the packs do, and writes no anchors."""

    def increase_indent(self, flow: bool = False, indentless: bool = False) -> None:
        """Every list is indented, whatever PyYAML would choose."""
        super().increase_indent(flow, indentless=False)

    def ignore_aliases(self, data: Any) -> bool:
        """An empty list that two items share is written out twice."""
        return True
