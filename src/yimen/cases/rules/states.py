"""办件状态: which state follows which, and why.

`receive` is not `accept`: papers that came in are received; the case is accepted when it is
found complete and within the unit's powers (行政许可法 2019 第三十二条). Not accepted, refused,
withdrawn and terminated are different ends with different papers.
"""

from collections.abc import Iterable

from yimen.kernel.problems import Conflict

TRANSITIONS: dict[tuple[str, str], tuple[str, str]] = {
    ("received", "accept"): ("accepted", "材料齐全、属于本机关职权范围，予以受理"),
    ("received", "ask"): ("supplementing", "材料不齐全，一次性书面告知需要补正的全部内容"),
    ("received", "not_require"): ("not_required", "依法不需要取得许可，即时告知不受理"),
    ("received", "not_accept"): ("not_accepted", "不属于受理范围或不符合受理条件，书面告知理由"),
    ("received", "return"): ("returned", "登记材料不齐全，一次性告知后退回，重新申请"),
    ("received", "terminate"): ("terminated", "所依赖的事项没有办成，本事项无法继续"),
    ("received", "withdraw"): ("withdrawn", "受理前申请人撤回申请"),
    ("supplementing", "answer"): ("received", "申请人提交了全部补正材料"),
    ("supplementing", "withdraw"): ("withdrawn", "申请人撤回申请，或逾期没有补正"),
    ("supplementing", "terminate"): ("terminated", "所依赖的事项没有办成，本事项无法继续"),
    ("accepted", "grant"): ("granted", "各环节通过，作出准予决定并颁发结果"),
    ("accepted", "refuse"): ("refused", "依法不符合条件，书面说明理由并告知救济途径"),
    ("accepted", "terminate"): ("terminated", "所依赖的事项没有办成，或容缺材料逾期未补，无法继续"),
    ("accepted", "withdraw"): ("withdrawn", "决定作出前申请人撤回申请"),
    ("granted", "revoke"): ("revoked", "许可违法作出或以不正当手段取得，依法撤销"),
    ("granted", "retract"): ("retracted", "所依据的法律或客观情况变化，为公共利益依法撤回"),
    ("granted", "annul"): ("annulled", "有效期届满、主体终止等，依法办理注销"),
}
"""`(state, verb) → (next state, reason of the edge)`.

行政许可法 2019: receipt and acceptance 第三十二条, decision 第三十八条, retraction 第八条,
revocation 第六十九条, annulment 第七十条.
"""

RUNNING = ("received", "supplementing", "accepted")
"""States of a case that has not ended."""

FINAL = frozenset(
    {
        "granted",
        "partly",
        "refused",
        "not_required",
        "not_accepted",
        "returned",
        "withdrawn",
        "terminated",
        "revoked",
        "retracted",
        "annulled",
    }
)
"""States in which a case never changes again but by correction or revocation."""

_VERBS = {
    "accept": "受理",
    "ask": "要求补正",
    "answer": "补正",
    "not_require": "告知不受理",
    "not_accept": "不予受理",
    "return": "退回重报",
    "grant": "准予",
    "refuse": "不予许可",
    "terminate": "终止",
    "withdraw": "撤回申请",
    "revoke": "撤销",
    "retract": "撤回许可",
    "annul": "注销",
}


def after(state: str, verb: str) -> str:
    """后续状态: the state that `verb` leads to; `Conflict` when there is no such edge."""
    edge = TRANSITIONS.get((state, verb))
    if edge is None:
        raise Conflict(f"办件现在的状态不能{_VERBS[verb]}，请刷新页面查看最新进度。")
    return edge[0]


def of_parent(children: Iterable[str]) -> str:
    """总办件状态: the end of a bundle from the ends of its children (all of them final)."""
    ends = set(children)
    if not ends <= FINAL:
        raise ValueError("a bundle ends when every child has ended")
    if ends == {"granted"}:
        return "granted"
    if "granted" in ends:
        return "partly"
    if "withdrawn" in ends and ends <= {"withdrawn", "terminated"}:
        return "withdrawn"
    same = ends.pop() if len(ends) == 1 else ""
    return same if same in _ENDS_OF_ALL else "refused"


_ENDS_OF_ALL = {"not_required", "not_accepted", "returned", "terminated"}
"""Ends that a bundle has as a whole when every item has ended so."""
