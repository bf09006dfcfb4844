"""情形评判: whether what comes of a situation is what should, and if not, what decided it."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from yimen.catalogue.rules.contents import PackContents
from yimen.catalogue.rules.findings import Finding
from yimen.catalogue.rules.situations.model import LISTS, Listed, Situation, SituationFile
from yimen.catalogue.rules.situations.outlook import Outlook, look
from yimen.catalogue.rules.situations.references import check_file, subject_of
from yimen.kernel.packs import Loaded

WORDS = {
    "items": "要办的事项",
    "fields": "要填的数据元",
    "fields_supplied": "不用填的数据元",
    "papers": "要交的材料",
    "papers_supplied": "不用交的材料",
    "may_defer": "可以容缺的材料",
    "may_promise": "可以承诺代替的材料",
    "steps": "环节",
    "units": "办理的部门",
    "results": "结果",
    "refusals": "不办的理由",
    "undecided": "还不能判定的",
}


@dataclass(frozen=True)
class Miss:
    """不符: one expectation that did not come true: what, expected, come, and why."""

    what: str
    expected: str
    came: str
    why: str

    def as_json(self) -> dict[str, str]:
        """可序列化."""
        return {"what": self.what, "expected": self.expected, "came": self.came, "why": self.why}


@dataclass(frozen=True)
class Verdict:
    """情形结果: one situation with its place, and what did not come true."""

    file: str
    line: int
    subject: str
    name: str
    because: str
    misses: tuple[Miss, ...]
    items: tuple[str, ...]
    """The items that the situation applies for."""

    def as_json(self) -> dict[str, Any]:
        """可序列化."""
        return {
            "file": self.file,
            "line": self.line,
            "subject": self.subject,
            "name": self.name,
            "because": self.because,
            "ok": not self.misses,
            "misses": [one.as_json() for one in self.misses],
        }


@dataclass(frozen=True)
class SituationReport:
    """情形测试报告: every situation's verdict, and the files that cannot be judged."""

    verdicts: tuple[Verdict, ...]
    findings: tuple[Finding, ...]

    @property
    def ok(self) -> bool:
        """是否全部符合."""
        return not self.findings and not any(one.misses for one in self.verdicts)

    @property
    def counts(self) -> dict[str, int]:
        """计数: `situations`, of which `passed` and `failed`; `findings` of unreadable ones."""
        failed = sum(bool(one.misses) for one in self.verdicts)
        return {
            "situations": len(self.verdicts),
            "passed": len(self.verdicts) - failed,
            "failed": failed,
            "findings": len(self.findings),
        }

    def as_json(self) -> dict[str, Any]:
        """可序列化."""
        return {
            "counts": self.counts,
            "situations": [one.as_json() for one in self.verdicts],
            "findings": [one.as_json() for one in self.findings],
        }


def judge(pack: PackContents) -> SituationReport:
    """运行情形测试: judge every situation of a pack that has passed its check.

    A file that speaks of what is not in the pack is not judged; its findings say why.
    """
    verdicts: list[Verdict] = []
    findings = [
        Finding(one.file, one.line, one.message, one.remedy)
        for one in pack.faults
        if one.file.startswith("tests/")
    ]
    for loaded in pack.situations or ():
        wrong = list(check_file(pack, loaded))
        findings += wrong
        if not wrong:
            verdicts += judged(pack, loaded)
    return SituationReport(tuple(verdicts), tuple(findings))


def judged(pack: PackContents, loaded: Loaded[SituationFile]) -> Iterator[Verdict]:
    """评判一个文件: the verdict on each of its situations."""
    subject = subject_of(pack, loaded.value)
    if subject is None:
        return
    for n, situation in enumerate(loaded.value.situations):
        outlook = look(pack, subject, situation)
        yield Verdict(
            loaded.file,
            loaded.marks.line(("situations", n)),
            subject.bundle.code,
            situation.name,
            situation.because,
            tuple(_misses(situation, outlook)),
            tuple(outlook.lists["items"]),
        )


def _misses(situation: Situation, outlook: Outlook) -> Iterator[Miss]:
    expect = situation.expect
    tolerated = set(expect.undecided.codes) if expect.undecided else set()
    came = {**outlook.lists, "undecided": outlook.undecided}
    for name in LISTS:
        listed = getattr(expect, name)
        if listed is not None:
            yield from _list(name, listed, came[name], outlook, tolerated)
    yield from _due(situation, outlook)
    figures: tuple[tuple[str, Any, Any, Callable[[Any], str]], ...] = (
        ("最慢的路", expect.days, outlook.days, lambda days: f"{_plain(days)} 个工作日"),
        ("收费", expect.fees, outlook.fees, lambda yuan: f"{_plain(yuan)} 元"),
        ("跑动", expect.visits, outlook.visits, lambda times: f"{times} 次"),
    )
    for what, wanted, got, words in figures:
        if wanted is not None and wanted != got:
            yield Miss(what, words(wanted), words(got), "按办到的事项合计")


def _list(
    name: str, listed: Listed, came: dict[str, str], outlook: Outlook, tolerated: set[str]
) -> Iterator[Miss]:
    what = WORDS[name]
    for code in [*(listed.exactly or []), *listed.includes]:
        if code not in came:
            yield Miss(what, f"有 {code}", "没有", _absence(code, outlook))
    for code in listed.excludes:
        if code in came:
            yield Miss(what, f"没有 {code}", "有", came[code])
        elif code in outlook.undecided and name != "undecided" and code not in tolerated:
            yield Miss(what, f"没有 {code}", "还不能判定", outlook.undecided[code])
    if listed.exactly is None:
        return
    for code, why in came.items():
        if code not in listed.exactly:
            yield Miss(what, f"没有 {code}", "有", why)
    for code in _open(name, outlook) - tolerated - set(listed.exactly):
        yield Miss(what, f"没有 {code}", "还不能判定", outlook.undecided[code])


def _open(name: str, outlook: Outlook) -> set[str]:
    """The undecided codes that could still come to stand in a list."""
    kind = name.removesuffix("_supplied")
    return {code for code in outlook.undecided if outlook.kinds[code] == kind}


def _absence(code: str, outlook: Outlook) -> str:
    elsewhere = [WORDS[name] for name, there in outlook.lists.items() if code in there]
    if elsewhere:
        reasons = [there[code] for there in outlook.lists.values() if code in there]
        return f"它在“{elsewhere[0]}”里：{reasons[0]}"
    return outlook.undecided.get(code) or outlook.ruled_out.get(code) or "这个情形得不出它"


def _due(situation: Situation, outlook: Outlook) -> Iterator[Miss]:
    for name, wanted in situation.expect.due.items():
        got = outlook.due.get(name)
        if got is None:
            yield Miss(f"到期日 {name}", wanted, "没有", "这个情形不办它，或没有规定这个期限")
            continue
        timed = "T" in wanted or " " in wanted
        moment = datetime.fromisoformat(wanted)
        same = (
            got.replace(tzinfo=None) == moment.replace(tzinfo=None)
            if timed
            else got.date() == moment.date()
        )
        if not same:
            shown = got.strftime("%Y-%m-%dT%H:%M" if timed else "%Y-%m-%d")
            yield Miss(f"到期日 {name}", wanted, shown, f"从 {situation.submitted} 起，按工作日历")


def _plain(number: Decimal) -> str:
    return format(number.normalize(), "f")
