"""目录后台任务: the meaning of what can be found, ready before somebody searches."""

from contextlib import suppress

from django.db import transaction
from procrastinate.contrib.django import app
from procrastinate.exceptions import AlreadyEnqueued

from yimen.catalogue.models import Simulation
from yimen.catalogue.queries.simulations import prepared
from yimen.kernel import actors
from yimen.kernel.jobs import PATIENT
from yimen.kernel.problems import Invalid, Unknown
from yimen.vocabulary.api import one_revision


@app.periodic(cron="* * * * * */20")
@app.task(queue="catalogue", name="catalogue.embed", queueing_lock="catalogue.embed")
@one_revision()
def embed(timestamp: int) -> None:
    """计算段落向量: of what was published, or took effect today, and has none yet.

    Without a model, or where nothing is missing, nothing is done.
    """
    from yimen.catalogue.actions import embed_passages
    from yimen.catalogue.queries.search import unembedded

    if unembedded():
        embed_passages(actors.clock("catalogue.embed"))
        if unembedded():
            with suppress(AlreadyEnqueued), transaction.atomic():
                embed.configure(queueing_lock="catalogue.embed").defer(timestamp=timestamp)


@app.task(queue="catalogue", retry=PATIENT, name="catalogue.simulate")
@one_revision()
def simulate(simulation: str) -> None:
    """模拟: run what was asked for; a repeated job begins anew, and does nothing after the end.

    How far it is stands in the row at once, for whoever waits and watches.
    """
    from yimen.catalogue.actions import keep_simulation

    row = Simulation.objects.select_related("change").get(pk=simulation)
    if row.ended_at is not None:
        return
    mine = Simulation.objects.filter(pk=row.pk)
    mine.update(state=Simulation.State.RUNNING, done=0)
    by = actors.clock("catalogue.simulate")

    def note(done: int, whole: int) -> None:
        mine.update(done=done)

    try:
        told = prepared(row.code, row.change, row.experiment).run(note)
    except (Invalid, Unknown) as problem:  # the catalogue has changed since it was asked for
        words = [problem.detail, *(f"{one.field}：{one.message}" for one in problem.errors)]
        keep_simulation(by, row.pk, None, "\n".join(words))
        return
    keep_simulation(by, row.pk, told.as_json())
