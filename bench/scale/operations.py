"""操作: what is measured, as the platform's own verbs and queries do it for a page or a request.

Each is made ready with what it needs, unmeasured, and then run a number of times in a row.
"""

import random
from collections.abc import Callable
from typing import Any
from uuid import UUID, uuid4

from django.core.management import call_command
from django.db import connection

from bench.scale import city
from bench.scale.fill import fill
from yimen.cases import queries
from yimen.cases.actions import complete_task, receive
from yimen.cases.queries.supervision import counted
from yimen.kernel import clock
from yimen.kernel.actors import Actor
from yimen.kernel.partitions import make_partitions
from yimen.vocabulary.api import one_revision

OPINION = "材料齐全，符合规定，同意。"
COMMON = "餐饮店"
"""Words that a twelfth of all companies share."""
COUNTING = "supervisors' counts, by a job each minute"
"""Counts all that runs, and is not held to be flat."""
_SAMPLE = 60  # of what is looked for: so many different ones, in turn
_DEEP = 999 * 50  # tasks before the thousandth page

Run = Callable[[], object]

# Companies of the open tasks that the reviewer sees.
_SEEN = """
select c.number, c.subject, p.form ->> %s from cases_task t
join cases_case c on c.id = t.case_id join cases_case p on p.id = coalesce(c.parent_id, c.id)
where t.state = 'open' and t.role = 'reviewer' and t.unit_id = any(%s) order by t.id limit %s
"""
_PLACE = """
select {at}, id from cases_task where state = %s and role = 'reviewer' and unit_id = any(%s)
order by {at} {way}, id {way} offset least(%s, greatest(0, (
    select count(*) from cases_task
    where state = %s and role = 'reviewer' and unit_id = any(%s)) - 51)) limit 1
"""
_APPLICANTS = """
select party_id::text from (
    select party_id from cases_case where bundle_id is not null
    group by party_id having count(*) = 3 order by party_id desc limit 1000) found
order by party_id limit %s
"""


class Operations:
    """操作: on one city of one size, in a process of its own."""

    def prepare(self, url: str, cases: int) -> dict[str, int]:
        """准备: tables, a city and its rows; rows by table."""
        call_command("migrate", verbosity=0)
        made = city.load()
        make_partitions()
        counts = fill(url, made, cases, clock.now())
        queries.tally()
        self._choose()
        return counts

    def names(self) -> list[str]:
        """操作名称"""
        return list(self._all)

    def ready(self, name: str, times: int) -> Run:
        """就绪: what does the operation so many times, all else being done."""
        make = self._all[name]
        runs = [make() for _ in range(times)]

        def run() -> None:
            for one in runs:
                with one_revision():
                    one()

        return run

    def _choose(self) -> None:
        few, many = city.reviewer(*city.FEW), city.reviewer(*city.MANY)
        seen = self._rows(_SEEN, [city.CODE, list(city.MANY), 40 * _SAMPLE])
        draw = random.Random(1)
        self._sample = draw.sample(seen, _SAMPLE)
        self._applicants = [row[0] for row in self._rows(_APPLICANTS, [_SAMPLE])]
        deep, deep_done = self._place("open"), self._place("done")
        self._turn = 0
        self._party = UUID(self._applicants[0])
        self._all: dict[str, Callable[[], Run]] = {
            "create": self._create,
            "step": self._step,
            "inbox": lambda: lambda: self._desk(few),
            "inbox of many units": lambda: lambda: self._desk(many),
            "inbox of many units, page 1000": lambda: lambda: self._desk(many, position=deep),
            "done, page 1000": lambda: lambda: self._listed(many, state="done", position=deep_done),
            "search by number": lambda: self._search(many, 0),
            "search by name": lambda: self._search(many, 1),
            "search by credit code": lambda: self._search(many, 2),
            "search by common words": lambda: lambda: self._listed(many, words=COMMON),
            "search of done by name": lambda: self._search(many, 1, state="done"),
            "supervisors' page": lambda: self._overview,
            COUNTING: lambda: self._counting,
            "applicant's cases": self._mine,
            "case page": self._case,
        }

    def _create(self) -> Run:
        _, name, code = self._next()
        form = {**city.FORM, "enterprise.name": name, city.CODE: code}
        key = str(uuid4())
        return lambda: receive(city.clerk(), "permit-03", self._party, form, subject=name, key=key)

    def _step(self) -> Run:
        with one_revision():
            case: Any = self._create()()
        task, key = case.opened_now[0], str(uuid4())
        by = city.reviewer(task.unit_id)
        return lambda: complete_task(by, task.id, True, OPINION, key=key)

    def _desk(self, by: Actor, **wanted: Any) -> None:
        """What the desk's page asks: the figures, the filter's choices and the list."""
        queries.desk_figures(by)
        queries.items_in_inbox(by)
        self._listed(by, **wanted)

    def _listed(self, by: Actor, **wanted: Any) -> None:
        page = queries.inbox(by, **wanted)
        if not page.rows and "words" not in wanted:
            raise RuntimeError(f"清单是空的：{wanted}")

    def _search(self, by: Actor, column: int, **wanted: Any) -> Run:
        words = self._next()[column]
        words = words[:7] if column == 1 else words

        def run() -> None:
            page = queries.inbox(by, words=words, **wanted)
            if not page.rows and not wanted:
                raise RuntimeError(f"没有找到：{words}")

        return run

    def _overview(self) -> None:
        queries.running(city.supervisor())

    def _counting(self) -> None:
        counted(clock.now())

    def _mine(self) -> Run:
        by = city.applicant(self._applicants[self._turn % len(self._applicants)])
        self._turn += 1
        return lambda: queries.case_rows(by)

    def _case(self) -> Run:
        by = city.applicant(self._applicants[self._turn % len(self._applicants)])
        self._turn += 1
        case = queries.cases_of(by)[0]
        return lambda: queries.case_progress(by, queries.readable_case(by, case.id))

    def _next(self) -> Any:
        self._turn += 1
        return self._sample[self._turn % _SAMPLE]

    def _place(self, state: str) -> Any:
        parts = {"at": "due_at", "way": "asc"} if state == "open" else {
            "at": "done_at", "way": "desc"}  # fmt: skip
        units = list(city.MANY)
        ((at, task),) = self._rows(_PLACE.format(**parts), [state, units, _DEEP - 1, state, units])
        return queries.Position(at, task)

    @staticmethod
    def _rows(statement: str, values: list[Any]) -> list[Any]:
        with connection.cursor() as cursor:
            cursor.execute(statement, values)
            return list(cursor.fetchall())
