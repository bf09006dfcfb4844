"""ORM 方案: the same work in plain Django ORM, on the same tables, as most projects write it."""

import secrets
import uuid
from datetime import timedelta
from typing import Any, ClassVar
from urllib.parse import parse_qs, unquote, urlsplit

import django
import psycopg
from django.conf import settings

from bench.kernel.tables import check_tables, make_tables
from bench.kernel.workload import (
    DAYS,
    DECISION,
    FORM,
    ISSUE,
    ITEM,
    OPINION,
    PARTY,
    REVIEWS,
    Step,
    drive,
    next_step,
)


def database_of(url: str) -> dict[str, Any]:
    """数据库设置: Django's settings for a libpq URL; the connection stays open."""
    parts = urlsplit(url)
    host = parts.hostname or parse_qs(parts.query).get("host", [""])[0]
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": parts.path.removeprefix("/"),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": host,
        "PORT": str(parts.port or ""),
        "CONN_MAX_AGE": None,
    }


class DjangoOrm:
    """ORM 方案: objects, `save` and `select_for_update`; the join is a counter too."""

    name: ClassVar[str] = "django_orm"

    def prepare(self, url: str) -> None:
        """准备: the shared tables, then Django with one database and no application."""
        with psycopg.connect(url) as connection:
            make_tables(connection)
        self._url = url
        settings.configure(DATABASES={"default": database_of(url)}, USE_TZ=True)
        django.setup()

        from bench.kernel import django_models  # models can only be declared after the set-up

        self._models = django_models

    def run(self, cases: int) -> None:
        """运行: each case from intake to issue."""
        drive(cases, self.create, self.complete)

    def check(self, cases: int) -> None:
        """核对: by the shared tables."""
        with psycopg.connect(self._url) as connection:
            check_tables(connection, cases)

    def versions(self) -> dict[str, str]:
        """版本: of Django."""
        return {"django": django.get_version()}

    def create(self) -> list[uuid.UUID]:
        """收件: the case, its four reviews, and the audit row."""
        from django.db import transaction

        with transaction.atomic():
            approval = self._models.Approval.objects.create(
                number=secrets.token_hex(8),
                item=ITEM,
                party=PARTY,
                unit_id=DECISION.unit,
                waiting=len(REVIEWS),
                form=FORM,
            )
            tasks = [self._open(approval, step) for step in REVIEWS]
            self._audit(PARTY, "received", approval, DECISION.unit, {"item": ITEM})
        return tasks

    def complete(self, task_id: uuid.UUID) -> list[uuid.UUID]:
        """办结任务: task and case are locked and read at once, changed, saved."""
        from django.db import transaction
        from django.utils import timezone

        models = self._models
        with transaction.atomic():
            locked = models.Task.objects.select_for_update().select_related("approval")
            task = locked.get(pk=task_id)
            approval = task.approval
            if task.state != "open":
                raise RuntimeError(f"任务 {task_id} 已经办过")
            officer = f"officer-{task.unit_id}"
            task.state, task.done_at = "done", timezone.now()
            task.done_by, task.opinion = officer, OPINION
            task.save()
            approval.waiting -= 1
            data = {"task": str(task_id), "step": task.step}
            self._audit(officer, "done", approval, task.unit_id, data)
            opened = [] if approval.waiting else self._advance(approval, task.step)
            approval.save()
        return opened

    def _advance(self, approval: Any, step: str) -> list[uuid.UUID]:
        from django.utils import timezone

        following = next_step(step)
        if following is None:
            approval.state, approval.ended_at = "issued", timezone.now()
            approval.result = f"permit {approval.id}"
            return []
        if following is ISSUE:
            approval.state, approval.decided_at = "granted", timezone.now()
        approval.waiting = 1
        return [self._open(approval, following)]

    def _open(self, approval: Any, step: Step) -> uuid.UUID:
        from django.utils import timezone

        due_at = timezone.now() + timedelta(days=DAYS)
        task: uuid.UUID = self._models.Task.objects.create(
            approval=approval, step=step.code, unit_id=step.unit, due_at=due_at
        ).pk
        return task

    def _audit(
        self, actor: str, type_: str, approval: Any, unit: str, data: dict[str, str]
    ) -> None:
        self._models.Audit.objects.create(
            actor=actor, type=type_, approval=approval, unit=unit, data=data
        )
