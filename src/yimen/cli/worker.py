"""后台任务进程: `python -m yimen.cli.worker`, the worker of jobs that `yimen up` starts.

It does one job at a time. When its database goes away it ends, and the supervisor starts another:
what it had in hand is queued again by `kernel.rescue`.
"""

import asyncio
import os

_END_SECONDS = 8.0  # that it has for the job in hand when it is asked to end


async def work(*, waits: bool = True) -> None:
    """办后台任务: until it is asked to end; or, unless it `waits`, until no job is left.

    An app of its own takes and ends the jobs, on connections of its own. The tasks keep the app
    that they were declared with, which is Django's: what a job defers it defers in its own
    transaction. With `replace_connector`, as procrastinate's command has it, it would be deferred
    even when the transaction fails, and could be done before it ends.
    """
    from procrastinate.contrib.django import app

    from yimen.config.database import external_url
    from yimen.kernel.jobs import HEARTBEAT_SECONDS, SILENT_SECONDS

    own = app.with_connector(app.connector.get_worker_connector())  # type: ignore[attr-defined]
    # The embedded database serves one `yimen up`, which has one worker: any other that is still
    # registered was killed, and what it had in hand need not wait until its silence is noticed.
    silent = SILENT_SECONDS if external_url() else 0.0
    async with own.open_async():
        await own.run_worker_async(
            concurrency=1,
            wait=waits,
            update_heartbeat_interval=HEARTBEAT_SECONDS,
            stalled_worker_timeout=silent,
            shutdown_graceful_timeout=_END_SECONDS,
        )


def main() -> None:
    """后台任务: the process."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "yimen.config.settings")
    import django

    django.setup()
    asyncio.run(work())


if __name__ == "__main__":
    main()
