"""材料与证照网址"""

from django.urls import path

from yimen.documents.http import public

app_name = "documents"
urlpatterns = [
    path("verify", public.verify, name="verify"),
    path("verify/<str:identifier>", public.verified, name="verified"),
]
