"""变更编辑页: one definition of a change, edited by forms or as its text, checked as one types."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme, urlencode
from django.utils.translation import gettext

from yimen.catalogue.api import (
    SHEETS,
    ChangePart,
    ChangeView,
    PartView,
    Remark,
    part_of,
    remark,
    remarks_of,
    save_part,
    settle_remark,
    show_form,
    verbs,
    view_with_text,
)
from yimen.catalogue.api import at as value_at
from yimen.kernel.actors import Actor
from yimen.kernel.http import Audience, actor_of, endpoint, uuid_of
from yimen.kernel.problems import Conflict, FieldError, Invalid, Problem, Unknown
from yimen.web.http.change_draft import Place, compared, pending, readable
from yimen.web.http.change_forms import Drawn, table_rows, title_of, words_for
from yimen.web.http.change_preview import drawing_of, preview_of
from yimen.web.http.change_words import KINDS
from yimen.web.http.changed import differences_of, findings_of

Row = dict[str, Any]


@endpoint(Audience.STAFF, "GET", "POST")
def part(request: HttpRequest, change: UUID, kind: str, code: str) -> HttpResponse:
    """编辑: a sheet of a definition; with POST its form is saved, or only checked (`_do=check`).

    Of two who edit at once the later is shown both texts; nothing typed is lost.
    """
    by = actor_of(request)
    found = part_of(by, change, kind, code)
    place = Place.of(kind, request.POST if request.method == "POST" else request.GET)
    if request.method != "POST":
        return _page(request, by, found, place, found.text, request.GET)
    try:
        text = pending(found, place, request.POST)
    except (Conflict, Unknown) as problem:
        return _page(request, by, found, place, found.text, request.POST, problem=problem)
    if request.POST.get("_do") == "check":
        return _page(request, by, found, place, text, request.POST)
    return _save(request, by, found, place, text)


def _save(
    request: HttpRequest, by: Actor, found: ChangePart, place: Place, text: str
) -> HttpResponse:
    revision = request.POST.get("revision", "")
    try:
        if text != found.text:
            number = int(revision) if revision.isdecimal() else 0
            save_part(by, found.change_id, found.kind, found.code, text, number)
            messages.success(request, gettext("已保存。"))
        elif revision == str(found.revision):
            messages.info(request, gettext("没有改动。"))
    except Problem as problem:
        if problem.status in (403, 404):
            raise
        newest = part_of(by, found.change_id, found.kind, found.code)
        return _page(request, by, newest, place, text, request.POST, problem=problem)
    back = reverse("web:change-part", args=[found.change_id, found.kind, found.code])
    answers = ((key, request.POST[key]) for key in request.POST if key.startswith("p."))
    kept = {key: answer for key, answer in answers if answer and answer != found.code}
    return redirect(f"{back}?{urlencode({'sheet': place.sheet.code, **kept})}{_fragment(place)}")


def _fragment(place: Place) -> str:
    return f"#{place.at}" if place.at and not place.is_new else ""


@endpoint(Audience.STAFF, "GET", "POST")
def check(request: HttpRequest, change: UUID, kind: str, code: str) -> HttpResponse:
    """边写边查: the findings and the preview for what is typed, as a part of the editor's page."""
    by = actor_of(request)
    found = part_of(by, change, kind, code)
    typed = request.POST if request.method == "POST" else request.GET
    place, problem, text = Place.of(kind, typed), None, found.text
    if request.method == "POST":
        try:
            text = pending(found, place, typed)
        except (Conflict, Unknown) as refused:
            problem = refused
    view = view_with_text(found, text)
    told = {
        **_beside(view, _own(view, found), place, typed, text),
        "problem": problem,
        "part": found,
        "refresh": True,
    }
    return render(request, "changes/_checked.html", told)


@endpoint(Audience.STAFF)
def drawing(request: HttpRequest, change: UUID, kind: str, code: str) -> HttpResponse:
    """流程图文件: the BPMN 2.0 file of the draft as it is saved."""
    found = part_of(actor_of(request), change, kind, code)
    view = view_with_text(found, found.text)
    text = drawing_of(view, _own(view, found))
    if not text:
        raise Unknown(gettext("流程还画不出来：先按检查的提示改好环节。"))
    response = HttpResponse(text, content_type="application/xml; charset=utf-8")
    response.headers["Content-Disposition"] = f'attachment; filename="{code}.bpmn"'
    return response


@endpoint(Audience.STAFF, "POST")
def comment(request: HttpRequest, change: UUID, kind: str, code: str) -> HttpResponse:
    """批注: a comment on a place of the definition, or one that was dealt with."""
    by = actor_of(request)
    found = part_of(by, change, kind, code)
    back = request.POST.get("back", "")
    if not url_has_allowed_host_and_scheme(back, allowed_hosts=None):
        back = reverse("web:change-part", args=[change, kind, code])
    try:
        if settled := request.POST.get("settle"):
            _settle(by, found, settled)
            messages.success(request, gettext("批注已处理。"))
        else:
            path = request.POST.get("path", "")
            said = request.POST.get(f"text:{path}", "").replace("\x00", "")
            remark(by, change, kind, code, path, said)
            messages.success(request, gettext("已加批注。"))
    except Invalid as problem:
        messages.error(request, problem.errors[0].message)
    return redirect(back)


