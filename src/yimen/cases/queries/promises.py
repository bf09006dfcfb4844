"""承诺查询: which papers may be promised, and what was promised."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db.models import OuterRef, Subquery

from yimen.cases.models import Case, Clock, Draft, Promise
from yimen.cases.queries.definitions import offer_of
from yimen.cases.queries.drafts import PaperState, draft_form, draft_view
from yimen.cases.rules import commitment, deferral
from yimen.cases.rules.permissions import Owned, Work
from yimen.cases.rules.promising import Promised, complaints
from yimen.catalogue.api import Facts, ItemDefinition
from yimen.kernel import clock, permissions
from yimen.kernel.actors import Actor
from yimen.kernel.problems import Unknown
from yimen.vocabulary.api import calendar

MOST_SHOWN = 200


@dataclass(frozen=True)
class PaperChoice:
    """材料选择: what the applicant may do about a paper besides handing it in.

    `latest` is the last day by which it may follow, None where it may not; `may_commit` says
    whether a promise may stand in its place.
    """

    document: str
    name: str
    items: Sequence[ItemDefinition]
    facts: Facts
    broke: bool
    latest: date | None
    may_commit: bool

    def complaints(self, due: date | None) -> list[str]:
        """不能承诺的理由: in words, each once; `due` None asks for a promise in place of it."""
        found = [
            error.message
            for item in self.items
            for error in complaints(
                item,
                [Promised(self.document, due)],
                broke=self.broke,
                received=clock.now(),
                days=calendar(),
                facts=self.facts,
            )
        ]
        return list(dict.fromkeys(found))


def choices_of(draft: Draft) -> dict[str, PaperChoice]:
    """材料选择: of every paper that the applicant is to hand in, by document type."""
    offer = offer_of(draft)
    facts = offer.conditions.given(draft.scenario, draft_form(draft))
    broke = has_broken(draft.party_id)
    view = draft_view(draft)
    using = {member.item: set(member.papers) for member in view.view.members if member.applies}
    found = {}
    for paper in view.papers:
        if paper.status == "supplied":
            continue
        document = paper.view.document
        items = [offer.items[code][1] for code, papers in using.items() if document in papers]
        found[document] = _choice(paper, items, facts, broke)
    return found


def promised_in(draft: Draft) -> list[Promised]:
    """草稿中的承诺: papers promised and not handed in."""
    return [
        Promised(
            paper.view.document, date.fromisoformat(paper.promised) if paper.promised else None
        )
        for paper in draft_view(draft).papers
        if paper.status == "promised"
    ]


def same_promises(promise_id: str | UUID) -> list[UUID]:
    """同一材料的承诺: open deferrals of the same paper by other items of the bundle."""
    own = Promise.objects.select_related("case").get(pk=promise_id)
    if own.case.parent_id is None:
        return []
    found = Promise.objects.filter(
        case__parent_id=own.case.parent_id,
        document=own.document,
        kind=Promise.Kind.DEFERRAL,
        state=Promise.State.OPEN,
    )
    return list(found.values_list("id", flat=True))


def readable_promise(by: Actor, promise_id: UUID) -> Promise:
    """可见承诺: one whose paper the actor may hand in; otherwise `Unknown`."""
    found = Promise.objects.select_related("case").filter(pk=promise_id).first()
    if found is None or not permissions.allowed(by, "cases.hand_in", Owned(str(found.party_id))):
        raise Unknown("没有这项承诺，请从办件进度页进入。")
    return found


def checkable_promise(by: Actor, promise_id: UUID) -> Promise:
    """可核查的承诺: one that was made to the actor's unit; otherwise `Unknown`."""
    found = Promise.objects.select_related("case__item", "party").filter(pk=promise_id).first()
    if found is None or not permissions.allowed(by, "cases.check", Work(found.case.unit_id, "")):
        raise Unknown("没有这项承诺，或它不属于您的部门。请返回承诺核查。")
    return found


def to_check(by: Actor) -> list[Promise]:
    """待核查的承诺: of cases granted by the actor's units, the most urgent first."""
    units = [unit for unit in by.units() if permissions.allowed(by, "cases.check", Work(unit, ""))]
    found = Promise.objects.filter(
        kind=Promise.Kind.COMMITMENT,
        state=Promise.State.OPEN,
        case__state=Case.State.GRANTED,
        case__unit__in=units,
    )
    due = Clock.objects.filter(subject=OuterRef("pk"), stopped_at=None).values("due_at")[:1]
    rows = found.annotate(due_at=Subquery(due)).select_related("case__item", "party")
    return list(rows.order_by("due_at", "id")[:MOST_SHOWN])


def has_broken(party: UUID) -> bool:
    """有失信承诺: whether the party broke a promise that is not repaired."""
    return Promise.objects.filter(party_id=party, state=Promise.State.BROKEN).exists()


def _choice(
    paper: PaperState, items: list[ItemDefinition], facts: Facts, broke: bool
) -> PaperChoice:
    document = paper.view.document
    days, latest = calendar(), None
    if items and not any(deferral.bars(i, document, broke_promise=broke) for i in items):
        ends = [deferral.latest_day(item, clock.now(), days) for item in items]
        latest = min((end for end in ends if end), default=None) if all(ends) else None
    commits = [
        commitment.bars(
            item, document, broke_promise=broke, watched=commitment.watched(item, facts)
        )
        for item in items
    ]
    may_commit = bool(items) and not any(commits)
    return PaperChoice(document, paper.view.name.zh_hans, items, facts, broke, latest, may_commit)
