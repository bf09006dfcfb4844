"""单独申请: one item applied for by itself, as a bundle of one, so that both go the same road."""

from collections.abc import Mapping, Sequence
from itertools import groupby

from yimen.catalogue.rules.certainty import whens
from yimen.catalogue.rules.conditions import Conditions
from yimen.catalogue.rules.definitions import (
    BundleDefinition,
    BundleMember,
    ItemDefinition,
    Section,
)
from yimen.kernel.expressions import BadExpression
from yimen.kernel.packs import Names
from yimen.vocabulary.api import ElementDefinition

MOST_IN_ONE = 12
"""Fields that one section holds; a longer form is split."""
_FEWEST = 3
"""Fields that make a section of their own; fewer join the one before."""
_ALL = Names(zh_hans="填写申请信息", zh_hant="填寫申請資料", en="Your application")


def as_bundle(item: ItemDefinition, elements: Mapping[str, ElementDefinition]) -> BundleDefinition:
    """单事项视为一件事: the item's own questions, limit and visits over one member, itself.

    Fields stand in the item's order in one section; of more than twelve, those that follow each
    other with the same first part of their code (`person`, `enterprise`) make a section, called
    after its first elements. What the item produces is not asked. Its subject is the first name
    among its elements. An item without any such field has no section, and no subject.
    """
    asked = [use.element for use in item.fields if use.element not in item.produces]
    return BundleDefinition.model_construct(
        code=item.code,
        name=item.name,
        summary=item.description or item.name,
        unit=item.unit,
        effective_from=item.effective_from,
        effective_to=item.effective_to,
        applicants=list(item.applicants),
        status=item.status,
        status_note=item.status_note,
        aliases=list(item.aliases),
        basis=list(item.basis),
        promised=item.limits.promised,
        promised_basis=item.limits.promised_basis,
        visits=item.visits - item.visits_in_bundle,
        scenario=list(item.scenario),
        members=[BundleMember(item=item.code)],
        sections=_sections(asked, elements),
        subject_name=next((code for code in asked if code.endswith(".name")), ""),
        icon="file-text",
    )


def obstacles(item: ItemDefinition, elements: Mapping[str, ElementDefinition]) -> tuple[str, ...]:
    """不能单独申请的原因: what only a bundle could give: names of conditions and elements.

    Conditions may ask questions that none but a bundle puts; steps may need elements that
    neither the form nor the item itself makes. Empty when the item can be applied for by itself.
    """
    conditions = Conditions.of(item.scenario, elements)
    unread = [when for _, when in whens(item) if when and not _reads(conditions, when)]
    given = {use.element for use in item.fields} | set(item.produces)
    needed = [need for step in item.steps for need in step.needs if need not in given]
    return tuple(dict.fromkeys([*unread, *needed]))


def _reads(conditions: Conditions, when: str) -> bool:
    try:
        conditions.compile(when)
    except BadExpression:
        return False
    return True


def _sections(codes: Sequence[str], elements: Mapping[str, ElementDefinition]) -> list[Section]:
    if not codes:
        return []
    if len(codes) <= MOST_IN_ONE:
        return [Section(code="application", name=_ALL, elements=list(codes))]
    groups: list[list[str]] = []
    for _, run in groupby(codes, key=lambda code: code.partition(".")[0]):
        found = list(run)
        if groups and (len(found) < _FEWEST or len(groups[-1]) < _FEWEST):
            groups[-1] += found
        else:
            groups.append(found)
    return [
        Section(code=f"part-{n}", name=_called(group, elements), elements=group)
        for n, group in enumerate(groups, start=1)
    ]


def _called(group: Sequence[str], elements: Mapping[str, ElementDefinition]) -> Names:
    """The names of the first two elements, and how many there are."""
    names, count = [elements[code].name for code in group[:2]], len(group)
    if count <= len(names):
        return _joined(names, "{}", "{}", "{}")
    return _joined(names, f"{{}}等 {count} 项", f"{{}}等 {count} 項", f"{{}} and {count - 2} more")


def _joined(names: Sequence[Names], zh_hans: str, zh_hant: str, en: str) -> Names:
    return Names(
        zh_hans=zh_hans.format("、".join(name.zh_hans for name in names)),
        zh_hant=zh_hant.format("、".join(name.in_language("zh-hant") for name in names)),
        en=en.format(", ".join(name.in_language("en") for name in names)),
    )
