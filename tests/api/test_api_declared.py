"""Every operation declares itself; the description tells all of them; nothing answers otherwise."""

import re
from pathlib import Path
from typing import Any

import pytest
from api_caller import Caller

from yimen.kernel.http import Audience, declared
from yimen.web.http.api import api

pytestmark = pytest.mark.usefixtures("demo_city")

PUBLIC = {
    ("get", "/api/v1/"),
    ("post", "/api/v1/tokens"),
    ("get", "/api/v1/bundles"),
    ("get", "/api/v1/bundles/{code}"),
    ("get", "/api/v1/search"),
    ("get", "/api/v1/items"),
    ("get", "/api/v1/items/{code}"),
    ("get", "/api/v1/items/{code}/versions"),
    ("get", "/api/v1/lists"),
    ("get", "/api/v1/lists/{code}"),
    ("get", "/api/v1/powers"),
    ("get", "/api/v1/permit-reform"),
    ("get", "/api/v1/citations"),
    ("get", "/api/v1/open-data"),
    ("get", "/api/v1/verifications/{identifier}"),
    ("get", "/api/v1/plan"),
    ("get", "/api/v1/plan/items/{number}"),
}


def description() -> dict[str, Any]:
    described: dict[str, Any] = Caller().ask("GET", "openapi.json").body
    return described


def operations() -> list[tuple[str, str, dict[str, Any]]]:
    return [
        (method, path, described)
        for path, methods in description()["paths"].items()
        for method, described in methods.items()
    ]


def test_every_operation_declares_its_audience() -> None:
    views = [
        operation.view_func
        for router in api._get_bound_routers()
        for path in router.path_operations.values()
        for operation in path.operations
    ]
    assert len(views) > 20
    assert [view.__name__ for view in views if not isinstance(declared(view), Audience)] == []


def test_what_is_not_public_asks_for_a_log_in() -> None:
    unasked = {(method, path) for method, path, told in operations() if "security" not in told}
    assert unasked == PUBLIC


def test_strangers_get_401_from_all_that_is_not_public() -> None:
    for method, path, _ in operations():
        if (method, path) in PUBLIC:
            continue
        filled = re.sub(r"\{\w+\}", "01900000-0000-7000-8000-000000000000", path)
        answer = Caller().ask(method.upper(), filled.removeprefix("/api/v1/"), {})
        assert (answer.status_code, answer["Content-Type"]) == (401, "application/problem+json")
        assert answer["WWW-Authenticate"] == "Bearer"


def test_every_operation_is_described_in_chinese_with_its_answer_and_errors() -> None:
    names = [told["operationId"] for _, _, told in operations()]
    assert len(names) == len(set(names))
    for method, path, told in operations():
        assert re.match("[\u4e00-\u9fff]", told["summary"]), path
        assert "使用者：" in told["description"]
        assert told["tags"], path
        assert "application/problem+json" in told["responses"]["default"]["content"]
        answers = {status: one for status, one in told["responses"].items() if status != "default"}
        assert len(answers) == 1
        status, answer = answers.popitem()
        assert "content" in answer or status == "204", path
        keys = [p["name"] for p in told["parameters"] if p["in"] == "header"]
        writes = method != "get" and not path.endswith("/tokens")
        assert keys == (["Idempotency-Key"] if writes else [])


def test_the_description_refers_only_to_what_it_defines() -> None:
    whole = description()
    referred = set(re.findall(r'#/components/schemas/([^"\']+)', str(whole)))
    assert referred - set(whole["components"]["schemas"]) == set()
    assert "ProblemDetail" in referred
    assert whole["components"]["securitySchemes"]["Bearer"]["scheme"] == "bearer"


def test_nothing_is_loaded_from_elsewhere() -> None:
    assert Caller().ask("GET", "docs").status_code == 404
    assert Caller().ask("GET", "").body["openapi"].endswith("/api/v1/openapi.json")


def test_the_page_about_the_api_tells_every_operation() -> None:
    page = (Path(__file__).resolve().parents[2] / "docs" / "api.md").read_text("utf-8")
    told = set(re.findall(r"^\| `([A-Z]+ \S+)` \|", page, re.MULTILINE))
    there = {
        f"{method.upper()} {path.removeprefix('/api/v1/') or '/'}"
        for method, path, _ in operations()
    }
    assert told == there
