"""蓝鲸引擎的组件: what its nodes do to cases and inbox; import after Django's set-up."""

# The engine is in an environment of its own, and has no types.
# mypy: disable-error-code="import-not-found, misc"

from datetime import timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone
from pipeline.component_framework.component import Component
from pipeline.core.flow.activity import Service

from bench.kernel.django_models import Approval, Audit, Task
from bench.kernel.workload import DAYS, DECISION, OPINION

Waiting = tuple[str, str]
"""A node that waits for its call back: its id and version."""

opened: list[Waiting] = []
"""Nodes that began to wait since the caller emptied the list: what a page would show."""


class PersonService(Service):
    """人工环节: puts a task into the unit's inbox, and waits until an officer answers."""

    __need_schedule__ = True

    def execute(self, data: Any, parent_data: Any) -> bool:
        """到达: the inbox row."""
        Task.objects.create(
            approval_id=data.get_one_of_inputs("approval"),
            step=data.get_one_of_inputs("step"),
            unit_id=data.get_one_of_inputs("unit"),
            due_at=timezone.now() + timedelta(days=DAYS),
        )
        opened.append((self.id, self.version))
        return True

    def schedule(self, data: Any, parent_data: Any, callback_data: Any = None) -> bool:
        """办结: the inbox row is done, an audit row says so; the decision grants the case."""
        approval, step = data.get_one_of_inputs("approval"), data.get_one_of_inputs("step")
        unit = data.get_one_of_inputs("unit")
        with transaction.atomic():
            _done(Task.objects.get(approval_id=approval, step=step), f"officer-{unit}")
            if step == DECISION.code:
                changes = {"state": "granted", "decided_at": timezone.now()}
                Approval.objects.filter(pk=approval).update(**changes)
        self.finish_schedule()
        return bool(callback_data["passed"])


class PersonComponent(Component):
    """人工环节组件: registers itself by being declared."""

    name, code, bound_service = "人工环节", "bench_person", PersonService


class IssueService(Service):
    """自动发证: the last task and the end of the case."""

    def execute(self, data: Any, parent_data: Any) -> bool:
        """办理: everything in one transaction."""
        approval, now = data.get_one_of_inputs("approval"), timezone.now()
        with transaction.atomic():
            task = Task.objects.create(
                approval_id=approval,
                step=data.get_one_of_inputs("step"),
                unit_id=data.get_one_of_inputs("unit"),
                due_at=now + timedelta(days=DAYS),
            )
            _done(task, f"officer-{task.unit_id}")
            Approval.objects.filter(pk=approval).update(
                state="issued", waiting=0, result=f"permit {approval}", ended_at=now
            )
        return True


class IssueComponent(Component):
    """自动发证组件: registers itself by being declared."""

    name, code, bound_service = "自动发证", "bench_issue", IssueService


def _done(task: Task, officer: str) -> None:
    task.state, task.done_at = "done", timezone.now()
    task.done_by, task.opinion = officer, OPINION
    task.save()
    Audit.objects.create(
        actor=officer,
        type="done",
        approval_id=task.approval_id,
        unit=task.unit_id,
        data={"task": str(task.id), "step": task.step},
    )
