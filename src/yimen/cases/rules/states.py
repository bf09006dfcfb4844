"""办件状态: which state follows which, and why.

`receive` is not `accept`: papers that came in are received; the case is accepted when it is
found complete and within the unit's powers (行政许可法 2019 第三十二条). Not accepted, refused,
withdrawn and terminated are different ends with different papers.
"""

from collections.abc import Iterable

from yimen.kernel.problems import Conflict

TRANSITIONS: dict[tuple[str, str], tuple[str, str]] = {
    ("received", "accept"): ("accepted", "材料齐全、属于本机关职权范围，予以受理"),
    ("received", "not_accept"): ("not_accepted", "不属于受理范围或不符合受理条件，书面告知理由"),
    ("received", "terminate"): ("terminated", "所依赖的事项没有办成，本事项无法继续"),
    ("received", "withdraw"): ("withdrawn", "受理前申请人撤回申请"),
    ("accepted", "grant"): ("granted", "各环节通过，作出准予决定并颁发结果"),
    ("accepted", "refuse"): ("refused", "依法不符合条件，书面说明理由并告知救济途径"),
    ("accepted", "terminate"): ("terminated", "所依赖的事项没有办成，本事项无法继续"),
    ("accepted", "withdraw"): ("withdrawn", "决定作出前申请人撤回申请"),
}
"""`(state, verb) → (next state, reason of the edge)`."""

FINAL = frozenset({"granted", "partly", "refused", "not_accepted", "withdrawn", "terminated"})
"""States in which a case never changes again but by correction or revocation."""

_VERBS = {
    "accept": "受理",
    "not_accept": "不予受理",
    "grant": "准予",
    "refuse": "不予许可",
    "terminate": "终止",
    "withdraw": "撤回",
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
    return "withdrawn" if ends == {"withdrawn"} else "refused"
