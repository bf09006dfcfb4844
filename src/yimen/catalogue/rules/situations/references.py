"""情形引用检查: situations that speak of what the pack has not, with what may have been meant."""

from collections.abc import Collection, Iterator
from datetime import date
from typing import Any

from yimen.catalogue.rules.contents import PackContents
from yimen.catalogue.rules.findings import Finding, error, nearest
from yimen.catalogue.rules.situations import subjects
from yimen.catalogue.rules.situations.model import LISTS, Expectation, Situation, SituationFile
from yimen.catalogue.rules.situations.subjects import Subject
from yimen.kernel.packs import Loaded
from yimen.kernel.packs.yaml_marks import Path
from yimen.vocabulary.api import ElementDefinition, check_value

_REFUSALS = ("applicant", "channel", "not_in_force")
_DUE = ("promised", "statutory", "notice")
_ABSENT = {
    "items": "这里没有事项“{}”",
    "fields": "这里没有数据元“{}”",
    "papers": "这里没有材料“{}”",
    "steps": "这里没有环节“{}”",
    "units": "没有部门“{}”",
    "results": "这里没有结果“{}”",
    "refusals": "没有“{}”这种理由",
    "undecided": "这里没有“{}”",
    "due": "这里没有期限“{}”",
}


def subject_of(pack: PackContents, file: SituationFile) -> Subject | None:
    """所测对象: what a file's situations are about; None where it is not (fully) in the pack."""
    if file.item is not None:
        item = pack.item_of.get(file.item)
        return subjects.of_item(pack, item) if item else None
    for bundle in pack.bundles:
        if bundle.value.code == file.bundle:
            return subjects.of_bundle(pack, bundle.value)
    return None


def check_file(pack: PackContents, loaded: Loaded[SituationFile]) -> Iterator[Finding]:
    """检查情形文件: unknown codes, answers that fit no question, values that fit no element."""
    file = loaded.value
    subject = subject_of(pack, file)
    if subject is None:
        key, noun = ("item", "事项") if file.item else ("bundle", "一件事")
        code = str(file.item or file.bundle)
        there = {one.value.code for one in (pack.items if file.item else pack.bundles)}
        if code not in there:  # else a member could not be read, which is told there
            yield error(loaded, (key,), f"没有{noun}“{code}”", nearest(code, there) or "核对编码")
        return
    known = _known(pack, subject)
    for n, situation in enumerate(file.situations):
        yield from _given(pack, subject, loaded, ("situations", n), situation)
        at: Path = ("situations", n, "expect")
        for name, codes in _named(situation.expect):
            yield from _unknown(loaded, (*at, name), codes, known[name], name)
        used: Path = ("situations", n, "found_against")
        yield from _unknown(loaded, used, situation.found_against, known["steps"], "steps")
        for name in ("defers", "promises"):
            here: Path = ("situations", n, name)
            yield from _unknown(loaded, here, getattr(situation, name), known["papers"], "papers")


def _named(expect: Expectation) -> Iterator[tuple[str, Collection[str]]]:
    for name in LISTS:
        listed = getattr(expect, name)
        if listed is not None:
            yield name, listed.codes
    yield "due", expect.due


def _unknown(
    loaded: Loaded[Any], at: Path, codes: Collection[str], known: Collection[str], name: str
) -> Iterator[Finding]:
    for code in codes:
        if code not in known:
            noun = _ABSENT.get(name.partition("_")[0], _ABSENT["papers"])
            remedy = nearest(code, known) or f"可用的：{'、'.join(sorted(known)[:12])}"
            yield error(loaded, at, noun.format(code), remedy)


def _known(pack: PackContents, subject: Subject) -> dict[str, set[str]]:
    items = subject.items.values()
    fields = {use.element for item in items for use in item.fields}
    papers = {use.document for item in items for use in item.papers}
    steps = {subject.called(item.code, step.code) for item in items for step in item.steps}
    endings = {f"{fate}:{item.code}" for item in items for fate in ("ended", "stuck")}
    due = {"promised"} | {
        name if subject.alone else f"{item.code}/{name}" for item in items for name in _DUE
    }
    return {
        "items": set(subject.items),
        "fields": fields,
        "fields_supplied": fields,
        "papers": papers,
        "papers_supplied": papers,
        "may_defer": papers,
        "may_promise": papers,
        "steps": steps,
        "units": {unit.code for unit in pack.units.value.units} if pack.units else set(),
        "results": {item.result_document for item in items if item.result_document},
        "refusals": {*_REFUSALS, *endings}
        | {f"{verb}:{code}" for verb in ("defer", "promise") for code in papers}
        | {f"step:{code}" for code in steps},
        "undecided": set(subject.items) | fields | papers | steps,
        "due": due,
    }


def _given(
    pack: PackContents, subject: Subject, loaded: Loaded[Any], at: Path, situation: Situation
) -> Iterator[Finding]:
    questions = {question.code: question for question in subject.bundle.scenario}
    for code, answer in situation.scenario.items():
        here: Path = (*at, "scenario", code)
        question = questions.get(code)
        if question is None:
            remedy = nearest(code, questions) or f"问题有：{'、'.join(questions) or '无'}"
            yield error(loaded, here, f"没有情形问题“{code}”", remedy)
            continue
        options = [option.value for option in question.options]
        if options and answer not in options:
            yield error(loaded, here, f"“{code}”没有选项“{answer}”", f"可选：{'、'.join(options)}")
        elif not options and not isinstance(answer, bool):
            yield error(loaded, here, f"“{code}”要回答是否", "写 true 或 false")
    day = situation.day or subject.bundle.effective_from
    for code, value in situation.form.items():
        at_value: Path = (*at, "form", code)
        element = pack.element_of.get(code)
        if element is None:
            remedy = nearest(code, pack.element_of) or "核对编码"
            yield error(loaded, at_value, f"没有数据元“{code}”", remedy)
        elif wrong := _misfit(element, value, day):
            yield error(loaded, at_value, wrong, "按 elements.yaml 里的类型和选项改")


def _misfit(element: ElementDefinition, value: Any, day: date) -> str:
    """What is wrong with a value, in words; conditions see it as it would be stored."""
    if element.type == "table":
        return "" if isinstance(value, list) else f"“{element.name.zh_hans}”是表格，写成列表"
    try:
        stored = check_value(element, value, day)
    except ValueError as fault:
        return str(fault)
    if stored != value:
        return f"“{element.name.zh_hans}”存下来是 {stored!r}，这里写的是 {value!r}，条件会认不得"
    return ""
