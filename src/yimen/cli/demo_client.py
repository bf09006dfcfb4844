"""演示客户端: walks one bundle from the first answer to the certificates, over HTTP alone.

Each of its people has a log-in and a token, and does over the API what they would do in a
browser: the applicant fills in and submits, the staff of each unit do their tasks, the public
verifies the certificates.
"""

import io
import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import lru_cache
from typing import Any
from uuid import uuid4

import httpx
import pikepdf

from yimen.cli.demo_road import Road
from yimen.kernel.codes import credit_code
from yimen.kernel.problems import Problem, Unavailable

Json = dict[str, Any]
CREDIT_CODE = "enterprise.credit_code"
_PATIENCE = 120.0
"""Seconds without any progress of a case until it counts as stuck."""
_FIRST_WAIT, _LONGEST_WAIT, _GROWTH = 0.05, 1.0, 1.6


class Refused(Problem):
    """服务器拒绝: a problem that the server answered with."""

    @classmethod
    def of(cls, answer: httpx.Response) -> "Refused":
        """由应答: the problem detail of an error, or what can be said without one."""
        told: Json = {}
        if "json" in answer.headers.get("Content-Type", ""):
            told = answer.json()
        errors = "；".join(f"{e['field']}：{e['message']}" for e in told.get("errors", []))
        words = told.get("detail") or f"服务器回答 {answer.status_code}。"
        problem = cls(f"{words}（{errors}）" if errors else words)
        problem.status = answer.status_code
        problem.title = str(told.get("title", problem.title))
        return problem


class Stuck(Problem):
    """没有进展: a case on which nothing happens any more."""

    title = "办件没有进展"


class Api:
    """接口: the server's API and the tokens of its users; may be used from several threads."""

    def __init__(self, url: str, password: str) -> None:
        self.url = url.rstrip("/")
        self._password = password
        self._tokens: dict[str, str] = {}
        self._lock = threading.Lock()
        # Not through proxies: the demo's server is this machine, or one that was named.
        self._http = httpx.Client(base_url=f"{self.url}/api/v1/", timeout=60, trust_env=False)

    def close(self) -> None:
        """断开"""
        self._http.close()

    def log_in(self, login: str) -> None:
        """登录: now rather than at the first request, so that a wrong password is told at once."""
        self._token(login)

    def get(self, path: str, login: str = "", **query: str) -> Json:
        """读取"""
        return self._ask("GET", path, login, params=query)

    def write(self, method: str, path: str, login: str = "", **options: Any) -> Json:
        """写入: under a request number of its own, so that it is done once."""
        return self._ask(method, path, login, headers={"Idempotency-Key": str(uuid4())}, **options)

    def _ask(self, method: str, path: str, login: str, **options: Any) -> Json:
        headers = options.pop("headers", {})
        if login:
            headers["Authorization"] = f"Bearer {self._token(login)}"
        try:
            answer = self._http.request(method, path, headers=headers, **options)
        except httpx.TransportError as error:
            raise Unavailable(
                f"连不上 {self.url}（{error or type(error).__name__}）。"
                "请先在另一个终端运行 yimen up，或用 --url 指明它的地址。"
            ) from error
        if answer.is_error:
            raise Refused.of(answer)
        if "json" not in answer.headers.get("Content-Type", ""):
            raise Unavailable(f"{self.url} 上运行的不是一门的接口。请核对 --url。")
        told: Json = answer.json()
        return told

    def _token(self, login: str) -> str:
        with self._lock:
            if login not in self._tokens:
                given = {"login": login, "password": self._password}
                self._tokens[login] = self.write("POST", "tokens", json=given)["token"]
            return self._tokens[login]


@dataclass
class Outcome:
    """演示结果: what came of one case; `seconds` of each part as the client saw them."""

    ok: bool = False
    receipt: str = ""
    subject: str = ""
    credit_code: str = ""
    children: list[Json] = field(default_factory=list)
    certificates: list[Json] = field(default_factory=list)
    working_days: str = ""
    seconds: dict[str, float] = field(default_factory=dict)
    problem: str = ""


Tell = Callable[[str, Any], None]
"""Told what happens: `(part, detail)`, parts being those of `PARTS` and `progress`."""
PARTS = {"fill": "填报", "submit": "提交", "work": "办理", "verify": "核验"}


