"""撤销、撤回、注销规则: three ways in which a grant ends, each with its own law and consequences.

撤销 takes back a grant that was wrong or got by deceit (行政许可法 2019 第六十九条), 撤回 one that
was right, because law or facts have changed and the public interest asks for it (第八条), 注销 only
closes one that has lapsed (第七十条).
"""

from collections.abc import Mapping
from dataclasses import dataclass

from yimen.documents.api import Verb
from yimen.kernel.problems import FieldError, Invalid

_LAW = "行政许可法（2019）"
FRAUD = f"{_LAW}第六十九条第二款：以欺骗、贿赂等不正当手段取得行政许可"
"""The ground on which a grant must be revoked, and on which nothing that it gave is protected."""


@dataclass(frozen=True)
class Undoing:
    """处理方式: what becomes of the certificate, and the grounds that the law knows."""

    title: str
    certificate: Verb
    grounds: tuple[str, ...]


UNDOINGS: Mapping[str, Undoing] = {
    "revoke": Undoing(
        "撤销",
        Verb.RESCIND,
        (
            f"{_LAW}第六十九条第一款第（一）项：滥用职权、玩忽职守作出准予决定",
            f"{_LAW}第六十九条第一款第（二）项：超越法定职权作出准予决定",
            f"{_LAW}第六十九条第一款第（三）项：违反法定程序作出准予决定",
            f"{_LAW}第六十九条第一款第（四）项：申请人不具备资格或者不符合法定条件",
            f"{_LAW}第六十九条第一款第（五）项：依法可以撤销的其他情形",
            FRAUD,
        ),
    ),
    "retract": Undoing(
        "撤回",
        Verb.WITHDRAW,
        (
            f"{_LAW}第八条第二款：所依据的法律、法规、规章修改或者废止",
            f"{_LAW}第八条第二款：准予所依据的客观情况发生重大变化",
        ),
    ),
    "annul": Undoing(
        "注销",
        Verb.CANCEL,
        (
            f"{_LAW}第七十条第（一）项：有效期届满未延续",
            f"{_LAW}第七十条第（二）项：公民死亡或者丧失行为能力",
            f"{_LAW}第七十条第（三）项：法人或者其他组织依法终止",
            f"{_LAW}第七十条第（四）项：许可依法被撤销、撤回，或者证件被吊销",
            f"{_LAW}第七十条第（五）项：因不可抗力无法实施",
            f"{_LAW}第七十条第（六）项：法律、法规规定应当注销的其他情形",
        ),
    ),
}
"""`verb → what it is`; the verbs are those of `rules/states.py`."""


def check(verb: str, reason: str, law: str, *, fraud: bool) -> Undoing:
    """核对: the way by which a grant is undone.

    Raises `Invalid` for another verb, without a reason (at least 5 characters) or a basis in law,
    and where deceit is not dealt with by revoking.
    """
    errors = []
    if verb not in UNDOINGS:
        errors.append(FieldError("verb", "请选择撤销、撤回或注销"))
    elif fraud and verb != "revoke":
        errors.append(FieldError("verb", "以欺骗、贿赂等手段取得的，应当撤销，不能撤回或注销"))
    if len(reason.strip()) < 5:
        errors.append(FieldError("reason", "请写明理由（至少 5 个字），决定书上会写明"))
    if len(law.strip()) < 5:
        errors.append(FieldError("law", "请写明法律依据（到条、款、项），决定书上会写明"))
    if errors:
        raise Invalid("没有作出决定。", errors=errors)
    return UNDOINGS[verb]


def consequence(verb: str, law: str) -> str:
    """后果: what the law says about the holder's loss; empty where it says nothing."""
    if verb == "retract":
        return "由此造成财产损失的，依法给予补偿。"
    if verb != "revoke":
        return ""
    if law.startswith(FRAUD.split("：", maxsplit=1)[0]):
        return "基于本许可取得的利益不受保护。"
    return "合法权益因本次撤销受到损害的，依法给予赔偿。"
