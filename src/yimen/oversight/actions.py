"""督查动作: taking over a reform plan from the pack, and its published wording."""

from collections.abc import Mapping
from typing import Any

from yimen.kernel.actions import action
from yimen.kernel.actors import Actor
from yimen.kernel.events import publish
from yimen.kernel.permissions import require
from yimen.oversight.events import PlanImported, PlanLoaded
from yimen.oversight.models import Plan, PlanItem
from yimen.oversight.rules import PlanText, UnitNames

_ITEM_KEYS = {"number", "title"}


@action
def load_plan(by: Actor, code: str, content: Mapping[str, Any]) -> Plan:
    """装载工作要点: a plan as the pack's `plan/<year>.yaml` writes it; `code` is the year.

    Wording that was imported before stays; items that the file no longer has go away.
    """
    require(by, "oversight.load_plan")
    head = {key: value for key, value in content.items() if key != "items"}
    plan, _ = Plan.objects.update_or_create(
        code=code,
        defaults={
            "title": content["title"],
            "number": content.get("number", ""),
            "issued_on": content.get("date"),
            "head": head,
        },
    )
    for item in content["items"]:
        PlanItem.objects.update_or_create(
            plan=plan,
            number=item["number"],
            defaults={
                "title": item["title"],
                "content": {k: v for k, v in item.items() if k not in _ITEM_KEYS},
            },
        )
    plan.items.exclude(number__in=[item["number"] for item in content["items"]]).delete()
    publish(by, PlanLoaded(code, len(content["items"])))
    return plan


@action
def import_plan(by: Actor, plan: PlanText, units: Mapping[str, UnitNames]) -> Plan:
    """导入工作要点: the published text: titles, units, figures and wording of every item.

    `units` gives for each name as written the unit of the pack. What delivers and what measures
    an item is not in the text and stays as the pack says.
    """
    require(by, "oversight.load_plan")
    code = str(plan.date.year)
    parts = [{"number": p.number, "title": p.title} for p in plan.parts]
    row, _ = Plan.objects.get_or_create(code=code, defaults={"title": plan.title})
    row.title, row.number, row.issued_on = plan.title, plan.number, plan.date
    row.head = {**row.head, "parts": parts, "issuer": plan.issuer}
    row.save()
    for item in plan.items:
        known, _ = PlanItem.objects.get_or_create(
            plan=row, number=item.number, defaults={"title": item.title, "content": {}}
        )
        known.title, known.text = item.title, item.text
        known.content = {
            "delivers": {},
            "indicators": [],
            **known.content,
            "part": item.part,
            "leads": [units[name].code for name in item.leads],
            "assists": [units[name].code for name in item.assists],
            "groups": list(item.groups),
            "figures": item.as_json()["figures"],
        }
        known.save()
    publish(by, PlanImported(code, plan.number, len(plan.items)))
    return row
