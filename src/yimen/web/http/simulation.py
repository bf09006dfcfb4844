"""办件模拟: what is in force and a draft beside it, simulated before people feel the change.

The catalogue simulates; how many cases come and how long people take can be measured from the
past cases, which only this layer sees together with it.
"""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext

from yimen.cases.api import past_cases
from yimen.catalogue.api import (
    Subject,
    ask_simulation,
    bundles_in_force,
    changes_to_simulate,
    fitting_values,
    items_in_force,
    items_of_subject,
    join_experiments,
    read_experiment,
    simulation_of,
    simulations_visible_to,
    stations_of,
    subjects_of,
)
from yimen.kernel.actors import Actor
from yimen.kernel.http import Audience, actor_of, endpoint, idempotency_key
from yimen.kernel.permissions import require
from yimen.kernel.problems import FieldError, Invalid, Problem, Unknown
from yimen.parties.api import ROLE_NAMES, unit_names
from yimen.web.http.simulated import charts, figures, stations, steps

_NEWEST = 20
_FURTHER = frozenset({"days", "replications", "seed", "more"})


@endpoint(Audience.STAFF, "GET", "POST")
def simulations(request: HttpRequest) -> HttpResponse:
    """办件模拟: what to simulate (`?code=`, `?change=`), with which people; with POST it begins.

    What is wrong shows the page again (422).
    """
    by = actor_of(request)
    require(by, "catalogue.simulate")
    given = (request.POST if request.method == "POST" else request.GET).dict()
    try:
        chosen = _chosen(by, given)
    except (Unknown, Invalid) as problem:
        errors = [FieldError("code", problem.detail)]
        return _page(request, by, {**given, "code": ""}, [], errors, problem.status)
    if request.method != "POST" or not chosen:
        return _page(request, by, given, chosen)
    try:
        values = _values(given, chosen)
        change = UUID(given["change"]) if given.get("change") else None
        asked = ask_simulation(by, given["code"], values, change, key=idempotency_key(request))
    except (Invalid, Unknown) as problem:
        return _page(request, by, given, chosen, _errors(problem, chosen), problem.status)
    messages.success(request, gettext("已开始模拟。"))
    return redirect("web:simulation", asked.id)


@endpoint(Audience.STAFF)
def simulation(request: HttpRequest, simulation: UUID) -> HttpResponse:
    """一次模拟: how far it is; then both versions side by side, in words, charts and tables.

    Where scripts run, the page asks again by itself and is shown anew at the end.
    """
    row = simulation_of(actor_of(request), simulation)
    told: dict[str, Any] = {"row": row}
    if row.result is not None:
        units = unit_names()
        told |= {
            "result": row.result,
            "figures": figures(row.result),
            "charts": charts(row.result, units),
            "stations": stations(row.result, units),
            "steps": steps(row.result),
        }
    if "HX-Request" not in request.headers:
        return render(request, "desk/simulation.html", told)
    answer = render(request, "desk/_simulating.html", told)
    if row.ended_at is not None:
        answer.headers["HX-Refresh"] = "true"
    return answer


def _chosen(by: Actor, given: Mapping[str, str]) -> list[Subject]:
    """The versions that are to be simulated; none before something is chosen."""
    if not given.get("code"):
        return []
    change = None
    if given.get("change"):
        change = changes_to_simulate(by).filter(pk=_uuid(given["change"])).first()
        if change is None:
            raise Unknown(gettext("这张变更单已经发布或撤下，不能再模拟。"))
    return subjects_of(given["code"], change)


def _uuid(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError:
        raise Unknown(gettext("没有这张变更单。")) from None


def _values(given: Mapping[str, str], chosen: list[Subject]) -> dict[str, Any]:
    """The experiment: what was filled in, above the further file, above what was measured."""
    values: dict[str, Any] = dict(read_experiment(given.get("more", "")).value)
    if given.get("measured"):
        items = {code for subject in chosen for code in items_of_subject(subject)}
        past = past_cases(chosen[0].code, items).as_values()
        values = join_experiments(fitting_values(past, chosen), values)
    filled: dict[str, Any] = {
        name: given[name].strip()
        for name in ("arrivals", "days", "replications", "seed")
        if given.get(name, "").strip()
    }
    staff = {
        f"{unit}:{role}": {"people": given[f"staff-{n}"].strip()}
        for n, (unit, role) in enumerate(stations_of(chosen))
        if given.get(f"staff-{n}", "").strip()
    }
    return join_experiments(values, {**filled, "staff": staff})


def _errors(problem: Problem, chosen: list[Subject]) -> list[FieldError]:
    """Faults at the fields of the page; those of the further file say which key they mean."""
    if not problem.errors:
        field = "measured" if isinstance(problem, Unknown) else "more"
        return [FieldError(field, problem.detail)]
    places = {f"staff/{u}:{r}/people": f"staff-{n}" for n, (u, r) in enumerate(stations_of(chosen))}
    plain = {"arrivals", "days", "replications", "seed"}
    found = []
    for one in problem.errors:
        if one.field in plain or one.field in places:
            found.append(FieldError(places.get(one.field, one.field), one.message))
        else:
            found.append(FieldError("more", f"{one.field}：{one.message}"))
    return found


def _page(
    request: HttpRequest,
    by: Actor,
    given: Mapping[str, str],
    chosen: list[Subject],
    errors: Sequence[FieldError] = (),
    status: int = 200,
) -> HttpResponse:
    units = unit_names()
    told = {
        "subjects": _subjects(),
        "changes": [{"value": str(one.pk), "label": one.title} for one in changes_to_simulate(by)],
        "chosen": chosen[0] if chosen else None,
        "staff": [
            {
                "name": f"staff-{n}",
                "label": _station(units, unit, role),
                "value": given.get(f"staff-{n}", ""),
            }
            for n, (unit, role) in enumerate(stations_of(chosen))
        ],
        "given": given,
        "errors": errors,
        "more_open": any(one.field in _FURTHER for one in errors),
        "told": {error.field: error.message for error in reversed(errors)},
        "newest": simulations_visible_to(by).select_related("change")[:_NEWEST],
    }
    return render(request, "desk/simulations.html", told, status=status)


def _subjects() -> list[dict[str, str]]:
    found = [(bundle.code, bundle.name) for _, bundle in bundles_in_force()]
    found += [(item.code, item.name) for _, item in items_in_force()]
    return [{"value": code, "label": name.shown} for code, name in found]


def _station(units: Mapping[str, str], unit: str, role: str) -> str:
    told = {"unit": units.get(unit, unit), "role": gettext(ROLE_NAMES.get(role, role))}
    return gettext("%(unit)s · %(role)s") % told
