"""变更预览: what an applicant would see of a definition as it is drafted, with the portal's fields.

Answers of the preview come as `p.scenario.<question>` and `p.form.<element>`; `p.in` names the
bundle in which an item is looked at.
"""

from collections.abc import Mapping
from typing import Any

from django.http import QueryDict
from django.utils.translation import gettext

from yimen.cases.http.fields import field_of, given, options_of, read, yes_no
from yimen.cases.http.wording import named, supplier_words
from yimen.catalogue.api import (
    BundleDefinition,
    ChangeView,
    ItemDefinition,
    PartView,
    Preview,
    Wording,
    bundle_drawing,
    item_drawing,
    preview,
    settings_of,
    to_bpmn,
    wording_of,
)
from yimen.vocabulary.api import ElementDefinition

Row = dict[str, Any]


def preview_of(view: ChangeView, part: PartView, answers: QueryDict) -> Row:
    """预览: of an item or a bundle; `shown` is empty while faults leave nothing to show."""
    settings = _settings(view, part)
    if not settings:
        return {"previewed": False}
    chosen = next((one for one in settings if one.code == answers.get("p.in")), settings[0])
    scenario = _scenario(chosen, answers)
    form = _form(view, answers)
    found = preview(chosen, view.after, scenario, form)
    return {
        "previewed": True,
        "settings": [
            {"code": one.code, "name": named(one.name), "is_alone": _is_alone(one, part)}
            for one in settings
        ],
        "setting": chosen.code,
        "shown": _shown(view, found, scenario, form) if found else {},
    }


def _settings(view: ChangeView, part: PartView) -> list[BundleDefinition]:
    if isinstance(part.after, ItemDefinition):
        listed = view.after.listed_items.get(part.after.code, part.after)
        return settings_of(listed, view.after)
    return [part.after] if isinstance(part.after, BundleDefinition) else []


def _is_alone(setting: BundleDefinition, part: PartView) -> bool:
    return part.part.kind == "item" and setting.code == part.part.code


def _scenario(bundle: BundleDefinition, answers: QueryDict) -> Row:
    found: Row = {}
    for question in bundle.scenario:
        typed = answers.get(f"p.scenario.{question.code}", "")
        if question.type == "boolean" and typed in ("true", "false"):
            found[question.code] = typed == "true"
        elif typed in {option.value for option in question.options}:
            found[question.code] = typed
    return found


def _form(view: ChangeView, answers: QueryDict) -> Row:
    """What was typed for elements on which conditions turn, in stored form."""
    words, found = view.after.element_of, dict[str, Any]()
    for name in answers:
        code = name.removeprefix("p.form.")
        if code == name or code not in words or not answers.get(name):
            continue
        value = given(words[code], read(words[code], name, answers, words), words)
        if words[code].type == "boolean":
            found[code] = value == "true"
        elif words[code].type == "integer":
            found[code] = int(value) if str(value).isdecimal() else None
        else:
            found[code] = value
    return found


def _shown(view: ChangeView, found: Preview, scenario: Row, form: Row) -> Row:
    return {
        "questions": [_question(one, scenario) for one in found.questions],
        "deciding": [_deciding(one, form, view.after.element_of) for one in found.deciding],
        "members": [named(one.name) for one in found.view.members],
        "sections": [
            {
                "name": named(section.name),
                "fields": [_field(view, one) for one in section.fields],
            }
            for section in found.view.sections
        ],
        "papers": [_paper(view, found, one) for one in found.view.papers],
        "conflicts": [one.message for one in found.view.conflicts],
        "days": found.days,
        "promised": found.promised,
        "keeps": found.keeps_its_promise,
        "path": _path(found),
    }


def _question(question: Any, scenario: Row) -> Row:
    answer = scenario.get(question.code, "")
    return {
        "kind": "radios",
        "name": f"p.scenario.{question.code}",
        "label": named(question.question),
        "hint": named(question.hint),
        "value": str(answer).lower() if isinstance(answer, bool) else answer,
        "options": options_of(question.options) or yes_no(),
        "inline": question.type == "boolean",
    }


def _deciding(element: ElementDefinition, form: Row, words: Mapping[str, ElementDefinition]) -> Row:
    value = form.get(element.code, "")
    return field_of(
        element,
        "" if value is None else value,
        label=named(element.name),
        name=f"p.form.{element.code}",
        errors={},
        words=words,
    )


def _field(view: ChangeView, one: Any) -> Row:
    element = view.after.element_of[one.element]
    label = named(one.name)
    row: Row = {"maybe": one.applies is None, "when": one.when}
    if one.disposition == "asked":
        drawn = field_of(
            element,
            [] if element.type in ("choices", "table") else "",
            label=label,
            hint=named(one.hint),
            required=one.required,
            name=f"shown.{one.element}",
            errors={},
            words=view.after.element_of,
        )
        return {**row, "drawn": drawn}
    if one.disposition == "from_source":
        return {
            **row,
            "label": label,
            "source": supplier_words(one.supplier, view.after.resource_of),
        }
    maker = view.after.item_of.get(one.supplier)
    source = gettext("%(item)s的结果") % {"item": named(maker.name) if maker else one.supplier}
    return {**row, "label": label, "source": source}


def _paper(view: ChangeView, found: Preview, one: Any) -> Row:
    source = ""
    if one.disposition == "from_source":
        source = supplier_words(one.supplier, view.after.resource_of)
    elif one.disposition == "from_result":
        maker = view.after.item_of.get(one.supplier)
        source = named(maker.name) if maker else one.supplier
    return {
        "name": named(one.name),
        "source": source,
        "is_free": one.disposition != "asked",
        "may_defer": one.may_defer,
        "may_promise": one.may_promise,
        "maybe": one.applies is None,
        "when": one.when,
    }


def _path(found: Preview) -> str:
    steps = {
        (code, step.code): named(step.name)
        for code, item in found.items.items()
        for step in item.steps
    }
    return " → ".join(steps[one] for one in found.path)


def drawing_of(view: ChangeView, part: PartView) -> str:
    """流程图文件: the BPMN 2.0 text of the draft; empty while it cannot be drawn."""
    wording: Wording = wording_of(view.after)
    try:
        if isinstance(part.after, ItemDefinition):
            return to_bpmn(item_drawing(part.after, wording))
        if isinstance(part.after, BundleDefinition):
            items = {one.item: view.after.item_of[one.item] for one in part.after.members}
            return to_bpmn(bundle_drawing(part.after, items, wording))
    except (KeyError, ValueError):  # steps that wait for each other, or for one that is not there
        return ""
    return ""
