"""特别程序规则: the procedures whose time is not counted, and no others.

行政许可法 2019 第四十五条: hearing, tender, auction, inspection, testing, quarantine, appraisal and
expert review; the time they take is told to the applicant in writing. Public notice (公示) and
on-site verification (现场核查) are not on the list and stop nothing.
"""

from yimen.kernel.problems import gettext_noop

LAW = "行政许可法（2019）第四十五条"

PROCEDURES = {
    "hearing": gettext_noop("听证"),
    "tender": gettext_noop("招标"),
    "auction": gettext_noop("拍卖"),
    "inspection": gettext_noop("检验"),
    "testing": gettext_noop("检测"),
    "quarantine": gettext_noop("检疫"),
    "appraisal": gettext_noop("鉴定"),
    "expert_review": gettext_noop("专家评审"),
}


def title(procedure: str) -> str:
    """特别程序名称: raises KeyError for one that the law does not know."""
    return PROCEDURES[procedure]
