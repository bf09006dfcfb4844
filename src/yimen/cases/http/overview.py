"""填报概览: the task list, the guide beside it, papers and answers, as rows for the pages."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from django.urls import reverse
from django.utils.dateformat import format as formatted
from django.utils.translation import gettext

from yimen.cases.http.fields import errors_by_field
from yimen.cases.http.wording import (
    fee_words,
    listed,
    named,
    period_words,
    savings_head,
    savings_rows,
    supplier_words,
    value_words,
)
from yimen.cases.models import Paper
from yimen.cases.queries import DraftView, choices_of, draft_form
from yimen.cases.queries.drafts import FilledField, PaperState, SectionState
from yimen.cases.queries.promises import PaperChoice
from yimen.exchange.api import ResourceDefinition, resources
from yimen.kernel.problems import FieldError
from yimen.vocabulary.api import DocumentDefinition, documents, elements

Row = dict[str, Any]

_STATUS = {"done": "done", "started": "doing", "empty": "todo"}
_FORMATS = {"pdf": ("PDF", ".pdf"), "jpeg": ("JPG", ".jpg,.jpeg"), "png": ("PNG", ".png")}


def task_items(view: DraftView) -> list[Row]:
    """任务清单: each section and the papers, with how far they are."""
    items = [
        {
            "title": named(state.name),
            "hint": _section_hint(state),
            "url": reverse("cases:section", args=[view.draft.id, state.code]),
            "status": _STATUS[state.status],
        }
        for state in view.sections
    ]
    asked = [paper for paper in view.papers if paper.status != "supplied"]
    free = len(view.papers) - len(asked)
    any_files = any(paper.files for paper in asked)
    status = "done" if view.papers_done else "doing" if any_files else "todo"
    counts = {"asked": len(asked), "free": free}
    items.append(
        {
            "title": gettext("申请材料"),
            "hint": gettext("要交 %(asked)d 份，免交 %(free)d 份") % counts,
            "url": reverse("cases:papers", args=[view.draft.id]),
            "status": status,
        }
    )
    return items


def notice(view: DraftView) -> Row:
    """办理须知: promise, fees, visits, and what doing it at once saves in this scenario."""
    joined = view.offer.items
    items = [joined[member.item][1] for member in view.view.members if member.applies]
    visits = gettext("%(count)d 次") % {"count": view.savings.visits}
    return {
        "facts": [
            {"key": gettext("承诺时限"), "value": period_words(view.bundle.promised)},
            {"key": gettext("费用"), "value": fee_words(items)},
            {"key": gettext("跑动次数"), "value": visits},
        ],
        "members": [] if view.offer.single else member_names(view),
        "scenario": scenario_rows(view),
        "savings_head": savings_head(),
        "savings": [] if view.offer.single else savings_rows(view.savings.as_json()),
    }


def member_names(view: DraftView) -> list[str]:
    """联办事项: the names of the items that will be applied for."""
    return [named(member.name) for member in view.view.members if member.applies]


def scenario_rows(view: DraftView) -> list[Row]:
    """情形: each answered question with its answer."""
    rows = []
    for question in view.bundle.scenario:
        if question.code not in view.draft.scenario:
            continue
        answer = view.draft.scenario[question.code]
        names = {option.value: named(option.name) for option in question.options}
        words = names.get(str(answer)) or (gettext("是") if answer else gettext("否"))
        rows.append({"key": named(question.question), "value": words})
    return rows


def answers(view: DraftView) -> list[Row]:
    """填报内容: each section with its rows; what was typed can be changed."""
    catalogue = resources()
    return [
        {
            "code": state.code,
            "title": named(state.name),
            "rows": [_answer(view, state, one, catalogue) for one in state.fields],
        }
        for state in view.sections
    ]


def paper_rows(view: DraftView) -> list[Row]:
    """材料内容: each paper with its files, or who gives it instead."""
    url = reverse("cases:papers", args=[view.draft.id])
    rows = []
    for paper in view.papers:
        row = {"key": named(paper.view.name)}
        if paper.status == "supplied":
            rows.append({**row, "value": _free_words(view, paper, resources())})
        else:
            names = "\n".join(file.name for file in paper.files) or promise_words(paper)
            rows.append({**row, "value": names, "url": f"{url}#{paper.view.document}"})
    return rows


def papers_asked(view: DraftView, errors: Iterable[FieldError]) -> list[Row]:
    """要交的材料: what each takes, the files so far, and what was wrong with the last."""
    by_field, choices = errors_by_field(errors), choices_of(view.draft)
    return [
        _asked(view, p, by_field) | _promise(view, p, choices[p.view.document])
        for p in view.papers
        if p.status != "supplied"
    ]


def accepted_files(definition: DocumentDefinition) -> tuple[str, str]:
    """可收的文件: what a paper takes, for the browser's dialogue and in words."""
    formats = [_FORMATS[one] for one in definition.formats]
    told = {"formats": listed([name for name, _ in formats]), "size": definition.max_megabytes}
    takes = gettext("%(formats)s，每个文件不超过 %(size)d MB，可以交多个") % told
    return ",".join(endings for _, endings in formats), takes