def _settle(by: Actor, found: ChangePart, settled: str) -> None:
    own = remarks_of(found.change).filter(part=found, pk=uuid_of(settled)).first()
    if own is None:
        raise Unknown(gettext("没有这条批注。"))
    settle_remark(by, own.id)


# --- the page --------------------------------------------------------------------------------


def _page(
    request: HttpRequest,
    by: Actor,
    found: ChangePart,
    place: Place,
    text: str,
    typed: QueryDict,
    *,
    problem: Problem | None = None,
) -> HttpResponse:
    view = view_with_text(found, text)
    own, may = _own(view, found), verbs(by, view)
    remarks = _open_remarks(found)
    definition = own.after or own.before
    told = {
        **_beside(view, own, place, typed, text),
        **_sheet(view, place, text, remarks),
        "part": found,
        "change": found.change,
        "name": definition.name if definition else None,
        "kind": gettext(KINDS[found.kind]),
        "may_edit": "edit" in may,
        "may_remark": found.change.state in ("drafting", "submitted"),
        "is_unsaved": text != found.text,
        "tabs": _tabs(found, place, remarks),
        "place": place,
        "sheet_title": gettext(place.sheet.title),
        "whole_remarks": remarks.get("", []),
        "problem": problem,
        "errors": [FieldError("", problem.detail)] if problem else [],
        "compared": compared(found.text, text) if problem and text != found.text else [],
        "here": request.get_full_path() if request.method == "GET" else "",
    }
    return render(request, "changes/part.html", told, status=problem.status if problem else 200)


def _own(view: ChangeView, found: ChangePart) -> PartView:
    return next(one for one in view.parts if one.part.pk == found.pk)


def _open_remarks(found: ChangePart) -> dict[str, list[Remark]]:
    """The open comments of a part by their place."""
    remarks: dict[str, list[Remark]] = {}
    for one in remarks_of(found.change).filter(part=found, settled_at=None):
        remarks.setdefault(one.path, []).append(one)
    return remarks


def _tabs(found: ChangePart, place: Place, remarks: Mapping[str, Any]) -> list[Row]:
    url = reverse("web:change-part", args=[found.change_id, found.kind, found.code])
    return [
        {
            "title": gettext(sheet.title),
            "url": f"{url}?sheet={sheet.code}",
            "current": sheet.code == place.sheet.code,
            "remarks": sum(len(rows) for at, rows in remarks.items() if _is_on(sheet, at)),
        }
        for sheet in SHEETS[found.kind]
    ]


def _is_on(sheet: Any, at: str) -> bool:
    key = at.partition("/")[0]
    if sheet.table:
        return bool(key == sheet.table.key)
    return any(ask.key == key for ask in sheet.asks)


def _beside(view: ChangeView, own: PartView, place: Place, typed: QueryDict, text: str) -> Row:
    """What stands beside the form: findings, the preview, what differs, the picture."""
    file = f"{own.part.kind}/{own.part.code}"
    findings = [one for one in view.findings if one.file == file]
    others = [one for one in view.findings if one.file != file]
    return {
        "findings": findings_of(view, findings),
        "others": findings_of(view, others),
        "errors_found": sum(one.level == "error" for one in view.findings),
        "faulty_lines": {one.line for one in findings if one.level == "error"},
        "differences": differences_of(view, own),
        "is_new": own.before is None,
        "picture": drawing_of(view, own) if place.sheet.code in ("steps", "members") else "",
        "pictured": place.sheet.code in ("steps", "members"),
        **preview_of(view, own, typed),
    }


def _sheet(view: ChangeView, place: Place, text: str, remarks: Mapping[str, list[Remark]]) -> Row:
    """What is edited: the text, the inputs of a sheet, or a table and perhaps one of its rows."""
    if place.sheet.code == "text":
        return {"text": text, "numbers": range(1, text.count("\n") + 2)}
    value = readable(text)
    if not isinstance(value, dict):
        return {"is_unreadable": True}
    words = words_for(view.after, value)
    drawn = Drawn(words, remarks)
    if place.sheet.table is None:
        told: Row = {"asks": drawn.form(show_form(place.sheet.asks, "", value))}
        return {**told, "datalists": drawn.datalists()}
    rows = table_rows(place.sheet, value, words, remarks)
    told = {"table": place.sheet.table, "one": gettext(place.sheet.table.one), "rows": rows}
    if place.at:
        entry = None if place.is_new else value_at(value, place.path)
        told["asks"] = drawn.form(show_form(place.sheet.table.asks, place.at, entry))
        told["entry_title"] = title_of(place.sheet, place.at, rows)
        told["names"] = _condition_names(value)
    return {**told, "datalists": drawn.datalists()}


def _condition_names(value: Row) -> list[str]:
    """The names that conditions of the definition may speak of."""
    asked = [one for one in value.get("scenario") or [] if isinstance(one, dict)]
    fields = [one for one in value.get("fields") or [] if isinstance(one, dict)]
    names = [f"scenario.{one.get('code')}" for one in asked]
    spelt = (str(one.get("element", "")).replace("-", "_") for one in fields)
    return names + [f"form.{one}" for one in spelt]
