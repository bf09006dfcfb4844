"""Checks of what follows from events: deliveries, jobs, and the evidence log."""

from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from proof import Scene, check


@check
def delivered_once(scene: Scene) -> Iterator[str]:
    """Every event has reached each handler that wants it, once, and no other."""
    from yimen.kernel import events
    from yimen.kernel.models import Delivery

    had = Counter(Delivery.objects.values_list("event_id", "handler"))
    wanted = Counter(
        (event.id, handler)
        for kind in scene.events.values()
        for event in kind
        if events.handlers_of(event.type)
        for handler in events._wanting(events.read(event))
    )
    for event, handler in sorted(had.keys() | wanted.keys()):
        times = had[event, handler]
        if times != wanted[event, handler]:
            yield f"event {event} reached {handler} {times} times"


@check
def no_job_is_left(scene: Scene) -> Iterator[str]:
    """No job is in hand or given up, and none waits but those that the clock has just called.

    A job that the clock calls may have failed, with its database: it is called again.
    """
    from procrastinate.contrib.django import app
    from procrastinate.contrib.django.models import ProcrastinateJob

    periodic = {one.task.name for one in app.periodic_registry.periodic_tasks.values()}
    rows = ProcrastinateJob.objects.exclude(status="succeeded").order_by("id")
    for job in rows:
        again = ProcrastinateJob.objects.filter(
            task_name=job.task_name, id__gt=job.id, status__in=["succeeded", "todo"]
        )
        called = job.task_name in periodic and job.status != "doing"
        if not (called and (job.status == "todo" or again.exists())):
            yield f"job {job.id} {job.task_name} {job.args} is {job.status} ({job.attempts} tries)"


@check
def ledger_is_sound(scene: Scene) -> Iterator[str]:
    """The evidence log has every event once, as it was, under every checkpoint it signed."""
    from django.conf import settings

    from yimen.kernel.ledger import audit, key_file

    key = key_file.verifier(Path(settings.YIMEN_KEYS))
    report = audit.audit([key] if key else [])
    for fault in report.faults:
        yield f"{fault.kind} {fault.event or ''}: {fault.message}"
    if report.waiting:
        yield f"{report.waiting} events are not in the log"