def papers_supplied(view: DraftView) -> list[Row]:
    """免交的材料: each with who gives it."""
    catalogue = resources()
    return [
        {"key": named(paper.view.name), "value": _free_words(view, paper, catalogue)}
        for paper in view.papers
        if paper.status == "supplied"
    ]


def _section_hint(state: SectionState) -> str:
    if state.status == "done" and all(field.supplied_by for field in state.fields):
        return gettext("已自动带入，不用填写")
    return named(state.hint)


def _answer(
    view: DraftView, state: SectionState, one: FilledField, catalogue: dict[str, ResourceDefinition]
) -> Row:
    key = named(one.view.name)
    if one.supplied_by:
        source = supplier_words(one.supplied_by, catalogue)
        return {
            "key": key,
            "value": value_words(one.element, one.value, hide=True),
            "source": gettext("来自%(source)s") % {"source": source},
        }
    url = reverse("cases:section", args=[view.draft.id, state.code])
    return {
        "key": key,
        "value": value_words(one.element, one.value),
        "url": f"{url}#{one.element.code}",
    }


def _asked(view: DraftView, paper: PaperState, errors: dict[str, str]) -> Row:
    definition = documents()[paper.view.document]
    accept, takes = accepted_files(definition)
    return {
        "code": paper.view.document,
        "name": named(paper.view.name),
        "hint": named(definition.hint),
        "maybe": _maybe_free(view, paper),
        "takes": takes,
        "accept": accept,
        "error": errors.get(paper.view.document, ""),
        "files": [_file(view, file) for file in paper.files],
        "used_by": [named(m.name) for m in view.view.members if m.item in paper.view.used_by],
    }


def _promise(view: DraftView, paper: PaperState, choice: PaperChoice) -> Row:
    """What was promised instead of the paper, and whether that can be done."""
    return {
        "promised": promise_words(paper),
        "may_promise": choice.latest is not None or choice.may_commit,
        "promise_url": reverse("cases:promise-paper", args=[view.draft.id, paper.view.document]),
    }


def promise_words(paper: PaperState) -> str:
    """所作承诺: what was promised instead of the paper, in words; empty for nothing."""
    if paper.status != "promised":
        return ""
    if not paper.promised:
        return gettext("告知承诺：以书面承诺代替这份证明")
    day = formatted(date.fromisoformat(paper.promised), gettext("Y年n月j日"))
    return gettext("容缺：%(day)s前补交") % {"day": day}


def _maybe_free(view: DraftView, paper: PaperState) -> str:
    """What to fill in first, where a source may then give the paper."""
    source = documents()[paper.view.document].source
    if source is None or paper.files or draft_form(view.draft).get(source.key):
        return ""
    told = {
        "key": named(elements()[source.key].name),
        "source": supplier_words(source.resource, resources()),
    }
    return gettext("先填“%(key)s”：%(source)s里有的，这一份就不用交。") % told


def _file(view: DraftView, file: Paper) -> Row:
    return {
        "name": file.name,
        "size": file.file.size if file.file else 0,
        "url": reverse("cases:paper", args=[file.id]),
        "remove_url": reverse("cases:remove-paper", args=[view.draft.id, file.id]),
    }


def _free_words(
    view: DraftView, paper: PaperState, catalogue: dict[str, ResourceDefinition]
) -> str:
    if paper.view.disposition == "from_result":
        names = {member.item: named(member.name) for member in view.view.members}
        item = names.get(paper.supplier, paper.supplier)
        return gettext("免交：由“%(item)s”办成后自动取得") % {"item": item}
    source = supplier_words(paper.supplier, catalogue)
    return gettext("免交：由%(source)s提供") % {"source": source}
