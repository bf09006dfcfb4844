"""Checks of what clients were told: an answer is a promise."""

import hashlib
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

from proof import Json, Scene, check


@check
def answered_alike(scene: Scene) -> Iterator[str]:
    """A request that was answered twice under one number got the same answer twice."""
    told: dict[tuple[str, str], set[str]] = defaultdict(set)
    for answer in _done(scene):
        told[answer["login"], answer["key"]].add(_subject(answer))
    for (login, key), subjects in told.items():
        if len(subjects) > 1:
            yield f"{login} was told {sorted(subjects)} under {key}"


@check
def answered_is_kept(scene: Scene) -> Iterator[str]:
    """Every write that was answered 2xx is among the answered requests, with what it gave back."""
    from yimen.kernel.models import AnsweredRequest

    kept = {(row.actor_id, row.key): row for row in AnsweredRequest.objects.all()}
    actors = _actors()
    for answer in _done(scene):
        row = kept.get((actors[answer["login"]], answer["key"]))
        if row is None:
            yield f"{_name(answer)} was answered and is not kept"
        elif row.subject_id != _subject(answer):
            yield f"{_name(answer)} gave {_subject(answer)}, kept is {row.subject_id}"


@check
def refused_left_nothing(scene: Scene) -> Iterator[str]:
    """A write that was answered 4xx left no answered request: it was rolled back whole."""
    from yimen.kernel.models import AnsweredRequest

    keys = {answer["key"] for answer in _done(scene)}
    refused = {a["key"]: a for a in scene.answers if a["status"] >= 400 and a["key"] not in keys}
    for row in AnsweredRequest.objects.filter(key__in=list(refused)):
        yield f"{_name(refused[row.key])} was refused and yet done"
    for row in AnsweredRequest.objects.filter(subject_model=""):
        yield f"request {row.key} ({row.action}) was begun and never answered"


@check
def answered_took_effect(scene: Scene) -> Iterator[str]:
    """What an answer 2xx says is so in the tables."""
    for answer in _done(scene):
        place = answer["path"].split("/")
        if place[-1] == "completion":
            yield from _task(scene, answer, place[-2])
        elif place[-1] == "submission":
            yield from _case(scene, answer)
        elif place[-1] == "papers":
            yield from _paper(answer)
        elif place[0] == "drafts":
            yield from _draft(scene, answer)


@check
def files_are_whole(scene: Scene) -> Iterator[str]:
    """Every stored file is on the disk, and is what its name says."""
    from django.conf import settings

    from yimen.documents.models import StoredFile
    from yimen.documents.rules import path

    for file in StoredFile.objects.all():
        place = Path(settings.YIMEN_FILES) / path(file.sha256)
        if not place.is_file():
            yield f"file {file.sha256} is not on the disk"
        elif hashlib.sha256(place.read_bytes()).hexdigest() != file.sha256:
            yield f"file {file.sha256} is not what its name says"


def _task(scene: Scene, answer: Json, task_id: str) -> Iterator[str]:
    task = scene.tasks.get(task_id)
    if task is None or task.state != "done":
        yield f"task {task_id} was answered as done and is {task and task.state}"
        return
    if task.passed != answer["sent"]["passed"] or task.opinion != answer["sent"]["opinion"]:
        yield f"task {task_id} was done otherwise than it was sent"
    if task.done_by != _actors()[answer["login"]]:
        yield f"task {task_id} was done by {task.done_by}, not by {answer['login']}"


def _case(scene: Scene, answer: Json) -> Iterator[str]:
    case = scene.cases.get(answer["told"]["case"])
    if case is None or case.number != answer["told"]["number"]:
        yield f"receipt {answer['told']['number']} has no case"
    elif len(scene.children[str(case.id)]) != len(answer["told"]["children"]):
        yield f"case {case.number} has other items than its receipt"


def _paper(answer: Json) -> Iterator[str]:
    from yimen.cases.models import Paper

    paper = Paper.objects.filter(pk=answer["told"]["id"]).first()
    if paper is None or paper.file_id != answer["sent"]["sha256"]:
        yield f"paper {answer['told']['id']} is not there as it was sent"


def _draft(scene: Scene, answer: Json) -> Iterator[str]:
    from yimen.cases.models import Draft

    draft = Draft.objects.filter(pk=answer["told"]["id"]).first()
    values = answer["sent"].get("values", {})
    if draft is None or not values.keys() <= draft.form.keys() | draft.supplied.keys():
        yield f"draft {answer['told']['id']} lacks what was written: {sorted(values)}"


def _done(scene: Scene) -> Iterator[Json]:
    return (answer for answer in scene.answers if answer["status"] < 300)


def _subject(answer: Json) -> str:
    told = answer["told"]
    return str(told.get("case") if answer["path"].endswith("/submission") else told.get("id", ""))


def _name(answer: Json) -> str:
    return f"{answer['method']} {answer['path']} of {answer['login']} ({answer['key']})"


def _actors() -> dict[str, str]:
    from yimen.parties.models import Account

    return {account.login: str(account.id) for account in Account.objects.all()}
