"""网址: every page and API of the platform."""

from django.urls import URLPattern, URLResolver, include, path

from yimen.web.http import public
from yimen.web.http.api import api

urlpatterns: list[URLPattern | URLResolver] = [
    path("healthz", public.healthz, name="healthz"),
    path("api/v1/", api.urls),
    path("", include("yimen.web.http.urls")),
    path("", include("yimen.catalogue.http.urls")),
    path("", include("yimen.cases.http.urls")),
    path("", include("yimen.documents.http.urls")),
    path("", include("yimen.oversight.http.urls")),
]
handler404 = "yimen.web.http.public.not_found"
handler500 = "yimen.web.http.public.broken"
