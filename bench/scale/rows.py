"""测试数据: five years of a city's cases with their tasks, clocks and events, as lines for COPY.

Of a hundred cases 97 have ended. Some are bundles with three children. Names are of companies
that come back; the newest cases run, and a part of their tasks is overdue. The same seed gives
the same city, whatever its size.
"""

import json
import random
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import lru_cache

from bench.scale.city import CODE, FORM, City, Item
from yimen.kernel.codes import credit_code, receipt_number

YEARS_MS = 5 * 365 * 86_400_000
DAY_MS = 86_400_000
_RUNNING_DAYS = 9
_RUNNING_SHARE = 0.032
_BUNDLES = 0.31  # of all applications
_AREAS = [
    "临江", "东岭", "南桥", "西坪", "北湖", "清溪", "石门", "云台", "长洲", "青田", "平沙", "双河",
    "金滩", "银坑", "高岗", "下沙",
]  # fmt: skip
_SIGNS = "明辉嘉和瑞丰永盛鼎泰宏达顺安康宁华美德信诚志远新成文博雅健百川海天玉山林秋春星月"
_SIGNS += "金源利兴隆旺发祥福禄喜乐优品良工巧匠智慧云科创联通达贸易居家乡味鲜果蔬茶饼面粥烧"
_TRADES = [
    "餐饮店", "便利店", "五金厂", "电子厂", "服装厂", "家具厂", "制品厂", "超市", "药店", "诊所",
    "物流部", "广告部",
]  # fmt: skip
_ENDINGS = ["有限公司", "有限责任公司", "", "经营部"]
_NULL = "\\N"

CASE = (
    "id", "number", "parent_id", "bundle_id", "item_id", "party_id", "submitted_by", "channel",
    "subject", "unit_id", "state", "scenario", "form", "produced", "savings", "marks", "rework",
    "holds", "open_tasks", "open_children", "open_pauses", "reason", "received_at", "accepted_at",
    "decided_at", "ended_at",
)  # fmt: skip
TASK = (
    "id", "case_id", "step", "name", "kind", "unit_id", "role", "state", "opened_at", "period",
    "warn_at", "due_at", "provisional", "alarm_at", "warned", "open_requests", "note", "done_at",
    "done_by", "passed", "opinion", "checks",
)  # fmt: skip
CLOCK = (
    "id", "case_id", "kind", "period", "started_at", "due_at", "alarm_at", "warned", "paused",
    "stopped_at", "provisional", "derivation",
)  # fmt: skip
EVENT = (
    "id", "uid", "type", "at", "actor_kind", "actor_id", "actor_name", "for_party",
    "subject_kind", "subject_id", "unit", "request", "data",
)  # fmt: skip
PARTY = ("id", "kind", "name", "since")
ANSWERED = ("actor_id", "key", "action", "fingerprint", "subject_model", "subject_id", "at")


@dataclass
class Lines:
    """待写入行: lines of COPY by table."""

    parties: list[str] = field(default_factory=list)
    cases: list[str] = field(default_factory=list)
    tasks: list[str] = field(default_factory=list)
    clocks: list[str] = field(default_factory=list)
    events: list[str] = field(default_factory=list)
    answered: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class _Company:
    id: str
    name: str
    code: str


@dataclass(frozen=True)
class _Application:
    """What the cases of one application share."""

    company: _Company
    at: int  # ms
    is_running: bool
    form: str


