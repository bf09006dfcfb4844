"""排队: jobs that an action leaves, queued together as its last deed."""

from contextvars import ContextVar
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from yimen.kernel import statements

if TYPE_CHECKING:
    from procrastinate.tasks import Task

pending: ContextVar[list["Job"] | None] = ContextVar("jobs", default=None)
"""Jobs of the running action; None outside of actions."""


@dataclass(frozen=True)
class Job:
    """待排任务: a task of procrastinate with its arguments."""

    task: "Task[..., Any, Any]"
    arguments: dict[str, Any]


def defer(task: "Task[..., Any, Any]", **arguments: Any) -> None:
    """排队: have a job done once the running transaction is saved."""
    jobs = pending.get()
    if jobs is None:
        write([Job(task, arguments)])
    else:
        jobs.append(Job(task, arguments))


_DEFER = """
select procrastinate_defer_jobs_v1(array(
    select row(queue, name, priority, null, null, args, null)::procrastinate_job_to_defer_v1
    from jsonb_to_recordset(%s::jsonb) as r(queue text, name text, priority int, args jsonb)))
"""


def write(jobs: list[Job]) -> None:
    """写入队列: all jobs in one statement, by the function that procrastinate offers for it."""
    rows = [
        {
            "queue": job.task.queue,
            "name": job.task.name,
            "priority": job.task.priority,
            "args": job.arguments,
        }
        for job in jobs
    ]
    statements.run(_DEFER, [statements.as_json(rows)])
