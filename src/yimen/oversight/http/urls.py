"""督查网址"""

from django.urls import path

from yimen.oversight.http import public, supervisor

app_name = "oversight"
urlpatterns = [
    path("plan", public.plan, name="plan"),
    path("plan/<int:number>", public.item, name="plan-item"),
    path("supervision", supervisor.overview, name="overview"),
]
