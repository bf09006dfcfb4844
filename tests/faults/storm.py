"""The storm: a platform under load is killed piece by piece, and then everything is proved.

`python tests/faults/storm.py --seconds 60 --seed 7`; exit code 1 when the proof finds something.
A seed repeats the order of kills and what each client does; not, of course, the moment.
"""

import json
import random
import shutil
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import psycopg
from crowd import Crowd
from victim import KINDS, Victim, new_home

_CALM = 10.0
"""Seconds after a kill, and after the platform is back, in which an answer 5xx is no wonder."""
_DRAIN_SECONDS = 180.0
_WAITING = """
select count(*) from procrastinate_jobs
where status in ('todo', 'doing') and not args ? 'timestamp'
"""


@dataclass
class Outcome:
    """What was killed, what the clients were told, and what is wrong."""

    seed: int
    kills: list[str] = field(default_factory=list)
    answers: int = 0
    silent: int = 0
    broken: int = 0
    starts: int = 0
    cases: int = 0
    seconds: float = 0.0
    said: list[str] = field(default_factory=list)
    """What answers 5xx said."""
    findings: list[str] = field(default_factory=list)

    def __str__(self) -> str:
        counted = ", ".join(f"{kind} {n}" for kind, n in sorted(Counter(self.kills).items()))
        return (
            f"seed {self.seed}: {len(self.kills)} kills ({counted}) in {self.seconds:.0f} s, "
            f"{self.starts} starts; {self.cases} applications, {self.answers} writes answered, "
            f"{self.silent} requests without an answer and {self.broken} with 5xx, all sent again"
        )


def random_kills(chance: random.Random, seconds: float) -> Iterator[str]:
    """Kinds at random for so long; every kind comes once before any comes twice."""
    until = time.monotonic() + seconds
    first = list(KINDS)
    chance.shuffle(first)
    while time.monotonic() < until:
        yield first.pop() if first else chance.choice(list(KINDS))


@dataclass(frozen=True)
class Manner:
    """How the blows fall: while so many apply, after how many answers each (from, to), and how
    likely it is that the platform may get up before the next."""

    applicants: int = 6
    pace: tuple[int, int] = (3, 30)
    mercy: float = 0.8


def storm(
    victim: Victim,
    seed: int,
    kills: Callable[[random.Random], Iterable[str]],
    manner: Manner = Manner(),
    tell: Callable[[str], object] = print,
) -> Outcome:
    """Load, kills, calm, proof."""
    outcome, began = Outcome(seed), time.monotonic()
    victim.wait_ready()
    crowd = Crowd(victim.address, seed, manner.applicants)
    crowd.start()
    try:
        rough = list(_batter(victim, crowd, outcome, kills, manner, tell))
    finally:
        victim.wait_ready()
        crowd.finish()
    tell(f"{time.monotonic() - began:6.1f} s: every case has ended")
    _drain(victim)
    victim.stop()
    book = crowd.book
    outcome.answers, outcome.silent = len(book.answers), book.silent
    outcome.broken, outcome.starts = len(book.broken), victim.starts
    outcome.said = [words.partition(": ")[2] for _, words in book.broken]
    outcome.cases = sum(a.path.endswith("/submission") and a.status < 300 for a in book.answers)
    outcome.findings = [*book.faults, *_unprovoked(book.broken, rough)]
    outcome.findings += prove(victim, book.as_json())
    outcome.seconds = time.monotonic() - began
    return outcome


def _batter(
    victim: Victim,
    crowd: Crowd,
    outcome: Outcome,
    kills: Callable[[random.Random], Iterable[str]],
    manner: Manner,
    tell: Callable[[str], object],
) -> Iterator[tuple[float, float]]:
    """The blows; for each the moments at which it fell and at which the platform stood again."""
    chance, began = random.Random(outcome.seed), time.monotonic()
    for kind in kills(chance):
        crowd.book.wait_for(chance.randint(*manner.pace), 20)
        at = time.monotonic()
        if victim.kill(kind, chance):
            outcome.kills.append(kind)
            tell(f"{at - began:6.1f} s: {KINDS[kind]}")
        if chance.random() < manner.mercy:
            victim.wait_ready()
        else:
            victim.start()
            crowd.book.wait_for(sys.maxsize, 3 * chance.random())
        yield at, time.monotonic()
    at = time.monotonic()
    victim.wait_ready()
    yield at, time.monotonic()


def _unprovoked(broken: list[tuple[float, str]], rough: list[tuple[float, float]]) -> Iterator[str]:
    """Answers 5xx at a time when nothing had been killed."""
    for at, words in broken:
        if not any(start <= at <= end + _CALM for start, end in rough):
            yield f"an answer 5xx out of the blue: {words}"


def _drain(victim: Victim) -> None:
    """Waits until no job waits any more; what is left after that, the proof will name."""
    until = time.monotonic() + _DRAIN_SECONDS
    with psycopg.connect(victim.server.dsn, autocommit=True) as link:
        while time.monotonic() < until:
            row = link.execute(_WAITING).fetchone()
            if row is not None and row[0] == 0:
                return
            link.execute("select pg_sleep(0.2)")


def prove(victim: Victim, answers: list[dict[str, object]]) -> list[str]:
    """Runs the proof on the platform's own database, in a process of its own."""
    told = victim.home.with_name("answers.json")
    told.write_text(json.dumps(answers, ensure_ascii=False), "utf-8")
    done = subprocess.run(
        [sys.executable, str(Path(__file__).with_name("proof.py")), str(told)],
        env=victim.environment(),
        capture_output=True,
        text=True,
        check=False,
        timeout=300,
    )
    if done.returncode not in {0, 1}:
        return [f"the proof itself failed:\n{done.stderr[-3000:]}"]
    return [f"{one['check']}: {one['message']}" for one in json.loads(done.stdout)]


def main(arguments: list[str]) -> int:
    given = dict(zip(arguments[::2], arguments[1::2], strict=True))
    seconds = float(given.get("--seconds", "60"))
    seed = int(given.get("--seed") or random.SystemRandom().randrange(10**6))
    victim = Victim(new_home())
    print(f"seed {seed}, {seconds:.0f} s of kills, home {victim.home}", flush=True)
    try:
        outcome = storm(
            victim,
            seed,
            lambda chance: random_kills(chance, seconds),
            tell=lambda words: print(words, flush=True),
        )
    finally:
        victim.stop()
    print(outcome)
    for words, times in Counter(words for words in outcome.said).most_common(5):
        print(f"• {times} × {words}")
    for end in victim.ends:
        print(f"• `yimen up` gave up with {end}")
    for finding in outcome.findings:
        print(f"✗ {finding}")
    if outcome.findings:
        print(f"to repeat: FAULTS_SEED={seed}; everything is kept in {victim.home.parent}")
        return 1
    shutil.rmtree(victim.home.parent, ignore_errors=True)
    print("nothing lost, nothing twice, every clock right")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
