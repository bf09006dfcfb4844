"""Load: applicants who apply, staff who decide, all over HTTP and all with patience.

Whoever gets no answer, or a 5xx, sends the same request again under the same request number, as
a real client does. Some are impatient and hang up before the answer; some click twice.
"""

import hashlib
import io
import random
import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass, field
from typing import Any
from uuid import uuid4

import httpx
import pikepdf
from PIL import Image

Json = dict[str, Any]
PATIENCE = 150.0
"""Seconds without any answer to one request, or without an end of one case: then it is a fault."""
PASSWORD = "yimen-demo"
REASON = "条件不符合，理由见现场记录。"


class Unanswered(AssertionError):
    """Somebody waited in vain."""


@dataclass(frozen=True)
class Answer:
    """What a client was told in the end about one write: `status` below 500, `told` the body."""

    login: str
    key: str
    method: str
    path: str
    status: int
    sent: Json
    told: Json


@dataclass
class Book:
    """What all clients were told, and what went wrong; may be used from many threads."""

    answers: list[Answer] = field(default_factory=list)
    broken: list[tuple[float, str]] = field(default_factory=list)
    """Moment and text of each answer 5xx."""
    faults: list[str] = field(default_factory=list)
    silent: int = 0
    """Requests that got no answer and were sent again."""

    def __post_init__(self) -> None:
        self._news = threading.Condition()

    def note(self, answer: Answer) -> None:
        with self._news:
            self.answers.append(answer)
            self._news.notify_all()

    def wait_for(self, more: int, seconds: float) -> None:
        """Returns after `more` further answers, or after `seconds`."""
        with self._news:
            wanted = len(self.answers) + more
            self._news.wait_for(lambda: len(self.answers) >= wanted, seconds)

    def as_json(self) -> list[Json]:
        with self._news:
            return [asdict(answer) for answer in self.answers]


class Client:
    """One log-in in one thread."""

    def __init__(self, address: str, login: str, book: Book, seed: str) -> None:
        self.login, self.book = login, book
        self.chance = random.Random(seed)
        self._http = httpx.Client(base_url=f"{address}/api/v1/", trust_env=False, verify=False)
        self._pause = threading.Event()
        self._token = ""

    def close(self) -> None:
        self._http.close()

    def read(self, path: str, **query: str) -> httpx.Response:
        return self._answered("GET", path, params=query)

    def write(self, method: str, path: str, sent: Json, **options: Any) -> Answer:
        """One write under one request number, sent again until it is answered."""
        key = str(uuid4())
        return self.send(method, path, key, sent, **options)

    def send(self, method: str, path: str, key: str, sent: Json, **options: Any) -> Answer:
        """The same under a number that is given."""
        headers = {"Idempotency-Key": key}
        given = options or {"json": sent}
        reply = self._answered(method, path, headers=headers, **given)
        told = reply.json() if "json" in reply.headers.get("Content-Type", "") else {}
        answer = Answer(self.login, key, method, path, reply.status_code, sent, told)
        self.book.note(answer)
        return answer

    def wait(self, seconds: float) -> None:
        self._pause.wait(seconds * (0.5 + self.chance.random()))

    def _answered(self, method: str, path: str, **options: Any) -> httpx.Response:
        headers = {**options.pop("headers", {}), "Authorization": f"Bearer {self._log_in()}"}
        hangs_up = method != "GET" and self.chance.random() < 0.08
        timeout = 0.005 + 0.1 * self.chance.random() if hangs_up else 30.0
        return self._insist(method, path, timeout, headers=headers, **options)

    def _insist(self, method: str, path: str, timeout: float, **options: Any) -> httpx.Response:
        until, pause = time.monotonic() + PATIENCE, 0.1
        while True:
            try:
                reply = self._http.request(method, path, timeout=timeout, **options)
                if reply.status_code < 500:
                    return reply
                words = f"{method} {path}: {reply.status_code} {reply.text[:200]}"
                self.book.broken.append((time.monotonic(), words))
            except httpx.TransportError:
                self.book.silent += 1
            if time.monotonic() > until:
                raise Unanswered(f"{self.login}: no answer to {method} {path}")
            timeout = 30.0
            self.wait(pause)
            pause = min(2 * pause, 1.0)

    def _log_in(self) -> str:
        if not self._token:
            given = {"login": self.login, "password": PASSWORD}
            reply = self._insist("POST", "tokens", 30.0, json=given)
            self._token = reply.raise_for_status().json()["token"]
        return self._token


