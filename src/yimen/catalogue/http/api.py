"""目录接口操作: what can be applied for: bundles and items in force."""

from collections.abc import Mapping
from typing import Annotated, Any

from django.core.paginator import Paginator
from ninja import Router
from pydantic import Field

from yimen.catalogue import queries
from yimen.catalogue.http.schemas import (
    BundleAnswer,
    BundleRow,
    Preview,
)
from yimen.catalogue.http.searching import SearchAnswer, note_if_missed
from yimen.catalogue.queries.search import find_services
from yimen.catalogue.rules import BundleDefinition
from yimen.kernel.http import Audience
from yimen.kernel.http.operations import ApiRequest, PageNumber, PageOf, operation
from yimen.kernel.problems import FieldError, Invalid
from yimen.parties.api import unit_names

router = Router(tags=["事项目录"])
PAGE_SIZE = 50


@operation(
    router,
    "GET",
    "bundles",
    audience=Audience.PUBLIC,
    summary="一件事清单",
    answer=PageOf[BundleRow],
)
def bundles(request: ApiRequest, page: PageNumber = 1) -> PageOf[BundleRow]:
    """一件事清单: bundles that can be applied for today, by code."""
    found = Paginator(queries.bundles_in_force(), PAGE_SIZE).get_page(page)
    units = unit_names()
    return PageOf[BundleRow].of(
        found, [BundleRow.of(bundle, units) for _, bundle in found.object_list]
    )


@operation(
    router,
    "GET",
    "bundles/{code}",
    audience=Audience.PUBLIC,
    summary="一件事：情形问题、联办事项、能省多少",
    answer=BundleAnswer,
    about="情形问题的回答可以写在查询参数里（问题编码=回答），预览就按这种情形算；没回答的不算在内。",
)
def bundle(request: ApiRequest, code: str) -> BundleAnswer:
    """一件事: its questions and members, and what it asks and saves in a scenario."""
    version = queries.bundle_in_force(code)
    definition = queries.bundle_of(version.pk)
    view = queries.view_of_bundle(version.pk, _answers(definition, request.GET.dict()), {})
    savings = queries.savings_of_bundle(version.pk, view)
    return BundleAnswer.of(definition, unit_names(), Preview.of(view, savings))


@operation(
    router,
    "GET",
    "search",
    audience=Audience.PUBLIC,
    summary="查找：用自己的话找事项和一件事",
    answer=SearchAnswer,
    about="q 怎么说都行，例如“我想开个奶茶店”。没有找到时只记去掉个人信息的字词，不记是谁。",
)
def search(
    request: ApiRequest,
    q: Annotated[str, Field(min_length=1, max_length=100)],
    limit: Annotated[int, Field(ge=1, le=50)] = 10,
) -> SearchAnswer:
    """查找: bundles and items in force for what people say, best first."""
    sought = find_services(q, limit)
    note_if_missed(q, sought)
    return SearchAnswer.of(q, sought)


def _answers(bundle: BundleDefinition, given: Mapping[str, str]) -> dict[str, Any]:
    """The scenario that query parameters describe; questions left out stay open."""
    answers: dict[str, Any] = {}
    errors = [FieldError(code, "没有这个情形问题") for code in given]
    for question in bundle.scenario:
        if question.code not in given:
            continue
        text = given[question.code]
        errors = [error for error in errors if error.field != question.code]
        options: dict[str, Any] = {option.value: option.value for option in question.options}
        known = options or {"true": True, "false": False}
        if text in known:
            answers[question.code] = known[text]
        else:
            errors.append(FieldError(question.code, f"只能是 {'、'.join(known)}"))
    if errors:
        raise Invalid("情形问题的回答有误。", errors=errors)
    return answers
