"""Checks of rows against events: no action without its event, no event without its action."""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from proof import Scene, check


@dataclass(frozen=True)
class Pair:
    """Rows that an event tells of: one event for each row, one row for each event.

    `key` is the event's datum that names the row; `ids` gives the names of all rows.
    """

    event: str
    key: str
    ids: Callable[[Scene], Iterable[object]]


def _cases(scene: Scene, wanted: Callable[[Any], bool]) -> Iterator[object]:
    return (case.id for case in scene.cases.values() if wanted(case))


def _tasks_done(scene: Scene) -> Iterator[object]:
    return (task.id for task in scene.tasks.values() if task.state == "done")


def _drafts(scene: Scene) -> Iterable[object]:
    from yimen.cases.models import Draft

    return Draft.objects.values_list("id", flat=True)


def _uploads(scene: Scene) -> Iterable[object]:
    """Papers as they were handed in, and those that were taken out again."""
    from yimen.cases.models import Paper

    removed = [event.data["paper"] for event in scene.events.get("cases.PaperRemoved", ())]
    handed_in = Paper.objects.filter(draft__isnull=False, origin="uploaded")
    return [*handed_in.values_list("id", flat=True), *removed]


def _results(scene: Scene) -> Iterable[object]:
    """Certificates among the papers of cases, but for notices, which have an event of their own."""
    from yimen.cases.models import Paper

    told = {event.data["certificate"] for event in scene.events.get("cases.NoticeIssued", ())}
    kept = Paper.objects.filter(origin="result", case__item__isnull=False)
    return [one for one in kept.values_list("reference", flat=True) if one not in told]


def _certificates(scene: Scene) -> Iterable[object]:
    from yimen.documents.models import Certificate

    return Certificate.objects.values_list("id", flat=True)


def _enterprises(scene: Scene) -> Iterable[object]:
    from yimen.enterprise.models import Enterprise

    return Enterprise.objects.values_list("party_id", flat=True)


PAIRS = (
    Pair("cases.DraftStarted", "draft", _drafts),
    Pair("cases.PaperAttached", "paper", _uploads),
    Pair("cases.CaseSubmitted", "case", lambda s: _cases(s, lambda c: bool(c.bundle_id))),
    Pair("cases.CaseReceived", "case", lambda s: _cases(s, lambda c: bool(c.item_id))),
    Pair("cases.CaseAccepted", "case", lambda s: _cases(s, lambda c: bool(c.accepted_at))),
    Pair("cases.TaskOpened", "task", lambda s: s.tasks),
    Pair("cases.TaskDone", "task", _tasks_done),
    Pair("cases.CaseEnded", "case", lambda s: _cases(s, lambda c: c.item_id and c.ended_at)),
    Pair("cases.BundleEnded", "case", lambda s: _cases(s, lambda c: c.bundle_id and c.ended_at)),
    Pair("cases.ResultIssued", "certificate", _results),
    Pair("documents.CertificateIssued", "certificate", _certificates),
    Pair("enterprise.EnterpriseRegistered", "enterprise", _enterprises),
)


@check
def one_event_for_each_row(scene: Scene) -> Iterator[str]:
    """Every row has the event that tells of it, exactly once; every event has its row.

    So nothing is done twice: one TaskDone a task, one CaseEnded a case, one result an issue.
    """
    for pair in PAIRS:
        rows = Counter(str(one) for one in pair.ids(scene))
        told = Counter(str(event.data[pair.key]) for event in scene.events.get(pair.event, ()))
        for one in sorted(rows.keys() | told.keys()):
            if rows[one] != told[one]:
                yield f"{pair.key} {one}: {rows[one]} rows, {told[one]} events {pair.event}"


@check
def events_tell_what_rows_say(scene: Scene) -> Iterator[str]:
    """Who did what with which outcome is the same in the event and in the row."""
    for event in scene.events.get("cases.TaskDone", ()):
        task = scene.tasks.get(event.data["task"])
        if task is not None and (task.passed, task.opinion, task.done_by) != (
            event.data["passed"],
            event.data["opinion"],
            event.actor_id,
        ):
            yield f"task {task.id} is not as event {event.id} tells it"
    for kind in ("cases.CaseEnded", "cases.BundleEnded"):
        for event in scene.events.get(kind, ()):
            case = scene.cases.get(event.data["case"])
            undone = case is not None and case.state in {"revoked", "retracted", "annulled"}
            if case is not None and not undone and case.state != event.data["state"]:
                yield f"case {case.number} is {case.state}, event {event.id} says otherwise"
    for event in scene.events.get("cases.CaseSubmitted", ()):
        case = scene.cases.get(event.data["case"])
        if case is not None and case.number != event.data["number"]:
            yield f"case {case.number} is not as event {event.id} tells it"


@check
def stored_files_have_events(scene: Scene) -> Iterator[str]:
    """Each file was stored by somebody; each event of storing has left its file."""
    from yimen.documents.models import StoredFile

    told = {event.data["sha256"] for event in scene.events.get("documents.FileStored", ())}
    kept = set(StoredFile.objects.values_list("sha256", flat=True))
    for one in sorted(told ^ kept):
        yield f"file {one} has {'no row' if one in told else 'no event'}"


@check
def one_case_for_each_application(scene: Scene) -> Iterator[str]:
    """A draft became one case; no two cases were made of the same application."""
    from yimen.cases.models import Draft
    from yimen.kernel.models import AnsweredRequest

    discarded = {event.data["draft"] for event in scene.events.get("cases.DraftDiscarded", ())}
    ended = Draft.objects.filter(ended_at__isnull=False).exclude(pk__in=discarded).count()
    roots = [case for case in scene.cases.values() if case.bundle_id]
    if ended != len(roots):
        yield f"{ended} drafts were handed in, and {len(roots)} cases came of them"
    for (_, subject), times in Counter((c.party_id, c.subject) for c in roots).items():
        if times > 1:
            yield f"{times} cases for one application: {subject}"
    keys = AnsweredRequest.objects.filter(action="cases.submit").values_list(
        "subject_id", flat=True
    )
    for case_id, times in Counter(keys).items():
        if times > 1 or case_id not in scene.cases:
            yield f"{times} request numbers stand for case {case_id}"
