"""网址: every page and API of the platform."""

from django.urls import URLPattern, URLResolver, include, path

from yimen.web.http import public

urlpatterns: list[URLPattern | URLResolver] = [
    path("healthz", public.healthz, name="healthz"),
    path("", include("yimen.web.http.urls")),
]
handler404 = "yimen.web.http.public.not_found"
handler500 = "yimen.web.http.public.broken"
