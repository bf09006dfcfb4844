"""告知动作: the platform seals a notice of something that has happened in a case."""

from collections.abc import Mapping
from uuid import UUID

from yimen.cases.actions._notices import tell
from yimen.cases.models import Case
from yimen.cases.rules.notices import Told
from yimen.documents.api import Certificate
from yimen.kernel.actions import action
from yimen.kernel.actors import Actor
from yimen.kernel.permissions import require


@action
def issue_notice(by: Actor, case_id: UUID, kind: str, told: Mapping[str, Told]) -> Certificate:
    """制发告知文书: the sealed, dated notice of a kind (`rules/notices.py`), kept with the case.

    Written notice of acceptance, of what is missing and of refusals to accept: 行政许可法 2019
    第三十二条; of procedures that stop the clock: 第四十五条.
    """
    require(by, "cases.run")
    return tell(by, Case.objects.get(pk=case_id), kind, **told)
