"""事项指南: everything that a version of an item says to those who apply, as its page tells it."""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext

from yimen.cases.http.wording import fee_words, listed, named, period_words, supplier_words
from yimen.catalogue.api import ItemDefinition, PaperUse, Step, bundles_with, list_names, words
from yimen.exchange.api import resources
from yimen.kernel.codes import schemes
from yimen.kernel.packs import Names
from yimen.kernel.packs.model import Source
from yimen.parties.api import unit_names
from yimen.vocabulary.api import documents, elements

Row = dict[str, Any]


def item_guide(item: ItemDefinition, on: date | None = None) -> Row:
    """事项指南: the context of the item's page; `on` is the day whose bundles are told."""
    units, lists = unit_names(), list_names(on)
    fields = [_field(use) for use in item.fields]
    return {
        "item": item,
        "facts": _facts(item, units),
        "about": _about(item, units),
        "limits": _limits(item),
        "clauses": _clauses(item),
        "supplied": [field for field in fields if field["source"]],
        "typed": [field for field in fields if not field["source"]],
        "papers": [_paper(use, lists) for use in item.papers],
        "fees": [
            {"name": named(fee.name), "yuan": fee.yuan, "basis": [fee.basis]} for fee in item.fees
        ],
        "levels": _levels(item, units),
        "result": _result(item),
        "listings": _listings(item, lists),
        "remedies": [_remedy(one) for one in item.guide.remedies],
        "contacts": [_contact(one) for one in item.guide.contacts],
        "bundles": [
            {"title": named(bundle.name), "url": reverse("web:bundle", args=[bundle.code])}
            for bundle in bundles_with(item.code, on)
        ],
        "stopped": gettext(words.STATUSES[item.status]) if item.status != "open" else "",
        "mode": gettext(words.MODES[item.reform.mode]) if item.reform else "",
        "towns": [units.get(code, code) for code in item.delegation.to] if item.delegation else [],
    }


def _facts(item: ItemDefinition, units: Mapping[str, str]) -> list[Row]:
    guide = item.guide
    rows = [
        _fact(gettext("实施机关"), units.get(item.unit, item.unit)),
        _fact(gettext("事项类型"), gettext(words.KINDS[item.kind])),
        _fact(gettext("办件类型"), gettext(words.HANDLING[item.handling])),
        _fact(gettext("承诺时限"), period_words(item.limits.promised)),
        _fact(gettext("办理对象"), _words(item.applicants, words.APPLICANTS)),
        _fact(gettext("服务对象"), _words(guide.serves, words.SERVED)),
        _fact(gettext("办理渠道"), _words(item.channels, words.CHANNELS)),
        _fact(gettext("网办深度"), gettext(words.DEPTHS.get(guide.online_depth or 0, ""))),
        _fact(gettext("通办范围"), gettext(words.REACH.get(guide.reach or "", ""))),
        _fact(gettext("跑动次数"), _visits(item)),
        _fact(gettext("到现场的原因"), named(guide.in_person)),
        _fact(gettext("费用"), fee_words([item])),
        _fact(gettext("办理结果"), _document(item.result_document)),
        _fact(gettext("结果送达"), _words(item.delivery, words.DELIVERY)),
        _fact(gettext("自助终端"), gettext("可以办") if "kiosk" in item.channels else ""),
        _fact(gettext("材料邮寄"), gettext("可以寄") if "mail" in item.channels else ""),
        _fact(gettext("预约"), gettext("可以预约") if guide.booking else ""),
        _fact(gettext("网上支付"), gettext("可以网上支付") if guide.online_payment else ""),
    ]
    return [row for row in rows if row["value"]]


def _about(item: ItemDefinition, units: Mapping[str, str]) -> list[Row]:
    """What administrators and other platforms ask for: level, body, codes, delegation."""
    rows = [
        _fact(gettext("事项编码"), item.code),
        *(_fact(schemes.scheme(use.scheme).title, use.code) for use in item.codes),
        _fact(gettext("基本目录"), item.entry or ""),
        _fact(gettext("行使层级"), gettext(words.LEVELS.get(item.guide.level or "", ""))),
        _fact(gettext("实施主体性质"), gettext(words.BODIES[item.guide.body])),
        _fact(gettext("涉企经营许可"), gettext("是") if item.enterprise_permit else ""),
        _fact(gettext("别的叫法"), listed([named(one) for one in item.aliases])),
        _fact(gettext("代替的事项"), listed(item.replaces)),
        _fact(gettext("联办机构"), listed(_partners(item, units))),
    ]
    if item.quota:
        told = {
            "per": gettext(words.QUOTA_PER[item.quota.per]),
            "count": item.quota.count,
        }
        rows.append(_fact(gettext("数量限制"), gettext("%(per)s %(count)d 个") % told))
    return [row for row in rows if row["value"]]


