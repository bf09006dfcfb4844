"""督查接口操作: the reform plan in the light of what was measured."""

from typing import Annotated

from ninja import Router
from pydantic import Field

from yimen.kernel.http import Audience
from yimen.kernel.http.operations import ApiRequest, operation
from yimen.oversight import queries
from yimen.oversight.http.schemas import PlanAnswer, PlanItemAnswer, called

router = Router(tags=["改革承诺"])
PlanCode = Annotated[str, Field(max_length=40)]


@operation(
    router,
    "GET",
    "plan",
    audience=Audience.PUBLIC,
    summary="工作要点：每一条的落实和实测",
    answer=PlanAnswer,
    about="不写 code 时是最新的一份。",
)
def plan(request: ApiRequest, code: PlanCode = "") -> PlanAnswer:
    """工作要点: the plan with every item in the same light."""
    return PlanAnswer.of(queries.plan_view(code), called())


@operation(
    router,
    "GET",
    "plan/items/{int:number}",
    audience=Audience.PUBLIC,
    summary="工作要点的一条",
    answer=PlanItemAnswer,
)
def plan_item(request: ApiRequest, number: int, code: PlanCode = "") -> PlanItemAnswer:
    """要点: one promise of the plan."""
    return PlanItemAnswer.of(queries.plan_item_view(number, code), called())
