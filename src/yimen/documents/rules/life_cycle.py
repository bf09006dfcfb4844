"""证照生命周期: the states of an issued certificate and the only ways between them.

The ways of ending differ in law and are kept apart: 撤回 when the law or the facts changed, 撤销
when the grant was wrong, 吊销 as a penalty, 注销 when it has lapsed. Expiry is no state: it is read
from the certificate's own dates.
"""

from dataclasses import dataclass
from enum import StrEnum

from yimen.kernel.problems import Conflict


class State(StrEnum):
    """证照状态: where a certificate stands. Only `VALID` has force."""

    VALID = "valid"
    SUSPENDED = "suspended"
    REVOKED = "revoked"
    REPLACED = "replaced"

    @property
    def word(self) -> str:
        """状态名称: the Chinese word shown to people."""
        return {"valid": "有效", "suspended": "暂停", "revoked": "失效", "replaced": "已换发"}[self]


class Verb(StrEnum):
    """证照动作: what a unit does to a certificate it issued."""

    SUSPEND = "suspend"
    RESUME = "resume"
    REPLACE = "replace"
    WITHDRAW = "withdraw"
    RESCIND = "rescind"
    PENALISE = "penalise"
    CANCEL = "cancel"

    @property
    def word(self) -> str:
        """动作名称: the Chinese word of the law."""
        return _TITLES[self]


_TITLES = {
    Verb.SUSPEND: "暂停",
    Verb.RESUME: "恢复",
    Verb.REPLACE: "换发",
    Verb.WITHDRAW: "撤回",
    Verb.RESCIND: "撤销",
    Verb.PENALISE: "吊销",
    Verb.CANCEL: "注销",
}


@dataclass(frozen=True)
class Edge:
    """转换: one way from a state to the next, and why the law has it."""

    source: State
    verb: Verb
    target: State
    reason: str


_SUSPENDED_OR_VALID = (State.VALID, State.SUSPENDED)

EDGES = (
    Edge(State.VALID, Verb.SUSPEND, State.SUSPENDED, "依法暂扣，或对真实性有疑问，查清之前停用"),
    Edge(State.SUSPENDED, Verb.RESUME, State.VALID, "暂扣期满，或查清无误，恢复使用"),
    Edge(State.VALID, Verb.REPLACE, State.REPLACED, "变更、延续、更正或补发，由新版本代替"),
    *(
        Edge(source, verb, State.REVOKED, reason)
        for source in _SUSPENDED_OR_VALID
        for verb, reason in (
            (Verb.WITHDRAW, "依据的法律修改或客观情况重大变化，为公共利益撤回（行政许可法第八条）"),
            (Verb.RESCIND, "违法作出或以欺骗、贿赂取得，予以撤销（行政许可法第六十九条）"),
            (Verb.PENALISE, "违法行为情节严重，依法吊销（行政处罚法第九条）"),
            (Verb.CANCEL, "期满未延续、主体终止等，办理注销（行政许可法第七十条）"),
        )
    ),
)

_NEXT = {(edge.source, edge.verb): edge for edge in EDGES}


def transition(state: State, verb: Verb) -> Edge:
    """转换: the edge from `state` by `verb`. Raises Conflict, naming what may be done instead."""
    edge = _NEXT.get((state, verb))
    if edge:
        return edge
    possible = "、".join(v.word for v in possible_verbs(state))
    advice = f"现在可以{possible}" if possible else "它不能再变动；需要时请办理新证照"
    raise Conflict(f"证照处于“{state.word}”状态，不能{verb.word}。{advice}。")


def possible_verbs(state: State) -> tuple[Verb, ...]:
    """可行动作: what may be done to a certificate in this state, in the table's order."""
    return tuple(edge.verb for edge in EDGES if edge.source == state)