def _partners(item: ItemDefinition, units: Mapping[str, str]) -> list[str]:
    others = dict.fromkeys(step.unit for step in item.steps if step.unit not in (None, item.unit))
    return [units.get(code, code) for code in others if code]


def _limits(item: ItemDefinition) -> list[Row]:
    limits = item.limits
    rows = [_term(gettext("承诺时限"), period_words(limits.promised), limits.promised_basis)]
    if limits.statutory:
        rows.append(
            _term(gettext("法定时限"), period_words(limits.statutory), limits.statutory_basis)
        )
    if limits.extension:
        told = gettext("经负责人批准，可以延长一次，最多 %(limit)s")
        said = told % {"limit": period_words(limits.extension)}
        rows.append(_term(gettext("可以延长"), said, limits.extension_basis))
    return rows


def _clauses(item: ItemDefinition) -> list[Row]:
    """What else the law says of the handling: acceptance, procedures, hearing, promise, renewal."""
    acceptance = item.acceptance
    rows = [
        _term(gettext("受理"), gettext(words.ACCEPTANCE[acceptance.mode]), acceptance.basis),
    ]
    if item.handling == "commitment" and acceptance.mode == "supplement":
        told = gettext("收到材料之日起 %(limit)s内告知；逾期不告知的，自收到之日起即为受理")
        rows[0]["limit"] += gettext("；") + told % {"limit": period_words(acceptance.within)}
    for name, step in _procedures(item):
        told = gettext("“%(step)s”需要%(name)s，所需时间不计入办理期限")
        rows.append(_term(gettext("特别程序"), told % {"step": named(step.name), "name": name}))
    for step in item.steps:
        if step.on_silence == "consent":
            told = gettext("“%(step)s”%(limit)s内没有答复的，视为同意")
            said = {"step": named(step.name), "limit": period_words(step.within)}
            rows.append(_term(gettext("逾期同意"), told % said, step.silence_basis))
    if item.hearing:
        rows.append(_term(gettext("听证"), gettext("作出决定之前，申请人有要求听证的权利")))
    if item.commitment:
        told = gettext("部分材料可以用书面承诺代替；作出决定后 %(limit)s内核查")
        said = {"limit": period_words(item.commitment.check_within)}
        rows.append(_term(gettext("告知承诺"), told % said, item.commitment.basis))
    if item.quota:
        rows.append(_term(gettext("数量限制"), gettext("按受理的先后顺序"), item.quota.basis))
    if item.renewal:
        told = gettext("“%(name)s”有效期届满前没有作出决定的，视为准予延续")
        said = {"name": _document(item.renewal.document)}
        rows.append(_term(gettext("延续"), told % said, item.renewal.basis))
    return rows


def _procedures(item: ItemDefinition) -> Iterable[tuple[str, Step]]:
    for step in item.steps:
        if step.procedure:
            yield gettext(words.PROCEDURES[step.procedure]), step


def _paper(use: PaperUse, lists: Mapping[str, Names]) -> Row:
    document = documents().get(use.document)
    source = document.source if document else None
    maker = document.issued_by_item if document else None
    supplier = supplier_words(source.resource, resources()) if source else ""
    formats = gettext("、").join(one.upper() for one in document.formats) if document else ""
    size = {"formats": formats, "size": document.max_megabytes if document else 0}
    wanted = {"originals": use.originals, "copies": use.copies}
    return {
        "name": _document(use.document),
        "hint": named(document.hint) if document else "",
        "accepts": gettext("%(formats)s，不超过 %(size)d MB") % size if document else "",
        "essential": use.essential,
        "may_defer": use.may_defer,
        "may_promise": use.may_promise,
        "conditional": bool(use.when),
        "free": bool(source or maker),
        "supplier": supplier or (gettext("本平台签发的证照") if maker else ""),
        "made_by": gettext(words.MADE_BY[use.made_by]),
        "on_paper": gettext("纸质申请：原件 %(originals)d 份，复印件 %(copies)d 份") % wanted
        if use.originals or use.copies
        else "",
        "in_person": use.in_person,
        "note": named(use.note),
        "standard": named(use.standard),
        "lists": [
            {"title": named(lists.get(code)) or code, "code": code}
            for code in (use.defer_list, use.later_list)
            if code
        ],
        "basis": use.basis,
    }


