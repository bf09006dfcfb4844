"""豁免查询: whether anything is left to apply for in what is known of an application."""

from yimen.cases.models import Draft
from yimen.cases.queries.definitions import offer_of
from yimen.cases.queries.drafts import draft_form
from yimen.cases.rules.exemption import NotNeeded, exempting, told
from yimen.catalogue.api import Facts, ItemDefinition, list_names
from yimen.kernel.problems import Conflict


def needless(draft: Draft) -> NotNeeded | None:
    """不用办理: that lists exempt all that the draft would apply for, and on what basis."""
    offer = offer_of(draft)
    form = draft_form(draft)
    if not offer.single and offer.view(draft.scenario, form).members:
        return None
    facts = offer.conditions.given(draft.scenario, form)
    held = [item for _, item in offer.items.values() if exempting(item, facts)]
    if not held:
        return None
    names = list_names()
    return NotNeeded("\n".join(told(item, facts, names) for item in held))


def refuse_needless(draft: Draft) -> None:
    """核对是否需要办: raises `NotNeeded`, or `Conflict` where no item applies for other reasons."""
    found = needless(draft)
    if found:
        raise found
    if not offer_of(draft).view(draft.scenario, draft_form(draft)).members:
        raise Conflict("按您的回答，没有需要办理的事项。情形答错了的，请返回更改。")


def refuse_exempt(item: ItemDefinition, facts: Facts | None) -> None:
    """核对豁免: of an application to one item that was handed in; raises `NotNeeded`."""
    if item.exempt and facts is not None and exempting(item, facts):
        raise NotNeeded(told(item, facts, list_names()))
