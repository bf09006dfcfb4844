"""SpiffWorkflow as the oracle: another engine runs the exported BPMN.

It reads the file alone. What the platform's functions in conditions say is answered here, from
Spiff's own tasks and from what the test has decided; nothing of the platform's rules is used.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from types import SimpleNamespace
from typing import Any
from xml.sax.saxutils import quoteattr

from lxml import etree
from SpiffWorkflow.bpmn.parser.BpmnParser import BpmnParser, BpmnValidator, full_tag
from SpiffWorkflow.bpmn.parser.TaskParser import TaskParser
from SpiffWorkflow.bpmn.script_engine.python_engine import PythonScriptEngine
from SpiffWorkflow.bpmn.specs.defaults import CallActivity, UserTask
from SpiffWorkflow.bpmn.specs.event_definitions.conditional import ConditionalEventDefinition
from SpiffWorkflow.bpmn.workflow import BpmnWorkflow
from SpiffWorkflow.task import Task
from SpiffWorkflow.util.task import TaskState

_MODEL = "http://www.omg.org/spec/BPMN/20100524/MODEL"
_INNER = "inner--work"
VALIDATOR = BpmnValidator()


class _Parser(BpmnParser):
    """Service tasks wait until the test ends them, as jobs of the platform do."""

    OVERRIDE_PARSER_CLASSES = {full_tag("serviceTask"): (TaskParser, UserTask)}


@dataclass
class World:
    """What is known and decided so far."""

    known: set[str] = field(default_factory=set)
    answers: dict[str, bool] = field(default_factory=dict)
    """Values of conditions, by their text."""
    passed: dict[str, bool] = field(default_factory=dict)
    """Outcomes by step."""
    votes: dict[str, tuple[int, list[str]]] = field(default_factory=dict)
    """By join of some, how many votes it asks for, and of whom."""

    def holds(self, when: str) -> bool | None:
        """What the platform is told about a condition."""
        if when.startswith("form.") and when.removeprefix("form.") not in self.known:
            return None
        return self.answers[when]


class Oracle(PythonScriptEngine):  # type: ignore[misc]
    """A running process of an exported file."""

    def __init__(self, xml: str, process: str, world: World) -> None:
        super().__init__()
        self.world = world
        root = etree.fromstring(xml.encode())
        self.nodes = {node.get("id"): node for node in root.iter() if node.get("id")}
        parser = _Parser(validator=VALIDATOR)
        parser.add_bpmn_xml(root)
        for called in set(root.xpath("//@calledElement")) - set(parser.process_parsers):
            parser.add_bpmn_str(_stand_in(called).encode())
        spec = parser.get_spec(process)
        self.workflow = BpmnWorkflow(spec, parser.get_subprocess_specs(process), script_engine=self)
        self._settle()

    def enabled(self) -> set[str]:
        """The steps that are open: tasks to be done, answers, times and cases waited for."""
        return {
            task.task_spec.name
            for task in self._tasks()
            if task.has_state(TaskState.READY | TaskState.WAITING | TaskState.STARTED)
            and self._is_step(task)
        }

    @property
    def is_over(self) -> bool:
        """Whether the process has ended."""
        return bool(self.workflow.completed)

    def end(self, step: str, passed: bool = True) -> None:
        """A step is done: somebody decides, an answer comes, the time is over."""
        self.world.passed[step.rpartition("--")[2]] = passed
        task = self._find(step)
        if isinstance(task.task_spec, CallActivity):
            inner = self.workflow.subprocesses[task.id]
            task = next(one for one in inner.tasks.values() if one.task_spec.name == _INNER)
        self._finish(task)

    def time_out(self, step: str) -> None:
        """The limit of a step is over."""
        silence = self._find(f"{step}--silence")
        if silence.task_spec.cancel_activity:
            self.world.passed[step.rpartition("--")[2]] = True
        self._finish(silence)

    def tell(self) -> None:
        """Something became known: messages come, conditions are looked at again."""
        self._settle()

    # Running

    def _finish(self, task: Task) -> None:
        if task.state == TaskState.WAITING:
            task._set_internal_data(event_fired=True)
            task.task_spec._update(task)
        else:
            task.run()
        self._settle()

    def _settle(self) -> None:
        before: list[Any] = []
        while before != (before := [(t.id, t.state) for t in self._tasks()]):
            self.workflow.do_engine_steps()
            for task in self._tasks(TaskState.WAITING):
                if self._has_come(task):
                    task._set_internal_data(event_fired=True)
                    task.task_spec._update(task)

    def _has_come(self, task: Task) -> bool:
        """Whether what an event waits for has happened; what is known stays known."""
        awaits = getattr(task.task_spec, "event_definition", None)
        if isinstance(awaits, ConditionalEventDefinition):
            return bool(self.evaluate(task, awaits.expression))
        _, _, element = task.task_spec.name.partition("--needs--")
        return bool(element) and element in self.world.known

    def _tasks(self, state: int = TaskState.ANY_MASK) -> list[Task]:
        flows = [self.workflow, *self.workflow.subprocesses.values()]
        return [task for flow in flows for task in flow.tasks.values() if task.has_state(state)]

    def _is_step(self, task: Task) -> bool:
        node = self.nodes.get(task.task_spec.name)
        return node is not None and bool(node.findall(".//{urn:yimen:bpmn:1}step"))

    def _find(self, name: str) -> Task:
        live = TaskState.READY | TaskState.WAITING | TaskState.STARTED
        return next(task for task in self._tasks(live) if task.task_spec.name == name)

    def _is_done(self, name: str) -> bool:
        return any(t.task_spec.name == name for t in self._tasks(TaskState.COMPLETED))

    # Conditions

    def evaluate(self, task: Task, expression: str, external_context: Any = None) -> Any:
        """The value of an expression of the file."""
        if expression.startswith("P"):
            return expression  # a duration
        python = expression.replace("&&", " and ").replace("||", " or ")
        python = re.sub(r"!(?=\w)", "not ", python)
        return eval(python, {"__builtins__": {}}, self._names(task))

    def _names(self, task: Task) -> dict[str, Any]:
        item = task.workflow.spec.name.removeprefix("Process_")
        prefix = f"{item}--" if f"{item}--StartEvent" in self.nodes else ""
        names: dict[str, dict[str, bool]] = {"scenario": {}, "form": {}}
        for text, value in self.world.answers.items():
            kind, _, name = text.partition(".")
            names[kind][name] = value
        functions: dict[str, Callable[..., bool]] = {
            "passed": lambda step: self.world.passed[step],
            "known": lambda element: element in self.world.known,
            "decidable": lambda when: self.world.holds(when) is not None,
            "settled": lambda *steps: all(self._has_left(prefix + step) for step in steps),
            "reached": lambda step: self._votes(step, prefix)[0],
            "lost": lambda step: self._votes(step, prefix)[1],
        }
        return {**{key: SimpleNamespace(**held) for key, held in names.items()}, **functions}

    def _has_left(self, step: str) -> bool:
        """Whether the block of a step is behind: its last node was passed."""
        last = next(n for n in (f"{step}--merge", f"{step}--outcome", step) if n in self.nodes)
        return self._is_done(last)

    def _votes(self, join: str, prefix: str) -> tuple[bool, bool]:
        """Whether a join of some has its votes, and whether it can no longer get them."""
        count, voters = self.world.votes[join]
        pool = [code for code in voters if not self._was_skipped(prefix + code)]
        needed = min(count, len(pool))
        cast = [code for code in pool if code in self.world.passed]
        passed = sum(self.world.passed[code] for code in cast)
        return passed >= needed, needed > len(pool) - (len(cast) - passed)

    def _was_skipped(self, step: str) -> bool:
        return self._is_done(f"{step}--when") and not self.world.answers[self._when(step)]

    def _when(self, step: str) -> str:
        flow = next(
            node
            for node in self.nodes.values()
            if node.get("sourceRef") == f"{step}--when" and len(node)
        )
        return str(flow[0].text)


def _stand_in(process: str) -> str:
    """A process for a case of another item, which the file only calls."""
    return f"""<definitions xmlns="{_MODEL}" targetNamespace="urn:test">
      <process id={quoteattr(process)} isExecutable="true">
        <startEvent id="inner--start"/><userTask id="{_INNER}"/><endEvent id="inner--end"/>
        <sequenceFlow id="one" sourceRef="inner--start" targetRef="{_INNER}"/>
        <sequenceFlow id="two" sourceRef="{_INNER}" targetRef="inner--end"/>
      </process></definitions>"""