def _field(use: Any) -> Row:
    element = elements().get(use.element)
    source = element.source if element else None
    return {
        "name": named(use.name or (element.name if element else None)) or use.element,
        "required": use.required,
        "conditional": bool(use.when),
        "source": supplier_words(source.resource, resources()) if source else "",
    }


def _levels(item: ItemDefinition, units: Mapping[str, str]) -> list[list[Row]]:
    """The steps by how many stand before them: those of one level may run side by side."""
    depth: dict[str, int] = {}
    for _ in item.steps:  # once a step at most: the flow has no circles
        for step in item.steps:
            before = [depth.get(code, 0) + 1 for code in step.after]
            depth[step.code] = max(before, default=0)
    rows: dict[int, list[Row]] = {}
    for step in item.steps:
        rows.setdefault(depth[step.code], []).append(_step(step, item, units))
    return [rows[level] for level in sorted(rows)]


def _step(step: Step, item: ItemDefinition, units: Mapping[str, str]) -> Row:
    names = {one.code: named(one.name) for one in item.steps}
    known = elements()
    needs = [known[code].name if code in known else None for code in step.needs]
    return {
        "name": named(step.name),
        "kind": gettext(words.STEP_KINDS[step.kind]),
        "unit": units.get(step.unit or item.unit, step.unit or item.unit),
        "limit": period_words(step.within),
        "after": listed([names[code] for code in step.after]),
        "needs": listed([named(one) for one in needs if one]),
        "conditional": bool(step.when),
        "procedure": gettext(words.PROCEDURES[step.procedure]) if step.procedure else "",
        "checks": [named(check) for check in step.checks],
    }


def _result(item: ItemDefinition) -> Row | None:
    if item.result is None:
        return None
    years = item.result.valid_years
    return {
        "name": _document(item.result.document),
        "valid": gettext("%(n)d 年") % {"n": years} if years else gettext("长期有效"),
        "rows": [named(row.label) for row in item.result.rows],
    }


def _listings(item: ItemDefinition, names: Mapping[str, Names]) -> list[Row]:
    kinds = (
        (item.exempt, gettext("符合清单所列条件的，不用办这个事项")),
        (item.key, gettext("列入重点管理的，不适用告知承诺")),
    )
    return [
        {
            "code": one.list,
            "title": named(names.get(one.list)) or one.list,
            "text": text,
            "conditional": bool(one.when),
            "basis": [one.basis],
        }
        for listings, text in kinds
        for one in listings
    ]


def _remedy(one: Any) -> Row:
    return {
        "name": gettext(words.REMEDIES[one.kind]),
        "to": named(one.to),
        "basis": [one.basis],
    }


def _contact(one: Any) -> Row:
    return {
        "purpose": gettext(words.PURPOSES[one.purpose]),
        "name": named(one.name),
        "phone": one.phone,
        "url": one.url,
    }


def _visits(item: ItemDefinition) -> str:
    told = {"alone": item.visits, "joined": item.visits_in_bundle}
    if item.visits == item.visits_in_bundle:
        return gettext("%(alone)d 次") % told
    return gettext("单独办 %(alone)d 次，一件事联办 %(joined)d 次") % told


def _document(code: str) -> str:
    if not code:
        return gettext("不另发证照，以受理回执为准")
    document = documents().get(code)  # a type may have gone since an old version
    return named(document.name) if document else code


def _words(codes: Iterable[str], table: Mapping[str, str]) -> str:
    return listed([gettext(table[code]) for code in codes])


def _term(name: str, limit: str, basis: Source | None = None) -> Row:
    return {"name": name, "limit": limit, "basis": [basis] if basis else []}


def _fact(key: str, value: str) -> Row:
    return {"key": key, "value": value}
