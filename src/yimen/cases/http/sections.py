"""填报分区页: the fields of one section, what was typed into them, and what a save came to."""

from collections.abc import Iterable, Mapping
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, QueryDict
from django.utils.translation import gettext

from yimen.cases.http.fields import errors_by_field, field_of, filled_rows, given, read
from yimen.cases.http.wording import listed, named, supplier_words, value_words
from yimen.cases.queries import DraftView
from yimen.cases.queries.drafts import FilledField, SectionState
from yimen.exchange.api import resources
from yimen.kernel.problems import FieldError, Unknown
from yimen.vocabulary.api import elements

Form = dict[str, Any]
"""What was typed into a section, by element code (see `fields.Typed`)."""


def section_of(view: DraftView, code: str) -> SectionState:
    """取分区: the section as it stands; `Unknown` where the application has none so called."""
    for state in view.sections:
        if state.code == code:
            return state
    raise Unknown("这份申请里没有这个部分。情形可能改过，请从任务清单进入。")


def read_section(state: SectionState, post: QueryDict) -> Form:
    """读取分区: what was typed into the fields that the applicant fills."""
    words = elements()
    return {
        f.element.code: read(f.element, f.element.code, post, words)
        for f in state.fields
        if not f.supplied_by
    }


def with_rows_changed(form: Form, post: QueryDict) -> Form | None:
    """增减行: the form after a press of “增加” or “删除” in a table; None for any other press."""
    if (table := post.get("_add", "")) in form:
        return {**form, table: [*form[table], {}]}
    table, _, number = post.get("_remove", "").partition("/")
    if table in form and number.isdecimal():
        rows = [row for n, row in enumerate(form[table]) if n != int(number)]
        return {**form, table: rows}
    return None


def tidy(state: SectionState, form: Form) -> Form:
    """去空行: the form without table rows that were left empty, so that errors count as it does."""
    tables = {f.element.code for f in state.fields if f.element.type == "table"}
    return {code: filled_rows(v) if code in tables else v for code, v in form.items()}


def values_given(state: SectionState, form: Form) -> dict[str, Any]:
    """分区取值: what was typed, in the form that `fill_section` takes."""
    words = elements()
    by_code = {f.element.code: f.element for f in state.fields}
    return {code: given(by_code[code], typed, words) for code, typed in form.items()}


def shown_fields(
    state: SectionState, form: Form | None, errors: Iterable[FieldError]
) -> list[dict[str, Any]]:
    """分区字段: each field as the page shows it: to fill, supplied, or to be fetched on saving."""
    words, catalogue, by_field = elements(), resources(), errors_by_field(errors)
    waiting = _waiting(state)
    fields = []
    for one in state.fields:
        label = named(one.view.name)
        if one.supplied_by:
            source = supplier_words(one.supplied_by, catalogue)
            words_of = value_words(one.element, one.value, hide=True)
            fields.append({"kind": "supplied", "label": label, "value": words_of, "source": source})
        elif one.element.code in waiting:
            source = supplier_words(waiting[one.element.code], catalogue)
            fields.append({"kind": "waiting", "label": label, "source": source})
        else:
            fields.append(
                field_of(
                    one.element,
                    form[one.element.code] if form else one.value,
                    label=label,
                    hint=named(one.view.hint),
                    required=one.view.required,
                    errors=by_field,
                    words=words,
                )
            )
    return fields


def errors_to_show(state: SectionState, errors: Iterable[FieldError]) -> list[FieldError]:
    """错误清单: errors whose links land on a field that the page shows."""
    waiting = _waiting(state)
    tables = {f.element.code: f.element for f in state.fields if f.element.type == "table"}
    found = []
    for error in errors:
        if error.field in waiting:
            continue  # its key is missing too, and that is what there is to do
        place = error.field
        if place in tables:
            place = f"{place}/0/{tables[place].columns[0]}"
        found.append(FieldError(place, error.message))
    return found


def tell_what_came(request: HttpRequest, before: SectionState, after: SectionState) -> None:
    """告知结果: what sources have filled in by this save, and what they did not know."""
    catalogue = resources()
    had = {f.element.code for f in before.fields if f.supplied_by}
    new = [f for f in after.fields if f.supplied_by and f.element.code not in had]
    for source, names in _by_source((f.supplied_by, f) for f in new).items():
        told = {"source": supplier_words(source, catalogue), "names": names}
        messages.success(request, gettext("已从%(source)s带入：%(names)s。") % told)
    unknown = [f for f in after.fields if f.missing]
    asked = ((f.element.source.resource if f.element.source else "", f) for f in unknown)
    for source, names in _by_source(asked).items():
        told = {"source": supplier_words(source, catalogue), "names": names}
        text = gettext("%(source)s没有查到，请自己填写：%(names)s。其他内容已保存。")
        messages.warning(request, (text if source else gettext("请填写：%(names)s。")) % told)


def _by_source(fields: Iterable[tuple[str, FilledField]]) -> dict[str, str]:
    found: dict[str, list[str]] = {}
    for source, field in fields:
        found.setdefault(source, []).append(named(field.view.name))
    return {source: listed(names) for source, names in found.items()}


def _waiting(state: SectionState) -> Mapping[str, str]:
    """Fields that a source will fill in when the section is saved, with the source.

    They are not shown to be typed: their key stands in this section, must be filled in, and is
    still empty. If the source does not know the answer, they are asked then.
    """
    keys = {
        f.element.code
        for f in state.fields
        if f.view.required and not f.supplied_by and f.value in (None, "")
    }
    return {
        f.element.code: f.element.source.resource
        for f in state.fields
        if f.element.source
        and f.element.source.key in keys
        and not f.supplied_by
        and f.value in (None, "")
    }
