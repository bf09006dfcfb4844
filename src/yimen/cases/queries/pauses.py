"""暂停查询: the procedures that stopped a case's clocks, as the counting of time takes them."""

from collections.abc import Sequence
from uuid import UUID

from yimen.cases.models import Pause
from yimen.cases.rules.procedures import title
from yimen.kernel import worktime


def pause_rows(case_id: UUID) -> list[Pause]:
    """暂停记录: all of a case, over or not."""
    return list(Pause.objects.filter(case_id=case_id))


def counted(rows: Sequence[Pause], *, without: UUID | None = None) -> list[worktime.Pause]:
    """计时暂停: what is taken out of a limit; for a task's own limit, `without` the procedure
    that the task itself is."""
    return [
        worktime.Pause(row.started_at, row.ended_at, title(row.procedure))
        for row in rows
        if without is None or row.task != without
    ]
