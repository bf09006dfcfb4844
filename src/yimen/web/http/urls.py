"""门户网址"""

from django.urls import path

from yimen.web.http import (
    account,
    administration,
    change_adding,
    change_parts,
    changes,
    flows,
    items,
    public,
    searching,
    simulation,
)

app_name = "web"
urlpatterns = [
    path("", public.home, name="home"),
    path("bundles", searching.services, name="bundles"),
    path("search/suggestions", searching.suggestions, name="suggestions"),
    path("bundles/<slug:code>", searching.opened(public.bundle), name="bundle"),
    path("items/<str:code>", searching.opened(items.item), name="item"),
    path("items/<str:code>/sample.png", items.sample, name="item-sample"),
    path("login", account.log_in, name="login"),
    path("logout", account.log_out, name="logout"),
    path("acting-for", account.acting_for, name="acting-for"),
    path("my-data", account.my_data, name="my-data"),
    path("settings", account.settings, name="settings"),
    path("desk/flows", flows.flows, name="flows"),
    path("desk/flows/<slug:code>", flows.flow, name="flow"),
    path("desk/flows/<slug:code>.bpmn", flows.flow_file, name="flow-file"),
    path("desk/changes", changes.changes, name="changes"),
    path("desk/changes/<uuid:change>", changes.change, name="change"),
    path("desk/changes/<uuid:change>/parts", change_adding.add, name="change-add"),
    path("desk/changes/<uuid:change>/do/<slug:verb>", changes.act, name="change-act"),
    path(
        "desk/changes/<uuid:change>/<slug:kind>/<str:code>", change_parts.part, name="change-part"
    ),
    path(
        "desk/changes/<uuid:change>/<slug:kind>/<str:code>/check",
        change_parts.check,
        name="change-check",
    ),
    path(
        "desk/changes/<uuid:change>/<slug:kind>/<str:code>/remarks",
        change_parts.comment,
        name="change-remark",
    ),
    path(
        "desk/changes/<uuid:change>/<slug:kind>/<str:code>/flow.bpmn",
        change_parts.drawing,
        name="change-flow",
    ),
    path("desk/simulation/", simulation.simulations, name="simulations"),
    path("desk/simulation/<uuid:simulation>", simulation.simulation, name="simulation"),
    path("administration", administration.overview, name="administration"),
]