class Rows:
    """测试数据: `chunks` gives the whole city, the oldest case first."""

    def __init__(self, city: City, cases: int, now: datetime) -> None:
        self._city, self._cases = city, cases
        self._now = int(now.timestamp() * 1000)
        self._random = random.Random(20)
        self._companies: list[_Company] = []
        self._lines = Lines()
        self._made = self._count = 0
        # The ids of most events lie in an older partition, those of the newest in another.
        self._event = 10_000_000 - cases * 7

    def chunks(self, size: int = 4000) -> Iterator[Lines]:
        """分批: each with about so many cases."""
        closed = self._cases * (1 - _RUNNING_SHARE)
        while self._made < self._cases:
            is_running = self._made >= closed
            if is_running:
                at = self._now - int(self._random.random() * _RUNNING_DAYS * DAY_MS)
            else:
                at = self._now - int((1 - self._made / closed) * YEARS_MS) - 40 * DAY_MS
            self._apply(at, is_running)
            if len(self._lines.cases) >= size:
                yield self._taken()
        yield self._taken()

    def _taken(self) -> Lines:
        taken, self._lines = self._lines, Lines()
        return taken

    def _apply(self, at: int, is_running: bool) -> None:
        company = self._company(at)
        form = {**FORM, "enterprise.name": company.name, CODE: company.code}
        one = _Application(company, at, is_running, json.dumps(form, ensure_ascii=False))
        if self._random.random() < _BUNDLES:
            self._bundle(one)
        else:
            wanted = self._city.permits if self._is_permit(one) else self._city.filings
            self._item(one, self._random.choice(wanted), receipt(self._random), None)

    def _is_permit(self, one: _Application) -> bool:
        # Permits take longer: of what runs now most are such.
        return self._random.random() < (0.9 if one.is_running else 0.4)

    def _company(self, at: int) -> _Company:
        draw = self._random
        if self._companies and draw.random() < 0.5:
            return draw.choice(self._companies)
        brand = draw.choice(_SIGNS) + draw.choice(_SIGNS)
        name = draw.choice(_AREAS) + brand + draw.choice(_TRADES) + draw.choice(_ENDINGS)
        body = "MA" + "".join(draw.choices(credit_code.ALPHABET, k=6))
        code = f"91999900{body}{draw.randrange(10)}"
        company = _Company(self._uuid(at), name, code + credit_code.weighted_check(code))
        self._companies.append(company)
        self._lines.parties.append(f"{company.id}\torganisation\t{name}\t{_moment(at)}\n")
        return company

    def _bundle(self, one: _Application) -> None:
        number, parent = receipt(self._random), self._uuid(one.at)
        members = [self._random.choice(self._city.filings) for _ in range(2)]
        members.append(self._random.choice(self._city.permits))
        ended = one.at + 6 * DAY_MS
        self._case(one, parent, number, _NULL, None, ended, open_children=3)
        self._clock(parent, one, "promised", "12wd", ended)
        self._told(parent, one.at, "CaseSubmitted", "",
                   f'"number": "{number}", "bundle": "open-a-shop", "children": []')  # fmt: skip
        for place, item in enumerate(members, start=1):
            self._item(one, item, f"{number}-{place:02}", parent)
        if not one.is_running:
            self._told(parent, ended, "BundleEnded", "",
                       '"bundle": "open-a-shop", "state": "granted"')  # fmt: skip

    def _item(self, one: _Application, item: Item, number: str, parent: str | None) -> None:
        case, ended = self._uuid(one.at), one.at + 5 * DAY_MS
        count = len(item.reviews)
        done = self._random.randrange(count) // 2 if one.is_running else count
        marks = dict.fromkeys([code for code, _ in item.reviews[:done]], "done")
        marks |= dict.fromkeys([code for code, _ in item.reviews[done:]], "open")
        about = f'"parent": "{parent or ""}", "item": "{item.code}", "unit": "{item.unit}"'
        self._case(one, case, number, parent or _NULL, item, ended, marks=json.dumps(marks),
                   open_tasks=count - done)  # fmt: skip
        self._told(case, one.at, "CaseReceived", item.unit, f'{about}, "channel": "online"')
        self._told(case, one.at, "CaseAccepted", item.unit, f'{about}, "due": ""')
        for kind, period in (("promised", "12wd"), ("statutory", "20wd")):
            self._clock(case, one, kind, period, ended)
        for place, (code, unit) in enumerate(item.reviews):
            self._task(one, case, code, "review", unit, one.at, place < done)
        if one.is_running:
            return
        if item.has_decision:
            self._task(one, case, "decision", "sign", item.unit, one.at + 3 * DAY_MS, True)
        self._task(one, case, "issue", "issue", item.unit, ended - 1000, True)
        self._told(case, ended, "ResultIssued", "",
                   f'"parent": "{parent or ""}", "certificate": "{case}", "identifier": "", '
                   '"name": "许可证"')  # fmt: skip
        self._told(case, ended, "CaseEnded", item.unit,
                   f'{about}, "state": "granted", "reason": "", "for_task": ""')  # fmt: skip

    def _case(
        self, one: _Application, case: str, number: str, parent: str, item: Item | None,
        ended: int, *, marks: str = "{}", open_tasks: int = 0, open_children: int = 0,
    ) -> None:  # fmt: skip
        self._made += 1
        is_root = parent == _NULL
        start, end = _moment(one.at), _NULL if one.is_running else _moment(ended)
        self._lines.cases.append("\t".join((
            case, number, parent, _NULL if item else str(self._city.bundle),
            str(item.id) if item else _NULL, one.company.id, "bench", "online",
            one.company.name, item.unit if item else "unit-01",
            ("accepted" if item else "received") if one.is_running else "granted",
            "{}", one.form if is_root else "{}", "{}", "{}", marks, "{}", "[]",
            str(open_tasks), str(open_children if one.is_running else 0), "0", "", start,
            start if item else _NULL, end, end,
        )) + "\n")  # fmt: skip
        if is_root:
            self._lines.answered.append(
                f"bench\t{case}\tcases.receive\t\\\\x{number.encode().hex()}\tcases.Case\t{case}\t{start}\n"
            )

    def _task(
        self, one: _Application, case: str, step: str, kind: str, unit: str, at: int, is_done: bool
    ) -> None:
        task, opened = self._beside(case, at), _moment(at)
        spread = int(self._random.random() * DAY_MS)
        due = at + 7 * DAY_MS + spread
        done = _moment(at + spread * 2) if is_done else _NULL
        warn = _moment(due - 2 * DAY_MS)
        role = "system" if kind == "issue" else "reviewer"
        self._lines.tasks.append("\t".join((
            task, case, step, step, kind, unit, role, "done" if is_done else "open", opened,
            "5wd", warn, _moment(due), "f", _NULL if is_done else warn, "0", "0", "",
            done, "bench" if is_done else "", "t" if is_done else _NULL,
            "材料齐全，符合规定。" if is_done else "", "[]",
        )) + "\n")  # fmt: skip
        about = f'"task": "{task}", "step": "{step}", "name": "{step}", "unit": "{unit}"'
        self._told(case, at, "TaskOpened", unit, f'{about}, "due": ""')
        if is_done:
            self._told(case, at + DAY_MS, "TaskDone", unit, f'{about}, "passed": true, "opinion": '
                       '"材料齐全，符合规定。"')  # fmt: skip

    def _clock(self, case: str, one: _Application, kind: str, period: str, ended: int) -> None:
        due = _moment(one.at + (18 if kind == "promised" else 28) * DAY_MS)
        self._lines.clocks.append("\t".join((
            self._beside(case, one.at), case, kind, period, _moment(one.at), due,
            due if one.is_running else _NULL, "0", "f",
            _NULL if one.is_running else _moment(ended), "f", '["承诺时限"]',
        )) + "\n")  # fmt: skip

    def _told(self, case: str, at: int, kind: str, unit: str, more: str) -> None:
        self._event += 1
        self._lines.events.append(
            f"{self._event}\t{case[:24]}{self._event:012x}\tcases.{kind}\t{_moment(at)}\tstaff\t"
            f'bench\t审查岗\t\tcase\t{case}\t{unit}\tbench\t{{"case": "{case}", {more}}}\n'
        )

    def _uuid(self, at: int) -> str:
        bits = self._random.getrandbits(74)
        text = f"{at:012x}7{bits >> 62:03x}{8 | (bits >> 60 & 3):x}{bits & (1 << 60) - 1:015x}"
        return f"{text[:8]}-{text[8:12]}-{text[12:16]}-{text[16:20]}-{text[20:]}"

    def _beside(self, case: str, at: int) -> str:
        """An id of about that time, made from the case's: cheaper than a new one."""
        self._count += 1
        moment = f"{at:012x}"
        return f"{moment[:8]}-{moment[8:]}{case[13:24]}{self._count:012x}"


def receipt(draw: random.Random) -> str:
    """回执号"""
    return receipt_number.make(draw.randbytes(16))


@lru_cache(maxsize=4096)
def _moment(at: int) -> str:
    return datetime.fromtimestamp(at / 1000, UTC).isoformat()
