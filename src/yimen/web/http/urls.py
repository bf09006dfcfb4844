"""门户网址"""

from django.urls import path

from yimen.web.http import account, administration, public

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
    path("administration", administration.overview, name="administration"),
]
