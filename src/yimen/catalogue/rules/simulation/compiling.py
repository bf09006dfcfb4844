"""编成网络: a version's definitions, an experiment's situations and times, as a network."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from difflib import get_close_matches
from typing import Any, TypeVar

from yimen.catalogue.rules.conditions import Conditions, all_of
from yimen.catalogue.rules.contents import PackContents
from yimen.catalogue.rules.definitions import BundleDefinition, ItemDefinition, ScenarioQuestion
from yimen.catalogue.rules.simulation.axis import WorkAxis
from yimen.catalogue.rules.simulation.experiment import Experiment, Outcome, Situation
from yimen.catalogue.rules.simulation.graphing import Graph, mode_of
from yimen.catalogue.rules.simulation.network import Mode, Network, StepWords, Template
from yimen.catalogue.rules.steps import Step
from yimen.kernel.problems import FieldError, Invalid, Unknown
from yimen.vocabulary.api import ElementDefinition

_T = TypeVar("_T")
_FAULTY = "模拟方案有误，请改好再试。"


@dataclass(frozen=True)
class Subject:
    """模拟对象: one version of a bundle or, without `bundle`, of the item `code`.

    `items` are those of the version by code, with the items of sub-cases.
    """

    code: str
    bundle: BundleDefinition | None
    items: Mapping[str, ItemDefinition]
    elements: Mapping[str, ElementDefinition]

    @property
    def name(self) -> str:
        """名称: in Simplified Chinese."""
        named = self.bundle or self.items[self.code]
        return named.name.zh_hans

    @property
    def members(self) -> Mapping[str, str]:
        """事项: the codes of the items with the condition of each; an exempt one is not done."""
        if self.bundle is None:
            return {self.code: ""}
        return {m.item: all_of([m.when, self.items[m.item].needed]) for m in self.bundle.members}

    @property
    def questions(self) -> Sequence[ScenarioQuestion]:
        """情形问题: of the bundle, or of the item where it is applied for by itself."""
        return (self.bundle or self.items[self.code]).scenario


def subject_in(pack: PackContents, code: str) -> Subject:
    """包里的对象: the bundle or else the item of a pack with this code; raises `Unknown`.

    Raises `Invalid` where items of a bundle cannot be read.
    """
    bundles = {loaded.value.code: loaded.value for loaded in pack.bundles}
    bundle = bundles.get(code)
    if bundle is None and code not in pack.item_of:
        known = [*bundles, *pack.item_of]
        close = get_close_matches(code, known, n=3)
        hint = f"是不是“{'”或“'.join(close)}”？" if close else f"可用的编码：{'、'.join(known)}"
        raise Unknown(f"没有事项或一件事“{code}”。{hint}")
    missing = [m.item for m in bundle.members if m.item not in pack.item_of] if bundle else []
    if missing:
        raise Invalid(f"“{code}”的事项读不到：{'、'.join(missing)}。请先运行 yimen pack check。")
    return Subject(code, bundle, pack.item_of, pack.element_of)


def items_of_subject(subject: Subject) -> list[str]:
    """涉及事项: the codes of the items of a subject, with those of sub-cases."""
    found: dict[str, None] = {}
    todo = list(subject.members)
    while todo:
        item = subject.items.get(todo.pop(0))
        if item is not None and item.code not in found:
            found[item.code] = None
            todo += [step.item for step in item.steps if step.item]
    return list(found)


def fitting_values(values: Mapping[str, Any], subjects: Sequence[Subject]) -> dict[str, Any]:
    """适用的实测: of values that past cases gave, those for steps and stations there still are."""
    pairs = [
        (subject.items[code], step)
        for subject in subjects
        for code in items_of_subject(subject)
        for step in subject.items[code].steps
    ]
    steps = {f"{item.code}/{step.code}" for item, step in pairs}
    worked = [(item, step) for item, step in pairs if mode_of(step) is Mode.WORK]
    stations = {f"{step.unit or item.unit}:{step.role}" for item, step in worked}
    return {
        **values,
        "staff": _only(values.get("staff", {}), stations),
        "service": {"steps": _only(values.get("service", {}).get("steps", {}), steps)},
        "outcomes": _only(values.get("outcomes", {}), steps),
    }


def _of_its_item(subject: Subject, words: StepWords) -> StepWords:
    """Among several items, a step is called by its item too: each has its decision."""
    return replace(words, name=f"{subject.items[words.item].name.zh_hans}·{words.name}")


def _only(table: Mapping[str, Any], keys: Collection[str]) -> dict[str, Any]:
    return {key: value for key, value in table.items() if key in keys}


@dataclass
class Compiler:
    """编译: definitions as networks that share their stations.

    `carried` are times of steps that stand in another version too: a shorter limit makes nobody
    work faster, so what was assumed for one version holds for the other.
    """

    experiment: Experiment
    axis: WorkAxis
    stations: dict[tuple[str, str], int] = field(default_factory=dict)
    carried: dict[str, tuple[float, float]] = field(default_factory=dict)
    known: set[str] = field(default_factory=set)
    """Steps (`item/step` and `step`), stations and answers that some version has."""
    assumed: set[str] = field(default_factory=set)
    """Steps of people whose time nobody gave."""
    outside: set[str] = field(default_factory=set)
    """Outside answers whose time nobody gave."""

    def network(self, subject: Subject) -> Network:
        """编成网络: raises `Invalid` for flows that cannot be run and answers that do not fit."""
        steps: dict[str, StepWords] = {}
        left_open: dict[str, None] = {}
        self._know(subject)
        conditions = Conditions.of(subject.questions, subject.elements)
        situations = self.experiment.situations or [Situation()]
        whole = sum(one.share for one in situations)
        templates = []
        for number, one in enumerate(situations, start=1):
            self._check_answers(subject, number - 1, one)
            facts = conditions.given(one.scenario, one.form)
            graph = Graph(self, subject.items, facts, steps, left_open)
            name = one.name or f"情形{number}"
            nodes, groups = graph.of(subject.members, name)
            templates.append(Template(name, one.share / whole, nodes, groups))
        if len({words.item for words in steps.values()}) > 1:
            steps = {key: _of_its_item(subject, words) for key, words in steps.items()}
        promising = subject.bundle or subject.items[subject.code].limits
        return Network(
            code=subject.code,
            name=subject.name,
            promised=promising.promised,
            is_bundle=subject.bundle is not None,
            stations=(),
            templates=tuple(templates),
            steps=steps,
            left_open=tuple(left_open),
        )

    def time_of(self, key: str, step: Step) -> tuple[float, float]:
        """用时: mean and variation of a step that takes somebody's time."""
        given = self._given(self.experiment.service.steps, key)
        service = self.experiment.service
        if given is not None:
            cv = service.cv if given.cv is None else given.cv
            return self.axis.hours(given.mean), cv
        if step.kind == "external":
            self.outside.add(key)
            return self.axis.hours(step.within), 0.0
        self.assumed.add(key)
        if key not in self.carried:
            self.carried[key] = service.factor * self.axis.hours(step.within), service.cv
        return self.carried[key]

    def outcome_of(self, key: str) -> Outcome:
        """不顺利的可能: of a step; none where nothing is given."""
        return self._given(self.experiment.outcomes, key) or Outcome()

    def station_of(self, unit: str, role: str) -> int:
        """办理岗: its number, the same in every network of this compiler."""
        return self.stations.setdefault((unit, role), len(self.stations))

    def strange(self) -> list[FieldError]:
        """没有的键: what the experiment says of steps, stations and answers that no version has."""
        return [
            FieldError(place, words) for place, key, words in self._said() if key not in self.known
        ]

    def _said(self) -> Iterator[tuple[str, str, str]]:
        service, outcomes = self.experiment.service.steps, self.experiment.outcomes
        for place, keys in (("service/steps", service.keys()), ("outcomes", outcomes.keys())):
            for key in keys:
                words = f"没有环节“{key}”，写成 事项/环节 或 环节 的编码"
                yield f"{place}/{key}", key, words
        stations = "、".join(sorted(one for one in self.known if ":" in one))
        for key in self.experiment.staff:
            yield f"staff/{key}", key, f"没有岗位“{key}”，可用的是：{stations}"
        for number, situation in enumerate(self.experiment.situations):
            for kind, what, answers in (
                ("scenario", "情形问题", situation.scenario),
                ("form", "数据元", situation.form),
            ):
                for code in answers:
                    place = f"situations/{number}/{kind}/{code}"
                    yield place, f"{kind}.{code}", f"没有{what}“{code}”，请核对编码"

    def _know(self, subject: Subject) -> None:
        for code in items_of_subject(subject):
            item = subject.items[code]
            for step in item.steps:
                self.known |= {f"{code}/{step.code}", step.code}
                if mode_of(step) is Mode.WORK:
                    self.known.add(f"{step.unit or item.unit}:{step.role}")
        self.known |= {f"scenario.{question.code}" for question in subject.questions}
        self.known |= {f"form.{code}" for code in subject.elements}

    def _check_answers(self, subject: Subject, number: int, situation: Situation) -> None:
        """Refuses answers that this version's questions could not have."""
        for question in subject.questions:
            if question.code not in situation.scenario:
                continue
            answer = situation.scenario[question.code]
            options = [option.value for option in question.options]
            words = ""
            if options and answer not in options:
                words = f"没有选项“{answer}”，可选：{'、'.join(options)}"
            elif not options and not isinstance(answer, bool):
                words = "写 true 或 false"
            if words:
                place = f"situations/{number}/scenario/{question.code}"
                raise Invalid(_FAULTY, errors=[FieldError(place, words)])

    def _given(self, table: Mapping[str, _T], key: str) -> _T | None:
        for name in (key, key.partition("/")[2]):
            if name in table:
                return table[name]
        return None
