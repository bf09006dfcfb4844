"""存证任务: the log is sealed and signed every minute."""

from procrastinate.contrib.django import app

from yimen.kernel.ledger import sealing


@app.periodic(cron="* * * * *")
@app.task(queue="ledger", name="kernel.seal")
def seal(timestamp: int) -> None:
    """封存: a run that fails leaves its events to the next, a minute later.

    No lock of the job queue: a killed worker would hold it, and sealing has its own.
    """
    sealing.seal()
