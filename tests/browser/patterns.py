"""组件样张: sample data for every component, and a small server that shows them.

The pages carry the product's own content security policy, so a component that needs an inline
style or script shows itself here.
"""

import mimetypes
import threading
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from types import SimpleNamespace
from typing import Any
from urllib.parse import parse_qs
from wsgiref.simple_server import WSGIRequestHandler, make_server
from zoneinfo import ZoneInfo

from django.contrib.staticfiles import finders
from django.core.paginator import Paginator
from django.template.loader import render_to_string
from django.utils import translation

from yimen.kernel.problems import FieldError, Unknown
from yimen.web.http.middleware import CONTENT_SECURITY_POLICY

# A label may come from the database: it must be shown, not obeyed.
HOSTILE = '<img src=x onerror="document.title=1">'


def _page(lang: str, elder: bool) -> SimpleNamespace:
    nav = [
        ("首页", "/", "home"),
        ("一件事", "/bundles", "apps"),
        ("我的办件", "/mine", "user"),
        ("改革承诺", "/plan", "target-arrow"),
        ("证照核验", "/verify", "shield-check"),
    ]
    return SimpleNamespace(
        city=SimpleNamespace(
            name="示范市",
            short="示范",
            portal_name="示范市一网通办",
            slogan="一个入口 · 一次填报 · 一次办成",
            hotline="12345",
        ),
        actor=SimpleNamespace(kind="staff", name="陈志明"),
        staff=True,
        unit_names=["市市场监管局"],
        role_names=["审查"],
        nav=[{"title": t, "url": u, "icon": i, "current": u == "/bundles"} for t, u, i in nav],
        desk_counts={"open": 37, "red": 4},
        elder=elder,
        lang=lang,
        languages=[("zh-hans", "简体"), ("zh-hant", "繁體"), ("en", "EN")],
        demo=True,
    )


def _fields() -> list[dict[str, Any]]:
    kinds = [("limited", "有限责任公司"), ("sole", "个人独资企业")]
    pair: list[dict[str, Any]] = [{"value": v, "label": t} for v, t in kinds]
    other = {"kind": "text", "name": "kind.other", "label": "请写明类型"}
    pair[1] |= {"hint": "由一个自然人投资", "field": other}
    return [
        {"kind": "supplied", "label": "申请人", "value": "李晓", "source": "实名认证"},
        {
            "name": "company.name",
            "label": "企业名称",
            "hint": "行政区划＋字号＋行业＋组织形式",
            "error": "请填写企业名称",
            "value": "",
        },
        {
            "name": "phone",
            "label": HOSTILE,
            "value": HOSTILE,
            "width": "20",
            "type": "tel",
            "autocomplete": "tel",
            "optional": True,
        },
        {
            "kind": "radios",
            "name": "kind",
            "label": "企业类型",
            "error": "请选择企业类型",
            "options": pair,
        },
        {
            "kind": "checkboxes",
            "name": "also",
            "label": "同时办理",
            "options": kinds,
            "value": ["limited"],
        },
        *_more_fields(),
    ]


def _more_fields() -> list[dict[str, Any]]:
    return [
        {
            "kind": "select",
            "name": "town",
            "label": "所在镇街",
            "options": ["甲镇", "乙镇"],
            "value": "乙镇",
        },
        {
            "kind": "date",
            "name": "opening",
            "label": "拟开业日期",
            "hint": "例如 2026 年 3 月 15 日",
            "error": "请填写完整的日期",
            "value": {"year": "2026", "month": "13", "day": ""},
        },
        {"kind": "money", "name": "capital", "label": "注册资本", "unit": "万元", "value": "100"},
        {"kind": "textarea", "name": "scope", "label": "经营范围", "maxlength": 200},
        {"kind": "file", "name": "lease", "label": "租赁合同", "hint": "PDF 或图片，不超过 10 MB"},
    ]


def _tasks() -> list[dict[str, str]]:
    rows = [
        ("企业名称与类型", "done", "名称已自主申报，保留至 12 月 22 日"),
        ("股东、法定代表人", "done", ""),
        ("刻制公章", "doing", ""),
        ("申领发票与税务登记", "fix", ""),
        ("社保、公积金开户", "todo", ""),
        ("银行预约开户", "blocked", "完成以上各项后可选"),
    ]
    return [{"title": t, "status": s, "hint": h, "url": "/task"} for t, s, h in rows]


def _timeline() -> list[dict[str, Any]]:
    return [
        {
            "title": "受理",
            "when": "11 月 23 日 09:01",
            "state": "done",
            "text": "材料齐全，当场受理",
        },
        {
            "title": "设立登记",
            "state": "current",
            "light": "yellow",
            "light_text": "剩 0.5 个工作日",
        },
        {"title": "税务登记", "state": "late", "light": "red"},
        {"title": "银行预约开户", "state": "todo", "text": "设立登记办结后开始"},
    ]


