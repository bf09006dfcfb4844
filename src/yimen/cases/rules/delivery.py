"""送达规则: how a result may reach the applicant, and by when.

行政许可法 2019 第四十四条: the document is handed over within ten (working: 第八十二条) days of the
decision. An electronic certificate has the same force as a paper one (国务院关于在线政务服务的若干
规定 2019 第十条) and reaches the applicant when it is issued.
"""

from collections.abc import Sequence

from yimen.kernel.problems import FieldError, Invalid
from yimen.kernel.worktime import Period

ELECTRONIC = "electronic"
LIMIT = Period.parse("10wd")
"""From the decision (行政许可法 2019 第四十四条、第八十二条)."""
_PLACES = {
    "mail": "请填写收件地址（收件人、电话、地址）",
    "other_city": "请填写领取的城市和窗口",
}
_NAMES = {
    "electronic": "电子送达",
    "counter": "窗口领取",
    "mail": "邮寄",
    "kiosk": "自助终端打印",
    "other_city": "异地窗口领取",
}


def usual(offered: Sequence[str]) -> str:
    """默认方式: electronic where the item offers it, else the first that it names."""
    return ELECTRONIC if ELECTRONIC in offered else offered[0]


def check_choice(offered: Sequence[str], method: str, place: str) -> None:
    """核对选择: raises `Invalid` for a way that the item does not offer or that lacks a place."""
    if method not in offered:
        names = "、".join(_NAMES[one] for one in offered)
        raise Invalid(errors=[FieldError("method", f"这个事项可以选择：{names}")])
    if method in _PLACES and len(place.strip()) < 5:
        raise Invalid(errors=[FieldError("place", _PLACES[method])])


def check_handing(method: str, received_by: str, reference: str) -> None:
    """核对送达: raises `Invalid` without the receiver's name, and for mail without its number."""
    errors = []
    if len(received_by.strip()) < 2:
        errors.append(FieldError("received_by", "请填写签收人姓名"))
    if method == "mail" and len(reference.strip()) < 5:
        errors.append(FieldError("reference", "请填写邮件单号"))
    if errors:
        raise Invalid("没有登记送达。", errors=errors)
