"""补正查询: what an applicant was asked to supplement."""

from yimen.cases.models import Case, Task


def asked_of(case: Case) -> list[dict[str, str]]:
    """补正内容: the entries (`code`, `words`) of the one notice; empty when none was sent.

    They stand on the task of acceptance that the notice closed.
    """
    found = Task.objects.filter(case_id=case.id, kind="accept", state=Task.State.SUPERSEDED)
    task = found.exclude(checks=[]).order_by("-done_at").first()
    return list(task.checks) if task else []
