"""后台任务: delivery of events, and the rescue of jobs whose worker died."""

from django.db.models import Count
from procrastinate import JobContext, RetryStrategy
from procrastinate.contrib.django import app

from yimen.kernel import events

PATIENT = RetryStrategy(max_attempts=12, exponential_wait=2)
"""Retries of work that must be done in the end: 2, 4, 8 … seconds, some two hours in all."""


@app.task(queue="events", retry=PATIENT, name="kernel.deliver")
def deliver(event_id: int, handler: str) -> None:
    """送达事件: hand one event to one handler."""
    events.deliver_now(event_id, handler)


def counts() -> dict[str, int]:
    """任务计数: how many jobs are in each state (`todo`, `doing`, `succeeded`, `failed`…)."""
    from procrastinate.contrib.django.models import ProcrastinateJob  # needs its app installed

    rows = ProcrastinateJob.objects.values("status").annotate(count=Count("id"))
    return {row["status"]: row["count"] for row in rows}


@app.periodic(cron="* * * * *")
@app.task(queue="events", name="kernel.rescue", queueing_lock="kernel.rescue", pass_context=True)
async def rescue(context: JobContext, timestamp: int) -> None:
    """救回任务: jobs whose worker has been silent for half a minute are queued again."""
    manager = context.app.job_manager
    for job in await manager.get_stalled_jobs():
        await manager.retry_job(job)
