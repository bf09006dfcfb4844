"""事项接口形状: an item with every element, as it stands on a day, for programs."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Self

from yimen.catalogue.http.schemas import ItemAnswer, Question, Term
from yimen.catalogue.models import Version
from yimen.catalogue.rules import ItemDefinition
from yimen.catalogue.rules.guide import CodeUse, Guide
from yimen.catalogue.rules.open_data.tables import cited
from yimen.catalogue.rules.terms import Acceptance, Listing
from yimen.kernel.http.operations import Answer
from yimen.kernel.packs import Names, Source


class AcceptanceAnswer(Answer):
    """受理规则: `within` is the unit's time for its notice, `answer_within` the applicant's."""

    mode: str
    within: Term
    answer_within: Term | None
    basis: str

    @classmethod
    def of(cls, rule: Acceptance) -> Self:
        """由定义"""
        return cls(
            mode=rule.mode,
            within=Term.of(rule.within),
            answer_within=Term.of(rule.answer_within) if rule.answer_within else None,
            basis=_cited(rule.basis),
        )


class CommitmentAnswer(Answer):
    """告知承诺: within which time after the decision it is checked."""

    check_within: Term
    exception: str


class QuotaAnswer(Answer):
    """数量限制: `per` is year or ever."""

    count: int
    per: str
    basis: str


class RenewalAnswer(Answer):
    """延续: of which certificate."""

    document: str
    basis: str


class ListingAnswer(Answer):
    """清单所列: a list that bears on the item, and when."""

    list: str
    when: str
    basis: str


class DelegationAnswer(Answer):
    """委托下放: the units, and the element whose value decides which of them it is."""

    to: list[str]
    by: str
    kind: str
    scope: str
    basis: str


class ReformAnswer(Answer):
    """改革方式: cancelled, filing, commitment or optimised."""

    mode: str
    note: Names
    basis: str


class FullItemAnswer(ItemAnswer):
    """事项全部要素: an item as it stands on a day, suspended and cancelled ones too.

    `digest` is the published version's; `guide` has the elements of GB/T 39046-2020 that guide
    people; `bundles` are those that can be applied for on the day and join it.
    """

    aliases: list[Names]
    description: Names | None
    theme: Names | None
    codes: list[CodeUse]
    entry: str
    status: str
    status_note: Names | None
    effective_to: date | None
    extension: Term | None
    acceptance: AcceptanceAnswer
    commitment: CommitmentAnswer | None
    concerns: list[str]
    hearing: bool
    quota: QuotaAnswer | None
    renewal: RenewalAnswer | None
    delivery: list[str]
    replaces: list[str]
    delegation: DelegationAnswer | None
    enterprise_permit: bool
    reform: ReformAnswer | None
    exempt: list[ListingAnswer]
    key: list[ListingAnswer]
    visits_in_bundle: int
    scenario: list[Question]
    guide: Guide
    bundles: list[str]

    @classmethod
    def of_version(
        cls,
        item: ItemDefinition,
        version: Version,
        units: Mapping[str, str],
        bundles: Sequence[str] = (),
    ) -> Self:
        """由版本"""
        limits, shared = item.limits, ItemAnswer.of(item, version.digest, units)
        return cls(
            **dict(shared),
            aliases=item.aliases,
            description=item.description,
            theme=item.theme,
            codes=item.codes,
            entry=item.entry or "",
            status=item.status,
            status_note=item.status_note,
            effective_to=item.effective_to,
            extension=Term.of(limits.extension, limits.extension_basis)
            if limits.extension
            else None,
            acceptance=AcceptanceAnswer.of(item.acceptance),
            commitment=_commitment(item),
            quota=_quota(item),
            renewal=_renewal(item),
            delegation=_delegation(item),
            reform=_reform(item),
            concerns=list(item.concerns),
            hearing=item.hearing,
            delivery=list(item.delivery),
            replaces=item.replaces,
            enterprise_permit=item.enterprise_permit,
            exempt=_listings(item.exempt),
            key=_listings(item.key),
            visits_in_bundle=item.visits_in_bundle,
            scenario=[Question.of(one) for one in item.scenario],
            guide=item.guide,
            bundles=list(bundles),
        )


def _commitment(item: ItemDefinition) -> CommitmentAnswer | None:
    rule = item.commitment
    if rule is None:
        return None
    check = Term.of(rule.check_within, rule.basis)
    return CommitmentAnswer(check_within=check, exception=_cited(rule.exception))


def _quota(item: ItemDefinition) -> QuotaAnswer | None:
    quota = item.quota
    if quota is None:
        return None
    return QuotaAnswer(count=quota.count, per=quota.per, basis=cited(quota.basis))


def _renewal(item: ItemDefinition) -> RenewalAnswer | None:
    renewal = item.renewal
    if renewal is None:
        return None
    return RenewalAnswer(document=renewal.document, basis=cited(renewal.basis))


def _delegation(item: ItemDefinition) -> DelegationAnswer | None:
    one = item.delegation
    if one is None:
        return None
    told = {"by": one.by, "kind": one.kind, "scope": one.scope, "basis": cited(one.basis)}
    return DelegationAnswer(to=one.to, **told)


def _reform(item: ItemDefinition) -> ReformAnswer | None:
    reform = item.reform
    if reform is None:
        return None
    return ReformAnswer(mode=reform.mode, note=reform.note, basis=cited(reform.basis))


def _listings(listings: Sequence[Listing]) -> list[ListingAnswer]:
    return [ListingAnswer(list=x.list, when=x.when, basis=cited(x.basis)) for x in listings]


def _cited(source: Source | None) -> str:
    return cited(source) if source else ""
