"""办件接口操作: drafts, cases and the desk."""

from ninja import Router

from yimen.cases.http import api_cases, api_desk, api_drafts

router = Router()
for _part in (api_drafts, api_cases, api_desk):
    router.add_router("", _part.router)
