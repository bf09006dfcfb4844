"""流程引擎 SpiffWorkflow: its workflow saved to PostgreSQL and loaded again in every transaction.

A web process keeps no workflow between two requests, so each step loads the state, runs the task,
and saves the state, together with the inbox and audit rows that people and auditors read.
`Spiff` saves what its serializer gives by default, the specification included, and reads the BPMN
file for each new case. `SpiffCached` keeps one parsed specification in the process and leaves it
out of the saved state.
"""

# The engine has no types.
# mypy: disable-error-code="import-untyped, misc"

import secrets
from pathlib import Path
from typing import Any, ClassVar
from uuid import UUID

import psycopg
from psycopg.types.json import Jsonb
from SpiffWorkflow import version
from SpiffWorkflow.bpmn import BpmnWorkflow
from SpiffWorkflow.bpmn.parser import BpmnParser
from SpiffWorkflow.bpmn.serializer import DEFAULT_CONFIG, BpmnWorkflowSerializer
from SpiffWorkflow.bpmn.serializer.default.workflow import BpmnWorkflowConverter
from SpiffWorkflow.util.task import TaskState

from bench.kernel.tables import check_tables, make_tables
from bench.kernel.workload import (
    DAYS,
    DECISION,
    FORM,
    ITEM,
    OPINION,
    PARTY,
    REVIEWS,
    STEPS,
    drive,
)

_BPMN = Path(__file__).with_name("approval.bpmn")
_UNITS = {step.code: step.unit for step in STEPS}

_STATE_TABLE = """
create table spiff_state (approval_id uuid primary key references approval, state text not null)
"""
_CREATE = """
insert into approval (number, item, party, unit, waiting, form)
values (%s, %s, %s, %s, %s, %s) returning id
"""
_SAVE_NEW = "insert into spiff_state (approval_id, state) values (%s, %s)"
_LOAD = """
select t.approval_id, t.step, t.unit, s.state
  from task t join spiff_state s on s.approval_id = t.approval_id
 where t.id = %s and t.state = 'open' for update of s
"""
_SAVE = "update spiff_state set state = %s where approval_id = %s"
_OPEN = """
insert into task (id, approval_id, step, unit, due_at)
values (%s, %s, %s, %s, now() + make_interval(days => %s))
"""
_DONE = """
update task set state = 'done', done_at = now(), done_by = %s, opinion = %s where id = %s
"""
_AUDIT = "insert into audit (actor, type, approval_id, unit, data) values (%s, %s, %s, %s, %s)"
_GRANT = "update approval set state = 'granted', decided_at = now() where id = %s"
_END = """
update approval set state = 'issued', waiting = 0, result = %s, ended_at = now() where id = %s
"""


def _specification() -> Any:
    parser = BpmnParser()
    parser.add_bpmn_file(str(_BPMN))
    return parser.get_spec("approval")


class Spiff:
    """流程引擎: state with specification, both read anew in every transaction."""

    name: ClassVar[str] = "spiff"

    def prepare(self, url: str) -> None:
        """准备: the shared tables, one for the states, and one connection."""
        self._serializer = self._make_serializer()
        self._connection = psycopg.connect(url)
        make_tables(self._connection)
        self._connection.execute(_STATE_TABLE)
        self._connection.commit()

    def run(self, cases: int) -> None:
        """运行: each case from intake to issue."""
        drive(cases, self.create, self.complete)

    def check(self, cases: int) -> None:
        """核对: by the shared tables."""
        check_tables(self._connection, cases)

    def versions(self) -> dict[str, str]:
        """版本: of SpiffWorkflow."""
        return {"spiffworkflow": version.__version__}

    def create(self) -> list[UUID]:
        """收件: a workflow run up to its reviews, saved, with the case and its inbox rows."""
        connection = self._connection
        with connection.transaction():
            workflow = BpmnWorkflow(self._new_specification())
            workflow.do_engine_steps()
            values = [secrets.token_hex(8), ITEM, PARTY, DECISION.unit, len(REVIEWS), Jsonb(FORM)]
            row = connection.execute(_CREATE, values).fetchone()
            approval = row[0] if row else None
            state = self._serializer.serialize_json(workflow)
            connection.execute(_SAVE_NEW, [approval, state])
            ready = workflow.get_tasks(state=TaskState.READY, manual=True)
            self._open(approval, ready)
            self._audit(PARTY, "received", approval, DECISION.unit, {"item": ITEM})
        return [task.id for task in ready]

    def complete(self, task_id: UUID) -> list[UUID]:
        """办结任务: load, run the task and what follows by itself, save."""
        connection = self._connection
        with connection.transaction():
            found = connection.execute(_LOAD, [task_id]).fetchone()
            if found is None:
                raise RuntimeError(f"任务 {task_id} 已经办过")
            approval, step, unit, state = found
            workflow = self._serializer.deserialize_json(state)
            before = {task.id for task in workflow.get_tasks(state=TaskState.READY, manual=True)}
            task = workflow.get_task_from_id(task_id)
            task.data[step] = {"passed": True}  # what a gateway would ask
            task.run()
            workflow.do_engine_steps()
            connection.execute(_SAVE, [self._serializer.serialize_json(workflow), approval])
            officer = f"officer-{unit}"
            connection.execute(_DONE, [officer, OPINION, task_id])
            self._audit(officer, "done", approval, unit, {"task": str(task_id), "step": step})
            ready = workflow.get_tasks(state=TaskState.READY, manual=True)
            opened = [task for task in ready if task.id not in before]
            self._open(approval, opened)
            if step == DECISION.code:
                connection.execute(_GRANT, [approval])
            if workflow.completed:
                connection.execute(_END, [f"permit {approval}", approval])
        return [task.id for task in opened]

    def _make_serializer(self) -> BpmnWorkflowSerializer:
        return BpmnWorkflowSerializer()

    def _new_specification(self) -> Any:
        return _specification()

    def _open(self, approval: UUID | None, tasks: list[Any]) -> None:
        for task in tasks:
            step = task.task_spec.bpmn_id
            self._connection.execute(_OPEN, [task.id, approval, step, _UNITS[step], DAYS])

    def _audit(
        self, actor: str, type_: str, approval: UUID | None, unit: str, data: dict[str, str]
    ) -> None:
        self._connection.execute(_AUDIT, [actor, type_, approval, unit, Jsonb(data)])


class SpiffCached(Spiff):
    """流程引擎，规范缓存: the specification is parsed once and not part of the saved state."""

    name: ClassVar[str] = "spiff_cached"

    def prepare(self, url: str) -> None:
        """准备: as `Spiff`, and the specification."""
        self._cached = _specification()
        super().prepare(url)

    def _new_specification(self) -> Any:
        return self._cached

    def _make_serializer(self) -> BpmnWorkflowSerializer:
        cached = self._cached

        class WithoutSpecification(BpmnWorkflowConverter):
            def to_dict(self, workflow: Any) -> dict[str, Any]:
                whole, workflow.spec = workflow.spec, None
                try:
                    saved: dict[str, Any] = super().to_dict(workflow)
                finally:
                    workflow.spec = whole
                return saved

            def from_dict(self, dct: dict[str, Any]) -> Any:
                return super().from_dict(dct | {"spec": cached})

        config = DEFAULT_CONFIG | {BpmnWorkflow: WithoutSpecification}
        return BpmnWorkflowSerializer(BpmnWorkflowSerializer.configure(config))