class Walk:
    """走一遍: one case of a bundle; `run` never raises a `Problem`, it reports it."""

    def __init__(
        self,
        api: Api,
        bundle: str,
        road: Road,
        staff: Mapping[tuple[str, str], str],
        tell: Tell = lambda part, detail: None,
    ) -> None:
        self._api, self._bundle, self._road, self._staff = api, bundle, road, staff
        self._tell = tell
        self.outcome = Outcome()

    def run(self) -> Outcome:
        """走完: fill in, submit, do every task, verify every certificate."""
        began = time.monotonic()
        try:
            draft = self._timed("fill", self._fill)
            receipt = self._timed("submit", lambda: self._submit(draft))
            case = self._timed("work", lambda: self._work(receipt["case"]))
            self._timed("verify", lambda: self._verify(case))
        except Unavailable:
            raise
        except Problem as problem:
            self.outcome.problem = problem.detail
        self.outcome.seconds["total"] = round(time.monotonic() - began, 3)
        self.outcome.ok = not self.outcome.problem
        return self.outcome

    def _timed(self, part: str, do: Callable[[], Any]) -> Any:
        began = time.monotonic()
        self._tell(part, None)
        result = do()
        self.outcome.seconds[part] = round(time.monotonic() - began, 3)
        self._tell(part, self.outcome.seconds[part])
        return result

    def _as_applicant(self, method: str, path: str, **options: Any) -> Json:
        return self._api.write(method, path, self._road.applicant, **options)

    def _fill(self) -> str:
        """Every section in turn, as long as something is asked; then the papers."""
        given = {"bundle": self._bundle, "scenario": self._road.scenario}
        draft = self._as_applicant("POST", "drafts", json=given)
        values = self._road.filled(date.fromisoformat(draft["started_at"][:10]))
        place = f"drafts/{draft['id']}"
        filled: set[str] = set()
        while section := next((s for s in draft["sections"] if s["code"] not in filled), None):
            asked = {
                f["element"]: values[f["element"]]
                for f in section["fields"]
                if not f["supplied_by"] and f["element"] in values
            }
            filled.add(section["code"])
            if asked:
                path = f"{place}/sections/{section['code']}"
                draft = self._as_applicant("PUT", path, json={"values": asked})
        for paper in draft["papers"]:
            if paper["status"] == "asked":
                file = (f"{paper['name']['zh_hans']}.pdf", blank_pdf(), "application/pdf")
                data = {"document": paper["document"]}
                self._as_applicant("POST", f"{place}/papers", data=data, files={"file": file})
        return place

    def _submit(self, draft: str) -> Json:
        receipt = self._as_applicant("POST", f"{draft}/submission")
        self.outcome.receipt, self.outcome.subject = receipt["number"], receipt["subject"]
        return receipt

    def _work(self, case: str) -> Json:
        """Do the open tasks as the staff whose they are, until the case has ended.

        Between tasks the platform's own jobs run: they are polled for, at growing intervals.
        """
        wait, until = _FIRST_WAIT, time.monotonic() + _PATIENCE
        while True:
            progress = self._api.get(f"cases/{case}", self._road.applicant)
            self._tell("progress", progress)
            if progress["ended_at"]:
                return progress
            if self._do_tasks(progress):
                wait, until = _FIRST_WAIT, time.monotonic() + _PATIENCE
                continue
            if time.monotonic() > until:
                raise Stuck(
                    f"办件 {progress['number']} 已有 {_PATIENCE:.0f} 秒没有进展。"
                    "请看后台任务是否在运行（数据目录下的 logs/worker.log）。"
                )
            time.sleep(wait)
            wait = min(wait * _GROWTH, _LONGEST_WAIT)

    def _do_tasks(self, progress: Json) -> int:
        open_steps = {
            (step["unit"], step["role"])
            for child in progress["children"]
            for step in child["steps"]
            if step["state"] == "open" and step["role"] != "system"
        }
        done = 0
        for unit, role in sorted(open_steps):
            login = self._staff.get((unit, role))
            if login is None:
                raise Stuck(f"演示账号里没有能办任务的人：部门 {unit}，角色 {role}。")
            for row in self._api.get("desk/tasks", login, words=progress["number"])["items"]:
                done += self._do(login, f"desk/tasks/{row['id']}")
        return done

    def _do(self, login: str, task: str) -> int:
        """Look at the task, tick what is to be checked, and pass it."""
        seen = self._api.get(task, login)
        given = {"passed": True, "opinion": "核对无误，同意。", "checks": seen["checks"]}
        self._api.write("POST", f"{task}/completion", login, json=given)
        return 1

    def _verify(self, case: Json) -> None:
        out = self.outcome
        out.working_days = case["working_days"]
        out.children = [_child(child) for child in case["children"]]
        issued = [
            {**one, "item": child["item"]}
            for child in case["children"]
            for one in child["certificates"]
        ]
        out.certificates = [self._verified(one) for one in issued]
        out.credit_code = next(
            (one["value"] for one in case["produced"] if one["element"] == CREDIT_CODE), ""
        )
        credit_code.verify(out.credit_code)  # raises `Invalid` with what is wrong
        bad = [f"{c['name']}：{c['state_name']}" for c in out.children if c["state"] != "granted"]
        bad += [f"{c['name']}：核验没有通过" for c in out.certificates if not c["genuine"]]
        if bad:
            raise Refused("；".join(bad))

    def _verified(self, certificate: Json) -> Json:
        told = self._api.get(f"verifications/{certificate['identifier']}")
        kept = ("item", "name", "number", "identifier", "verify_url")
        return {**{key: certificate[key] for key in kept}, "genuine": told["genuine"]}


def _child(child: Json) -> Json:
    kept = ("item", "name", "unit", "unit_name", "number", "state", "state_name", "working_days")
    return {key: child[key] for key in kept} | {"seconds": _between(child)}


def _between(child: Json) -> float | None:
    """Seconds from acceptance to the end, by the server's clock."""
    if not child["accepted_at"] or not child["ended_at"]:
        return None
    start, end = (datetime.fromisoformat(child[key]) for key in ("accepted_at", "ended_at"))
    return round((end - start).total_seconds(), 3)


@lru_cache(maxsize=1)
def blank_pdf() -> bytes:
    """空白 PDF: a small, valid document of one page."""
    document, out = pikepdf.new(), io.BytesIO()
    document.add_blank_page()
    document.save(out)
    return out.getvalue()
