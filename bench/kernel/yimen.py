"""本产品: the platform's own actions, with everything on that a step really does.

Intake is `receive`; reviews and the decision are `complete_task` under idempotency keys, as a
browser sends them; the issue is `issue_result` as its job calls it. Each asks its permission,
applies its rules, moves the join's counter, starts and stops its clocks, writes its events and
remembers its key; opening the issue leaves a job. The item ends without a certificate: laying one
out and signing it takes some 0.1 s and is no part of any variant.
"""

import os
import tempfile
from typing import ClassVar
from uuid import UUID, uuid4

from bench.kernel.workload import FORM, ISSUE, ITEM, OPINION, STEPS, UNITS, WrongEndError, drive

_ISSUE = ISSUE.code.replace("_", "-")
_FACTS = """
select count(*) as cases,
    count(*) filter (where state = 'granted' and open_tasks = 0) as ended,
    count(*) filter (where (select count(*) from cases_task t
        where t.case_id = c.id and t.state = 'done') = %s) as worked,
    count(*) filter (where (select count(*) from cases_task t
        where t.case_id = c.id and t.step = 'decision') = 1) as joined,
    count(*) filter (where (select count(*) from kernel_event e where e.subject_kind = 'case'
        and e.subject_id = c.id::text and e.type = 'cases.TaskDone') = %s) as audited,
    count(*) filter (where (select count(*) from cases_clock k
        where k.case_id = c.id and k.stopped_at is not null) = 2) as clocked
from cases_case c
"""


class Yimen:
    """本产品: in a city made for the bench."""

    name: ClassVar[str] = "yimen"

    def prepare(self, url: str) -> None:
        """准备: migrations, a small city with one item, and its staff."""
        self._home = tempfile.TemporaryDirectory()
        os.environ |= {
            "DATABASE_URL": url,
            "YIMEN_HOME": self._home.name,
            "DJANGO_SETTINGS_MODULE": "yimen.config.settings",
        }
        import django

        django.setup()
        from django.core.management import call_command

        from bench.kernel import yimen_city
        from yimen.kernel import actors

        call_command("migrate", verbosity=0)
        self._party = yimen_city.load()
        self._staff = {unit: yimen_city.officer(unit) for unit in UNITS}
        self._clerk, self._platform = yimen_city.clerk(), actors.clock("cases.run_step")
        self._form = {code: str(value) for code, value in FORM.items()}

    def run(self, cases: int) -> None:
        """运行: each case from intake to issue; each action is one request."""
        drive(cases, self.create, self.complete)

    def check(self, cases: int) -> None:
        """核对: by the platform's own tables."""
        from django.db import connection

        with connection.cursor() as cursor:
            cursor.execute(_FACTS, [len(STEPS), len(STEPS)])
            names = [column.name for column in cursor.description]
            wrong = {k: v for k, v in zip(names, cursor.fetchone(), strict=True) if v != cases}
        if wrong:
            raise WrongEndError(f"应有 {cases} 件，实际：{wrong}")

    def versions(self) -> dict[str, str]:
        """版本: of the platform and what it stands on."""
        import django
        import psycopg

        import yimen

        return {
            "yimen": getattr(yimen, "__version__", "0.1.0"),
            "django": django.get_version(),
            "psycopg": psycopg.__version__,
        }

    def create(self) -> list[tuple[UUID, str, str]]:
        """收件: gives the four reviews, as the receipt page names them."""
        from yimen.cases.actions import receive
        from yimen.vocabulary.api import one_revision

        with one_revision():
            case = receive(
                self._clerk, ITEM, self._party, self._form, subject=PARTY_NAME, key=str(uuid4())
            )
        return [(task.id, task.step, task.unit_id) for task in case.opened_now]

    def complete(self, task: tuple[UUID, str, str]) -> list[tuple[UUID, str, str]]:
        """办结任务: by the officer of its unit, the issue by the platform."""
        from yimen.cases.actions import complete_task, issue_result
        from yimen.vocabulary.api import one_revision

        task_id, step, unit = task
        with one_revision():
            if step == _ISSUE:
                done = issue_result(self._platform, task_id, key=str(uuid4()))
            else:
                done = complete_task(self._staff[unit], task_id, True, OPINION, key=str(uuid4()))
        return [(new.id, new.step, new.unit_id) for new in done.case.opened_now]


PARTY_NAME = str(FORM["organisation.name"])
