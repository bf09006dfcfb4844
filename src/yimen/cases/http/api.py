"""办件接口操作: drafts, cases and the desk."""

from ninja import Router

from yimen.cases.http import (
    api_cases,
    api_decided,
    api_desk,
    api_drafts,
    api_reception,
    api_turns,
    evidence,
)

router = Router()
for _part in (api_drafts, api_cases, api_desk, api_decided, api_reception, evidence, api_turns):
    router.add_router("", _part.router)
