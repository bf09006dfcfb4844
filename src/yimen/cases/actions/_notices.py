"""告知: sealing a notice and keeping it with its case; called from jobs, so made only once."""

from datetime import date, datetime

from yimen.cases.actions._results import keep_notice
from yimen.cases.models import Case
from yimen.cases.queries import item_definition, root_of
from yimen.cases.queries.delegation import in_its_name
from yimen.cases.rules.notices import About, Told, notice_content
from yimen.documents.api import Certificate, issue
from yimen.kernel.actors import Actor
from yimen.vocabulary.api import calendar, documents


def tell(by: Actor, case: Case, kind: str, **told: Told) -> Certificate:
    """书面告知: the sealed notice of a kind (`rules/notices.py`) to the applicant of a case.

    Asks for no permission of its own: whoever calls has asked. Needs a job as caller: a
    repeated call seals a second notice.
    """
    root, item = root_of(case), item_definition(case)
    about = About(
        case.id, case.number, item.name.zh_hans, case.unit_id, root.party_id, root.subject
    )
    content = notice_content(kind, about, told, documents())
    certificate = issue(by, in_its_name(content, case, item))
    keep_notice(by, case, certificate)
    return certificate


def day_words(moment: str | datetime | date) -> str:
    """日期写法: `2026年3月5日` of a day or a moment, or of its text in an event; empty for none."""
    if not moment:
        return ""
    if isinstance(moment, str):
        moment = datetime.fromisoformat(moment) if "T" in moment else date.fromisoformat(moment)
    day = calendar().localise(moment).date() if isinstance(moment, datetime) else moment
    return f"{day.year}年{day.month}月{day.day}日"
