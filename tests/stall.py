"""The fictional city's bundle “我要摆个摊”, filled in and worked through, for tests of the road."""

import io
from collections.abc import Iterable
from functools import lru_cache
from itertools import count
from typing import Any

import pikepdf
from PIL import Image

from city import actor, run_jobs
from yimen.cases import queries
from yimen.cases.actions import attach_paper, complete_task, fill_section, start_draft, submit
from yimen.cases.models import Case, Draft, Task
from yimen.vocabulary.api import documents

BUNDLE = "open-a-stall"
SCENARIO = {"sells_food": "true", "has_sign": "true", "has_helpers": "false", "kitchen": "brought"}
PLACE = "示范广场东侧 7 号位"
STAFF = (
    "hall-reviewer",
    "market-reviewer",
    "market-approver",
    "health-reviewer",
    "health-approver",
)
_names = count(1)


def values(**other: Any) -> dict[str, Any]:
    """Right values for every element of the form that is typed; each call has another name."""
    return {
        "person.phone": "15400010001",
        "enterprise.name": f"示范市第{next(_names)}号糖水摊",
        "stall.pitch_number": "P-07",
        "stall.place": "",
        "stall.kind": "food",
        "stall.goods": "糖水、凉茶",
        "stall.days": ["saturday", "sunday"],
        "stall.width": "120",
        "stall.capital": "2,000.5",
        "stall.opening_day": "2026-12-05",
        "stall.open_flame": "false",
        "stall.landlord_code": "",
        "helpers": [{"helper.name": "帮手", "helper.phone": "15400010009"}],
        "sign.words": "甲记糖水",
        **other,
    }


@lru_cache(maxsize=1)
def paper() -> bytes:
    """A small, real PDF."""
    document, out = pikepdf.new(), io.BytesIO()
    document.add_blank_page()
    document.save(out)
    return out.getvalue()


@lru_cache(maxsize=1)
def picture() -> bytes:
    """A small, real PNG."""
    out = io.BytesIO()
    Image.new("RGB", (8, 8), "white").save(out, "PNG")
    return out.getvalue()


def file_for(document: str) -> tuple[str, bytes]:
    """A file of a kind that the paper takes."""
    takes_pdf = "pdf" in documents()[document].formats
    return ("材料.pdf", paper()) if takes_pdf else ("照片.png", picture())


def open_draft(login: str = "applicant", **scenario: str) -> Draft:
    return start_draft(actor(login), BUNDLE, {**SCENARIO, **scenario})


def fill(draft: Draft, login: str = "applicant", **other: Any) -> Draft:
    """Fills every section and hands in every paper that is asked."""
    by, given = actor(login), values(**other)
    for section in queries.draft_view(draft).sections:
        asked = [f.element.code for f in section.fields if not f.supplied_by]
        draft = fill_section(by, draft.id, section.code, {code: given[code] for code in asked})
    for wanted in queries.draft_view(draft).papers:
        if wanted.status == "asked":
            name, content = file_for(wanted.view.document)
            attach_paper(by, draft.id, wanted.view.document, name, content)
    draft.refresh_from_db()
    return draft


def submitted(
    login: str = "applicant", scenario: dict[str, str] | None = None, **other: Any
) -> Case:
    draft = fill(open_draft(login, **(scenario or {})), login, **other)
    return submit(actor(login), draft.id)


def open_tasks(root: Case) -> Iterable[tuple[str, Task]]:
    """The open tasks of people, each with the log-in of somebody who may do it."""
    staff = {login: actor(login) for login in STAFF}
    for task in Task.objects.filter(case__parent=root, state="open").order_by("opened_at"):
        for login, by in staff.items():
            if by.has(task.role, task.unit_id):
                yield login, task
                break


def do(login: str, task: Task, passed: bool = True, opinion: str = "") -> Task:
    by = actor(login)
    step = queries.task_view(by, task.id).step
    return complete_task(by, task.id, passed, opinion, [c.zh_hans for c in step.checks])


def task_of(root: Case, item: str, step: str) -> Task:
    return Task.objects.get(case__parent=root, case__item__code=item, step=step)


def work_through(root: Case) -> Case:
    """Does every task and job until nothing is left."""
    for _ in range(30):
        run_jobs()
        todo = list(open_tasks(root))
        if not todo:
            break
        for login, task in todo:
            do(login, task)
    root.refresh_from_db()
    return root
