"""蓝鲸标准运维引擎方案: bamboo-engine on its own Django runtime (bamboo-pipeline).

A person's step is a node that waits for a call back, as its guide to components describes: when
the engine reaches it, the unit gets its inbox row; when the officer is done, `api.callback` goes on
from there. The issue is a node that runs by itself. Celery runs its tasks at once in this process
(`task_always_eager`): no broker, no second process, which is the cheapest way to run this engine.
Its own diagnostic events and log rows are off.
"""

# The engine is in an environment of its own, and has no types.
# mypy: disable-error-code="import-not-found"

import secrets
from importlib.metadata import version
from typing import TYPE_CHECKING, Any, ClassVar

import django
import psycopg
from django.conf import settings

from bench.kernel.django_orm import database_of
from bench.kernel.tables import check_tables, make_tables
from bench.kernel.workload import DECISION, FORM, ISSUE, ITEM, PARTY, REVIEWS, Step, drive

if TYPE_CHECKING:
    from bench.kernel.bamboo_components import Waiting

_APPLICATIONS = ("pipeline", "pipeline.engine", "pipeline.component_framework", "pipeline.eri")
_DIAGNOSTICS = ("EVENT", "SCAN", "CASE", "ALERT")


class Bamboo:
    """蓝鲸引擎: the flow as a tree of its builder, run to its end by call backs."""

    name: ClassVar[str] = "bamboo"

    def prepare(self, url: str) -> None:
        """准备: the shared tables, its own by its migrations, and Celery without a broker."""
        with psycopg.connect(url) as connection:
            make_tables(connection)
        self._url = url
        settings.configure(
            DATABASES={"default": database_of(url)},
            USE_TZ=True,
            INSTALLED_APPS=["django.contrib.contenttypes", "django.contrib.auth", *_APPLICATIONS],
            DEFAULT_AUTO_FIELD="django.db.models.AutoField",
            SECRET_KEY=secrets.token_hex(),
            AUTO_UPDATE_COMPONENT_MODELS=False,  # lists of components for its editor
            AUTO_UPDATE_VARIABLE_MODELS=False,
            **{f"PIPELINE_DIAGNOSTICS_{name}_ENABLED": False for name in _DIAGNOSTICS},
        )
        _start_celery()
        django.setup()
        _migrate()

        # Its modules can only be imported after the set-up.
        from bamboo_engine import api
        from pipeline.eri.runtime import BambooDjangoRuntime

        from bench.kernel import bamboo_components, django_models

        self._api, self._runtime = api, BambooDjangoRuntime()
        self._components, self._models = bamboo_components, django_models

    def run(self, cases: int) -> None:
        """运行: each case from intake to issue."""
        drive(cases, self.create, self.complete)

    def check(self, cases: int) -> None:
        """核对: by the shared tables."""
        with psycopg.connect(self._url) as connection:
            check_tables(connection, cases)

    def versions(self) -> dict[str, str]:
        """版本: of the engine, its runtime and their Django."""
        named = {name: version(name) for name in ("bamboo-engine", "bamboo-pipeline", "celery")}
        return {**named, "django": django.get_version()}

    def create(self) -> list["Waiting"]:
        """收件: the case, then its flow, which opens the four reviews."""
        models = self._models
        approval = models.Approval.objects.create(
            number=secrets.token_hex(8),
            item=ITEM,
            party=PARTY,
            unit_id=DECISION.unit,
            waiting=len(REVIEWS),
            form=FORM,
        )
        models.Audit.objects.create(
            actor=PARTY,
            type="received",
            approval=approval,
            unit=DECISION.unit,
            data={"item": ITEM},
        )
        tree = _tree(str(approval.id))
        _accepted(self._api.run_pipeline(runtime=self._runtime, pipeline=tree))
        return self._taken()

    def complete(self, task: "Waiting") -> list["Waiting"]:
        """办结任务: calls the waiting node back with the officer's answer."""
        node, version_ = task
        answer = {"passed": True}
        _accepted(self._api.callback(self._runtime, node_id=node, version=version_, data=answer))
        return self._taken()

    def _taken(self) -> list["Waiting"]:
        taken = list(self._components.opened)
        self._components.opened.clear()
        return taken


def _tree(approval: str) -> dict[str, Any]:
    from bamboo_engine.builder import (
        ConvergeGateway,
        EmptyEndEvent,
        EmptyStartEvent,
        ParallelGateway,
        ServiceActivity,
        Var,
        build_tree,
    )

    def node(component: str, step: Step) -> ServiceActivity:
        activity = ServiceActivity(component_code=component)
        values = {"approval": approval, "step": step.code, "unit": step.unit}
        for key, value in values.items():
            activity.component.inputs[key] = Var(type=Var.PLAIN, value=value)
        return activity

    start, join = EmptyStartEvent(), ConvergeGateway()
    reviews = [node("bench_person", step) for step in REVIEWS]
    split = start.extend(ParallelGateway()).connect(*reviews)
    last = split.converge(join).extend(node("bench_person", DECISION))
    last.extend(node("bench_issue", ISSUE)).extend(EmptyEndEvent())
    tree: dict[str, Any] = build_tree(start)
    return tree


def _accepted(result: Any) -> None:
    """The engine's API answers with a result instead of raising."""
    if not result.result:
        raise RuntimeError(f"{result.message} {result.exc_trace}")


def _start_celery() -> None:
    from celery import Celery

    application = Celery("bench")
    application.conf.update(task_always_eager=True, task_eager_propagates=True)
    application.set_default()


def _migrate() -> None:
    from django.core.management import call_command

    call_command("migrate", verbosity=0)
