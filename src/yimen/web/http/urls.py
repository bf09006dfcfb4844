"""门户网址"""

from django.urls import path

from yimen.web.http import public

app_name = "web"
urlpatterns = [path("", public.home, name="home")]
