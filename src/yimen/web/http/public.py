"""公共页面"""

from django.db import connection
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render

from yimen.kernel.http import Audience, endpoint
from yimen.kernel.problems import Unavailable, Unknown


@endpoint(Audience.PUBLIC)
def healthz(request: HttpRequest) -> HttpResponse:
    """健康检查: 200 when the database answers."""
    with connection.cursor() as cursor:
        cursor.execute("select 1")
    return JsonResponse({"ok": True})


@endpoint(Audience.PUBLIC)
def home(request: HttpRequest) -> HttpResponse:
    """首页"""
    return render(request, "home.html")


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """未找到: the page for an address that leads nowhere."""
    problem = Unknown("没有这个页面。请从首页重新进入，或核对网址。")
    return render(request, "problem.html", {"problem": problem}, status=404)


def broken(request: HttpRequest) -> HttpResponse:
    """系统差错: the page for an error that nobody foresaw."""
    problem = Unavailable(
        "系统出了差错，您刚才填写的内容没有保存。请稍后再试；反复出现请拨打服务热线。"
    )
    return render(request, "problem.html", {"problem": problem}, status=500)
