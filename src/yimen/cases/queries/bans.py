"""申请限制查询: who may not apply for an item again yet."""

from collections.abc import Sequence
from uuid import UUID

from yimen.cases.models import Ban
from yimen.cases.rules.bans import SAFETY
from yimen.catalogue.api import ItemDefinition
from yimen.kernel.problems import Conflict
from yimen.vocabulary.api import today


def refuse_barred(party: UUID, items: Sequence[ItemDefinition]) -> None:
    """核对申请限制: raises `Conflict` when the party may not apply for one of the items now
    (行政许可法 2019 第七十八条、第七十九条)."""
    safety = [item.code for item in items if SAFETY & set(item.concerns)]
    if not safety:
        return
    found = Ban.objects.filter(party_id=party, item__in=safety, until__gte=today())
    ban = found.order_by("-until").first()
    if ban is not None:
        name = next(item.name.zh_hans for item in items if item.code == ban.item)
        day = f"{ban.until.year}年{ban.until.month}月{ban.until.day}日"
        raise Conflict(
            f"在{day}之前（含当日）不能再次申请“{name}”：{ban.reason}。"
            "对限制不服的，可以依法申请行政复议或者提起行政诉讼。"
        )