def _shown() -> dict[str, Any]:
    return {
        "chart": {
            "head": ["环节", "用时"],
            "rows": [["登记", "0.5"], ["刻章", "0.3"], ["税务", "1.2"]],
        },
        "stack": {
            "head": ["部门", "达标", "预警", "超期"],
            "rows": [["市场监管", 11, 2, 1], ["税务", 6, 1, 0], ["公安", 5, 0, 1]],
        },
        "table": {"head": ["", "以前", "现在"], "rows": [["填写项", 96, 31], ["跑动次数", 6, 0]]},
        "pages": Paginator(range(200), 10).page(7),
        "facts": [
            {"key": "承诺时限", "value": "0.5 个工作日"},
            {"key": "咨询", "value": "12345", "link": "tel:12345"},
        ],
        "tiles": [
            {"title": "开办企业", "icon": "building-store", "url": "/1"},
            {"title": "社保医保", "icon": "shield-check", "url": "/2", "tone": "green"},
            {"title": "公积金", "icon": "coin-yuan", "url": "/3", "tone": "amber"},
            {"title": "工程建设", "icon": "building-factory-2", "url": "/4", "tone": "red"},
        ],
    }


def context(lang: str = "zh-hans", *, elder: bool = False) -> dict[str, Any]:
    """All that `patterns.html` shows; every figure in it is invented."""
    answers = [
        {"key": "企业名称", "value": "示范市小满茶饮有限公司", "url": "/change"},
        {"key": "住所", "value": "示范市甲镇一路 1 号\n二层", "source": "来自不动产登记"},
        {"key": "联系电话", "value": "", "url": "/change"},
    ]
    return {
        "page": _page(lang, elder),
        "crumbs": [{"title": "首页", "url": "/"}, {"title": "我要开一家公司"}],
        "towns": ["甲镇", "乙镇"],
        "inbox": [
            ("SL202611230001", "示范市小满茶饮有限公司", "red", "超期 0.5 个工作日"),
            ("SL202611230002", "示范市惊蛰科技有限公司", "yellow", "剩 0.5 个工作日"),
            ("SL202611230003", "示范市清明服饰有限公司", "paused", ""),
        ],
        "errors": [
            FieldError("company.name", "请填写企业名称"),
            FieldError("kind", "请选择企业类型"),
            FieldError("opening", "请填写完整的日期"),
        ],
        "tasks": _tasks(),
        "fields": _fields(),
        "files": [{"name": "合同.pdf", "size": 120_000, "url": "/f", "remove_url": "/f/remove"}],
        "answers": answers,
        "timeline": _timeline(),
        **_shown(),
        "when": datetime(2026, 11, 23, 9, 1, tzinfo=ZoneInfo("Asia/Shanghai")),
    }


def _html(path: str, query: dict[str, list[str]]) -> str | None:
    lang = query.get("lang", ["zh-hans"])[0]
    told = context(lang, elder=query.get("elder") == ["1"])
    with translation.override(lang):
        if path == "/desk":
            return render_to_string("patterns.html", {**told, "layout": "layouts/desk.html"})
        if path == "/problem":
            problem = Unknown("没有编号为 1 的办件", errors=[FieldError("code", "编号有 14 位")])
            return render_to_string("problem.html", {**told, "problem": problem})
        if path in {"/403", "/403_csrf", "/404", "/500", "/503"}:
            return render_to_string(f"{path[1:]}.html", {} if path == "/500" else told)
        return render_to_string("patterns.html", told) if path == "/" else None


def _static(path: str) -> bytes | None:
    found = finders.find(path.removeprefix("/static/"))
    return Path(found).read_bytes() if isinstance(found, str) else None


def application(environ: dict[str, Any], start: Callable[..., Any]) -> Iterable[bytes]:
    """Answers the sample pages and the static files they use."""
    path: str = environ["PATH_INFO"]
    if path.startswith("/static/"):
        body, kind = _static(path), mimetypes.guess_type(path)[0] or "application/octet-stream"
    else:
        html = _html(path, parse_qs(environ["QUERY_STRING"]))
        body, kind = html.encode() if html else None, "text/html; charset=utf-8"
    status = "404 Not Found" if body is None else "200 OK"
    headers = [("Content-Type", kind), ("Content-Security-Policy", CONTENT_SECURITY_POLICY)]
    start(status, headers)
    return [body or b""]


class _Quiet(WSGIRequestHandler):
    def log_message(self, format: str, *args: object) -> None:
        """Says nothing: the browser's console tells what failed."""


@contextmanager
def served() -> Iterator[str]:
    """The address of a server of the samples, gone at the end of the block."""
    with make_server("127.0.0.1", 0, application, handler_class=_Quiet) as server:
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()
        thread.join()
