"""改版页面: running cases that go by an old version, what a new one would do, and doing it."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext, ngettext

from yimen.cases.actions import migrate
from yimen.cases.http.repeats import key_of
from yimen.cases.http.wording import listed, named, period_words
from yimen.cases.queries.migration import (
    MigrationView,
    OldVersion,
    cases_of_version,
    old_versions,
    preview_migration,
)
from yimen.catalogue.api import item_of
from yimen.kernel.actors import Actor
from yimen.kernel.http import Audience, actor_of, endpoint, uuid_of
from yimen.kernel.problems import Conflict, FieldError, Invalid, Unknown


@endpoint(Audience.ADMINISTRATOR)
def versions(request: HttpRequest) -> HttpResponse:
    """旧版在办: items whose running cases go by another version than the newest."""
    return render(request, "desk/migrations.html", {"rows": old_versions()})


@endpoint(Audience.ADMINISTRATOR, "GET", "POST")
def migration(request: HttpRequest, version: UUID) -> HttpResponse:
    """改版预览: what going on under the newest version would do to each case; with POST the chosen
    ones are migrated, each by itself, and what was refused is told with its reason."""
    by, old = actor_of(request), _old(version)
    views = preview_migration(by, cases_of_version(version), old.newest.pk)
    told: dict[str, Any] = {
        "old": old,
        "rows": [_row(one, old) for one in views],
        "chosen": request.POST.getlist("case"),
    }
    if request.method != "POST":
        return render(request, "desk/migration.html", told)
    chosen = [uuid_of(one) for one in told["chosen"]]
    errors = [] if chosen else [FieldError("case", gettext("请勾选要改版的办件"))]
    done, refused = (0, errors) if errors else _migrate(request, by, chosen, old)
    if done:
        words = ngettext("%(n)s 个办件已改按新版本办理。", "%(n)s 个办件已改按新版本办理。", done)
        messages.success(request, words % {"n": done})
    if not refused:
        return redirect("cases:migrations")
    left = preview_migration(by, cases_of_version(version), old.newest.pk)
    told |= {
        "rows": [_row(one, old) for one in left],
        "errors": refused,
        "told": {error.field: error.message for error in reversed(refused)},
        "given": request.POST.dict(),
    }
    return render(request, "desk/migration.html", told, status=Invalid.status)


def _old(version: UUID) -> OldVersion:
    for one in old_versions():
        if one.version.pk == version:
            return one
    raise Unknown(gettext("这个版本没有在办的办件，或者它就是最新版本。"))


def _migrate(
    request: HttpRequest, by: Actor, chosen: list[UUID], old: OldVersion
) -> tuple[int, list[FieldError]]:
    """How many were migrated, and why the others were not; each case is a transaction."""
    reason, consent = request.POST.get("reason", ""), request.POST.get("consent", "")
    done, refused = 0, dict[tuple[str, str], FieldError]()
    for case in chosen:
        key = f"{key_of(request)}:{case}" if key_of(request) else ""
        try:
            migrate(by, case, old.newest.pk, reason, consent, key=key)
            done += 1
        except Conflict as problem:
            refused["case", problem.detail] = FieldError("case", problem.detail)
        except Invalid as problem:
            refused |= {(error.field, error.message): error for error in problem.errors}
    return done, list(refused.values())


def _row(view: MigrationView, old: OldVersion) -> dict[str, Any]:
    before, after = old.item, item_of(old.newest.pk)
    names = {step.code: named(step.name) for step in [*before.steps, *after.steps]}

    def words(codes: Any) -> str:
        return listed([names.get(code, code) for code in codes])

    plan = view.plan
    changes = [
        (gettext("继续办理"), words(plan.kept)),
        (gettext("换办理单位或岗位"), words(plan.moved)),
        (gettext("还要新办"), words(plan.coming)),
        (gettext("新环节，但已经过了这一步，不补办"), words(plan.passed)),
        (gettext("已办过、新版本没有"), words(plan.gone)),
    ]
    return {
        "case": view.case,
        "barred": plan.barred,
        "worse": plan.worse,
        "steps": [(label, text) for label, text in changes if text],
        "clocks": [
            {
                "kind": gettext(one.clock.get_kind_display()),
                "before": one.clock.due_at,
                "after": one.due_at,
                "period": period_words(one.period),
            }
            for one in view.clocks
        ],
    }