class Applicant:
    """Applies for the bundle, again and again, and follows each case to its end."""

    def __init__(self, client: Client, bundle: str, fill: Callable[[], Json]) -> None:
        self.client, self._bundle, self._fill = client, bundle, fill

    def apply(self) -> None:
        """One application from the first answer to the end of its case."""
        scenario = {"sells_food": True, "has_helpers": False, "kitchen": "brought"}
        given = {"bundle": self._bundle, "scenario": {**scenario, "has_sign": self._likely(0.7)}}
        draft = self._must("POST", "drafts", given)
        values = {**self._fill(), "stall.open_flame": self._likely(0.4)}
        place = f"drafts/{draft['id']}"
        draft = self._sections(place, draft, values)
        for paper in draft["papers"]:
            if paper["status"] == "asked":
                self._attach(place, paper, values["enterprise.name"])
        self._follow(self._submit(f"{place}/submission")["case"])

    def _sections(self, place: str, draft: Json, values: Mapping[str, Any]) -> Json:
        filled: set[str] = set()
        while section := next((s for s in draft["sections"] if s["code"] not in filled), None):
            filled.add(section["code"])
            asked = {
                one["element"]: values[one["element"]]
                for one in section["fields"]
                if not one["supplied_by"] and one["element"] in values
            }
            if asked:
                path = f"{place}/sections/{section['code']}"
                draft = self._must("PUT", path, {"values": asked})
        return draft

    def _attach(self, place: str, paper: Json, title: str) -> None:
        document = paper["document"]
        kind, content = sheet(title) if "pdf" in paper["formats"] else photo(title)
        sent = {"document": document, "sha256": hashlib.sha256(content).hexdigest()}
        file = (f"{document}.{kind.rpartition('/')[2]}", content, kind)
        given = {"data": {"document": document}, "files": {"file": file}}
        self._must("POST", f"{place}/papers", sent, **given)

    def _submit(self, path: str) -> Json:
        """Sometimes with a double click: two requests at once under one number."""
        key = str(uuid4())
        twin: threading.Thread | None = None
        if self._likely(0.25):
            other = Client(
                str(self.client._http.base_url).removesuffix("/api/v1/"),
                self.client.login, self.client.book, f"{key}",
            )  # fmt: skip
            twin = threading.Thread(target=other.send, args=("POST", path, key, {}))
            twin.start()
        answer = self.client.send("POST", path, key, {})
        if twin is not None:
            twin.join(PATIENCE)
            other.close()
        return self._expect(answer)

    def _follow(self, case: str) -> None:
        until = time.monotonic() + PATIENCE
        while True:
            told = self.client.read(f"cases/{case}").json()
            if told["ended_at"]:
                return
            if time.monotonic() > until:
                raise Unanswered(f"case {told['number']} does not end: {_open_steps(told)}")
            self.client.wait(0.6)

    def _likely(self, share: float) -> bool:
        return self.client.chance.random() < share

    def _must(self, method: str, path: str, sent: Json, **options: Any) -> Json:
        return self._expect(self.client.write(method, path, sent, **options))

    def _expect(self, answer: Answer) -> Json:
        if answer.status >= 400:
            raise AssertionError(f"{answer.method} {answer.path}: {answer.status} {answer.told}")
        return answer.told


class Reviewer:
    """Does whatever is in its inbox; may be quicker or slower than a colleague at the same task."""

    def __init__(self, client: Client) -> None:
        self.client = client

    def work(self) -> bool:
        """One task, if there is any."""
        rows = self.client.read("desk/tasks").json()["items"]
        if not rows:
            return False
        task = f"desk/tasks/{self.client.chance.choice(rows[:6])['id']}"
        seen = self.client.read(task)
        if seen.status_code == 404:
            return True
        passes = self.client.chance.random() < 0.96
        sent = {"passed": passes, "opinion": "" if passes else REASON}
        sent["checks"] = seen.json()["checks"]
        answer = self.client.write("POST", f"{task}/completion", sent)
        if answer.status not in {200, 404, 409}:
            raise AssertionError(f"{task}: {answer.status} {answer.told}")
        return True


def _open_steps(case: Json) -> str:
    return "; ".join(
        f"{child['item']} {child['state']}: "
        + ", ".join(f"{s['code']} {s['state']}" for s in child["steps"])
        for child in case["children"]
    )


def sheet(title: str) -> tuple[str, bytes]:
    """A small, real PDF that no other is like."""
    document, out = pikepdf.new(), io.BytesIO()
    document.add_blank_page()
    document.docinfo["/Title"] = title
    document.save(out)
    return "application/pdf", out.getvalue()


def photo(title: str) -> tuple[str, bytes]:
    """A small, real picture that no other is like."""
    out = io.BytesIO()
    colour = tuple(hashlib.sha256(title.encode()).digest()[:3])
    Image.new("RGB", (8, 8), colour).save(out, "PNG")
    return "image/png", out.getvalue()
