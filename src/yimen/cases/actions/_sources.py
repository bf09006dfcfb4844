"""数据来源: asking resources for what the government already holds; used by the actions beside it.

Each resource is asked once for each value of its key. The party's own identifiers (its ID
number) serve as keys beside what was typed.
"""

import hashlib

from yimen.cases.models import Draft
from yimen.cases.queries import draft_form, offer_of
from yimen.exchange.api import Purpose, ask, definition_of
from yimen.kernel.actors import Actor
from yimen.kernel.problems import Unavailable
from yimen.parties.api import identifier_of
from yimen.vocabulary.api import ElementSource, documents, elements


def gather(by: Actor, draft: Draft) -> None:
    """汇集数据: fill in what sources supply; a source that does not answer leaves it to ask."""
    for resource, key in sorted(_wanted(draft)):
        _ask(by, draft, resource, key)


def _wanted(draft: Draft) -> set[tuple[str, str]]:
    """The pairs of resource and key element behind the fields and papers that apply."""
    view = offer_of(draft).view(draft.scenario, draft_form(draft))
    words, papers = elements(), documents()
    sources: list[ElementSource | None] = [
        words[f.element].source for f in view.fields if f.applies is not False
    ]
    sources += [papers[p.document].source for p in view.papers if p.applies is not False]
    return {(s.resource, s.key) for s in sources if s is not None}


def _ask(by: Actor, draft: Draft, resource: str, key: str) -> None:
    own = identifier_of(str(draft.party_id), key)
    value = own or draft.form.get(key)
    mark = hashlib.sha256(f"{draft.id}{resource}{value}".encode()).hexdigest()[:16]
    asked = draft.supplied.setdefault("asked", {})
    if asked.get(resource) == (mark if value else ""):
        return
    _forget(draft, resource)
    asked[resource] = mark if value else ""
    if own:  # who applies has proved it by logging in: nothing to type
        draft.supplied["elements"][key] = {"value": own, "resource": resource}
    if value:
        _take(by, draft, resource, value)
    draft.save()


def _forget(draft: Draft, resource: str) -> None:
    """Drop what the resource said before: its key has another value now."""
    supplied = draft.supplied
    supplied["elements"] = {
        code: entry
        for code, entry in supplied.get("elements", {}).items()
        if entry["resource"] != resource
    }
    supplied["papers"] = {
        code: name for code, name in supplied.get("papers", {}).items() if name != resource
    }


def _take(by: Actor, draft: Draft, resource: str, value: str) -> None:
    definition = definition_of(resource)
    words = offer_of(draft).bundle.name.zh_hans
    try:
        found = ask(
            by, resource, value, Purpose("draft", str(draft.id), str(draft.party_id), words)
        )
    except Unavailable:
        draft.supplied["asked"].pop(resource)  # ask again at the next save
        return
    if found is None:
        return
    for code, answer in found.items():
        draft.supplied["elements"][code] = {"value": answer, "resource": resource}
    for document in definition.documents:
        draft.supplied["papers"][document] = resource
