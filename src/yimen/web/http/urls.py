"""门户网址"""

from django.urls import path

from yimen.web.http import account, administration, flows, public

app_name = "web"
urlpatterns = [
    path("", public.home, name="home"),
    path("bundles", public.bundles, name="bundles"),
    path("bundles/<slug:code>", public.bundle, name="bundle"),
    path("items/<slug:code>", public.item, name="item"),
    path("login", account.log_in, name="login"),
    path("logout", account.log_out, name="logout"),
    path("acting-for", account.acting_for, name="acting-for"),
    path("my-data", account.my_data, name="my-data"),
    path("settings", account.settings, name="settings"),
    path("desk/flows", flows.flows, name="flows"),
    path("desk/flows/<slug:code>", flows.flow, name="flow"),
    path("desk/flows/<slug:code>.bpmn", flows.flow_file, name="flow-file"),
    path("administration", administration.overview, name="administration"),
]
