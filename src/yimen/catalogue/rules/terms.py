"""事项条款: limits, acceptance, deferral, commitment, quotas and what else binds an item by law."""

from typing import Literal

from pydantic import Field, model_validator

from yimen.kernel.packs.model import Code, Named, PackModel, Period, Source

Concern = Literal[
    "national_security",
    "public_safety",
    "prudential",
    "ecology",
    "health_and_life",
    "foreign_affairs",
    "irreversible",
]
"""What an item touches; bars commitment instead of proof, and decides re-application bans."""


class Limits(PackModel):
    """时限: promised and statutory limit, each with its basis; promised may only be shorter.

    `extension` is by how much the head of the agency may prolong the statutory limit, once
    (行政许可法 2019 第四十二条: 10 working days); the promise moves with it.
    """

    promised: Period
    statutory: Period | None = None
    promised_basis: Source
    statutory_basis: Source | None = None
    extension: Period | None = None
    extension_basis: Source | None = None

    @model_validator(mode="after")
    def _extension_has_a_basis(self) -> "Limits":
        if (self.extension is None) != (self.extension_basis is None):
            raise ValueError("extension 和 extension_basis 要一起写")
        return self


class Acceptance(PackModel):
    """受理规则: how incomplete papers are handled, and when silence is acceptance.

    `supplement`: one notice of everything missing within `within`, else deemed accepted from the
    day of receipt (行政许可法 2019 第三十二条). `resubmit`: everything is returned with one list,
    and the applicant applies again (registration of companies). `on_the_spot`: what is not refused
    on the day of receipt is accepted (real estate). `answer_within` is the applicant's time for
    a supplement, where a rule sets one; after it the application counts as withdrawn.
    """

    mode: Literal["supplement", "resubmit", "on_the_spot"] = "supplement"
    within: Period = Period.parse("5wd")
    answer_within: Period | None = None
    basis: Source | None = None


class CommitmentRule(PackModel):
    """告知承诺规则: the later check of what was promised instead of proved.

    `check_within` runs from the decision. An item that touches a `concerns` entry may use
    commitment only by an `exception` (its basis).
    """

    check_within: Period
    basis: Source
    exception: Source | None = None


class Quota(PackModel):
    """数量限制: at most `count` grants in a calendar year, or ever; acceptance decides the order
    (行政许可法 2019 第五十七条)."""

    count: int = Field(ge=1)
    per: Literal["year", "ever"] = "year"
    basis: Source


class Renewal(PackModel):
    """延续: the item renews a certificate of type `document`.

    Not decided before the certificate expires, the renewal counts as granted (行政许可法 2019
    第五十条).
    """

    document: Code
    basis: Source


class Listing(PackModel):
    """清单所列: an entry of a published list that bears on this item; see `lists`.

    Not written in an item's file: publishing puts it there.
    """

    list: Code
    when: str = ""
    basis: Source


class Delegation(PackModel):
    """委托下放: units of towns that exercise the power for their own areas.

    The value of the element `by` (an area's code) decides: where it is the area of a unit in
    `to`, that unit stands for the item's own unit — in all its steps, or with `scope` accept only
    at the counter. `kind`: entrusted (委托, in the name of the item's unit) or transferred (下放).
    """

    to: list[Code] = Field(min_length=1)
    by: Code
    kind: Literal["entrusted", "transferred"]
    scope: Literal["accept", "all"] = "all"
    basis: Source


Mode = Literal["cancelled", "filing", "commitment", "optimised"]
"""涉企经营许可改革方式: 直接取消审批, 审批改为备案, 实行告知承诺, 优化审批服务."""


class Reform(PackModel):
    """改革方式: by which of the four modes an enterprise permit is reformed, and on what basis.

    `note` tells people what they have to do instead, or what became easier.
    """

    mode: Mode
    basis: Source
    note: Named
