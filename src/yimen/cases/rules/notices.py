"""告知文书: what each sealed notice to an applicant says.

One table, `NOTICES`: kind → title, the law it rests on, and the words it needs. Notices of
decisions end with the remedies (行政许可法 2019 第三十八条); the others say what to do next.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from yimen.cases.rules.results import REFUSAL_DOCUMENT, REMEDIES
from yimen.documents.api import CertificateContent, Line

NOTICE_DOCUMENT = "notice"
"""The document type of notices, where a city has one; else the type of its refusals serves."""

Told = str | Sequence[str]


@dataclass(frozen=True)
class About:
    """办件情况: the case that a notice is about; `issuer` is the unit that seals it."""

    case: UUID
    case_number: str
    item: str
    issuer: str
    holder: UUID
    holder_name: str


@dataclass(frozen=True)
class Notice:
    """文书: a kind of notice. `paragraphs` are filled in by name; one whose words are not given is
    left out, a list makes one line for each of its entries."""

    title: str
    paragraphs: tuple[str, ...]
    law: str = ""
    remedies: bool = False


NOTICES: Mapping[str, Notice] = {
    "accepted": Notice(
        "受理通知书",
        ("您的申请自{since}起视为受理。{reason}", "承诺办结时间：{due}。"),
        "行政许可法（2019）第三十二条",
    ),
    "supplement": Notice(
        "补正通知书",
        (
            "经审查，申请材料不齐全或者不符合法定形式，请补正以下全部内容：",
            "{missing}",
            "请在{due}前补正；逾期没有补正的，视为撤回申请，补齐后可以重新申请。",
            "补正材料齐全的，本机关自收到之日起予以受理。除以上内容外，不再要求补正。",
        ),
        "行政许可法（2019）第三十二条第一款第（四）项",
    ),
    "not_required": Notice(
        "不受理告知书",
        ("您申请的事项依法不需要取得行政许可，不予收办。", "理由：{reason}"),
        "行政许可法（2019）第三十二条第一款第（一）项",
        remedies=True,
    ),
    "returned": Notice(
        "退回重新申报通知书",
        (
            "申请材料不齐全或者不符合法定形式，现退还全部材料，请补正以下全部内容后重新申请：",
            "{missing}",
            "{reason}",
        ),
    ),
    "withdrawn": Notice("撤回申请确认书", ("您的申请已经撤回，本机关不再办理。", "原因：{reason}")),
    "terminated": Notice("终止办理告知书", ("本办件终止办理。", "理由：{reason}"), remedies=True),
    "deferral": Notice(
        "容缺受理告知书",
        (
            "主要材料已经齐全，先行办理；尚缺“{paper}”。",
            "请在{due}前补交；补交之前办理时限照常计算，结果在补齐后发出。",
            "逾期没有补交或者补交的材料不符合要求的，终止办理；恢复信用之前不能再次容缺或者承诺。",
        ),
    ),
    "deferral_broken": Notice(
        "容缺终止办理告知书",
        (
            "您承诺补交的“{paper}”没有在{due}前交来，本办件终止办理。",
            "恢复信用之前，不能再次容缺或者以承诺代替证明。",
        ),
        remedies=True,
    ),
    "commitment": Notice(
        "告知承诺书",
        (
            "您承诺：具备“{paper}”所证明的条件，所述情况真实。本机关不再索要该项证明。",
            "本机关在作出决定后核查。承诺不实的，依法撤销决定，并记入信用记录。",
        ),
    ),
    "procedure": Notice(
        "特别程序告知书",
        (
            "办理中依法需要{name}，自{since}起所需时间不计入办理期限。",
            "预计需要{expected}。",
            "原因：{reason}",
        ),
        "{law}",
    ),
    "procedure_ended": Notice(
        "特别程序结束告知书",
        ("{name}已经结束，办理期限继续计算。", "结果：{reason}", "承诺办结时间顺延至{due}。"),
        "{law}",
    ),
    "extension": Notice(
        "延长办理期限告知书",
        (
            "经本机关负责人批准，本办件的办理期限延长{by_period}。",
            "理由：{reason}",
            "延长后的办结时间：{due}。",
        ),
        "行政许可法（2019）第四十二条",
    ),
    "hearing_offer": Notice(
        "听证权利告知书",
        (
            "作出决定之前，您有要求听证的权利。",
            "{reason}",
            "要求听证的，请在{due}前提出；逾期没有提出的，视为放弃。听证不收取费用。",
        ),
        "行政许可法（2019）第四十七条",
    ),
    "hearing_time": Notice(
        "听证通知书",
        (
            "听证时间：{at}。",
            "听证地点：{place}。",
            "主持人：{chair}。您认为主持人与本事项有直接利害关系的，可以申请回避。",
        ),
        "行政许可法（2019）第四十八条",
    ),
    "renewal": Notice(
        "准予延续告知书",
        ("您的证照有效期于{expired}届满，本机关在届满前没有作出决定，视为准予延续。",),
        "行政许可法（2019）第五十条",
    ),
    "revoke": Notice(
        "撤销行政许可决定书",
        (
            "经查，决定撤销本办件的行政许可，原证照不再有效。",
            "理由：{reason}",
            "依据：{law}。",
            "{consequence}",
        ),
        remedies=True,
    ),
    "retract": Notice(
        "撤回行政许可决定书",
        (
            "为了公共利益的需要，决定撤回本办件的行政许可，原证照不再有效。",
            "理由：{reason}",
            "依据：{law}。由此给您造成财产损失的，依法给予补偿。",
        ),
        remedies=True,
    ),
    "annul": Notice(
        "注销行政许可决定书",
        ("决定注销本办件的行政许可，原证照不再有效。", "理由：{reason}", "依据：{law}。"),
        remedies=True,
    ),
    "correction": Notice(
        "更正告知书", ("结果证照中的差错已经更正，换发新证照。", "说明：{reason}")
    ),
    "ban": Notice(
        "限制再次申请告知书",
        ("理由：{reason}", "在{until}之前（含当日）不得再次申请该行政许可。"),
        "行政许可法（2019）第七十八条、第七十九条",
        remedies=True,
    ),
    "delivery": Notice("领取通知书", ("您的结果已经办好，请通过{method}领取。", "地点：{place}。")),
}
"""Every kind of notice. The words that a kind needs stand in braces."""


def notice_content(
    kind: str, about: About, told: Mapping[str, Told], documents: Collection[str]
) -> CertificateContent:
    """文书内容: the notice of a kind about a case, filled in with the words that are `told`.

    `documents` are the city's document types. Raises KeyError for a kind that is not in the table.
    """
    notice = NOTICES[kind]
    paragraphs = [line for form in notice.paragraphs for line in _filled(form, told)]
    law = _filled(notice.law, told)
    lines = [
        Line("申请人", about.holder_name),
        Line("申请事项", about.item),
        Line("办件编号", about.case_number),
        *(Line("依据", words) for words in law if words),
    ]
    return CertificateContent(
        document=NOTICE_DOCUMENT if NOTICE_DOCUMENT in documents else REFUSAL_DOCUMENT,
        case=about.case,
        case_number=about.case_number,
        issuer=about.issuer,
        holder=about.holder,
        holder_name=about.holder_name,
        name=notice.title,
        lines=lines,
        paragraphs=[*paragraphs, *([REMEDIES] if notice.remedies else [])],
    )


def _filled(form: str, told: Mapping[str, Told]) -> list[str]:
    """The paragraph with its words; none when one of them is missing or empty."""
    names = [part.split("}")[0] for part in form.split("{")[1:]]
    if any(not told.get(name) for name in names):
        return []
    for name in names:
        words = told[name]
        if not isinstance(words, str):
            return [f"{number}．{one}" for number, one in enumerate(words, start=1)]
    return [form.format(**told)]
