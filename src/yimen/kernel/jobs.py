"""后台任务: delivery of events, and the rescue of jobs whose worker died."""

import logging

from django.db.models import Count
from procrastinate import JobContext, RetryStrategy
from procrastinate.contrib.django import app
from procrastinate.exceptions import ConnectorException, UniqueViolation
from procrastinate.jobs import Job, Status
from procrastinate.manager import JobManager

from yimen.kernel import events, partitions  # noqa: F401  (its task is found here)
from yimen.kernel.ledger import jobs as ledger_jobs  # noqa: F401  (its task is found here)

PATIENT = RetryStrategy(max_attempts=12, exponential_wait=2)
"""Retries of work that must be done in the end: 2, 4, 8 … seconds, some two hours in all."""
HEARTBEAT_SECONDS, SILENT_SECONDS = 3.0, 12.0
"""How often a worker says that it lives, and after how much silence it counts as dead."""
KEPT_HOURS = 24 * 7
"""How long jobs that are done stay to be looked at; failed ones stay until somebody has."""

logger = logging.getLogger(__name__)


@app.task(queue="events", retry=PATIENT, name="kernel.deliver")
def deliver(event_id: int, handler: str) -> None:
    """送达事件: hand one event to one handler."""
    events.deliver_now(event_id, handler)


def counts() -> dict[str, int]:
    """任务计数: how many jobs are in each state (`todo`, `doing`, `succeeded`, `failed`…)."""
    from procrastinate.contrib.django.models import ProcrastinateJob  # needs its app installed

    rows = ProcrastinateJob.objects.values("status").annotate(count=Count("id"))
    return {row["status"]: row["count"] for row in rows}


@app.periodic(cron="* * * * * */10")
@app.task(queue="events", name="kernel.rescue", queueing_lock="kernel.rescue", pass_context=True)
async def rescue(context: JobContext, timestamp: int) -> None:
    """救回任务: jobs whose worker is gone are queued again, every ten seconds.

    Gone is a worker that has been silent for `SILENT_SECONDS`, or has said that it ended. And a
    worker does one job at a time: what this very one is said to be doing beside this job it has
    left, when the connection on which it wanted to say so was lost.
    """
    manager, own = context.app.job_manager, context.job
    found = {
        job.id: job
        for job in await manager.get_stalled_jobs(seconds_since_heartbeat=SILENT_SECONDS)
    }
    if own.worker_id is not None:
        left = await manager.list_jobs_async(status="doing", worker_id=own.worker_id)
        found.update((job.id, job) for job in left)
    found.pop(own.id, None)
    for job in found.values():
        await _queue_again(manager, job)


async def _queue_again(manager: JobManager, job: Job) -> None:
    """One job that cannot be queued must not keep the others waiting."""
    try:
        await manager.retry_job(job)
    except UniqueViolation:  # another of its kind waits already, and will do the same
        await manager.finish_job(job, status=Status.ABORTED, delete_job=False)
    except ConnectorException:
        logger.warning("job %s (%s) was not rescued", job.id, job.task_name, exc_info=True)


@app.periodic(cron="15 3 * * *")
@app.task(queue="events", name="kernel.sweep", queueing_lock="kernel.sweep", pass_context=True)
async def sweep(context: JobContext, timestamp: int) -> None:
    """清理任务: each night, jobs that were done or given up more than a week ago are removed.

    What they did is in the events and their deliveries; a repeated job has no effect without them.
    """
    await context.app.job_manager.delete_old_jobs(
        KEPT_HOURS, include_cancelled=True, include_aborted=True
    )
