"""办事指南要素: what the national data standard wants told of an item besides how it is handled.

The groups and code lists are those of GB/T 39046-2020 (table 4 and annex A); all of it is for
people to read and for exchange with other platforms. What decides the handling stands in
`definitions` and `terms`.
"""

from typing import Literal

from pydantic import Field

from yimen.kernel.packs.model import Code, Named, PackModel, Source

Level = Literal["nation", "province", "city", "county", "town", "village", "graded"]
"""行使层级 (annex A.2): the level of government that exercises the power."""
BodyKind = Literal["statutory", "authorised", "entrusted", "other"]
"""实施主体性质 (annex A): by statute, by authorisation of a law, by entrustment."""
Served = Literal[
    "person", "enterprise", "institution", "social_organisation", "government", "other"
]
"""服务对象 (annex A)."""
Reach = Literal["county", "city", "cross_city", "cross_province", "nation"]
"""通办范围: within which area every counter takes the application."""


class CodeUse(PackModel):
    """编码: a code of an item under a named code scheme (`kernel.codes.schemes`)."""

    scheme: str
    code: str


class Place(PackModel):
    """办理地点: a counter, with its office hours in words and its telephone."""

    name: Named
    address: Named
    hours: Named | None = None
    phone: str = Field(default="", pattern=r"^[0-9+()-]*$")
    source: Source


class Contact(PackModel):
    """咨询投诉渠道: a telephone, address or page for questions or complaints."""

    purpose: Literal["consult", "complain"]
    name: Named
    phone: str = Field(default="", pattern=r"^[0-9+()-]*$")
    url: str = Field(default="", pattern=r"^(https://\S+)?$")


class Remedy(PackModel):
    """救济途径: to whom one can turn against the decision, and within which time in words."""

    kind: Literal["reconsideration", "litigation"]
    to: Named
    basis: Source


class Intermediary(PackModel):
    """中介服务: a service of a third party that the applicant must buy, with its basis."""

    name: Named
    basis: Source


class Guide(PackModel):
    """办事指南: the elements of an item that guide people and are exchanged.

    `online_depth`: 1 information, 2 forms to download, 3 application online, 4 all of it online.
    `in_person` says why somebody has to come, where `visits` is not 0.
    """

    level: Level | None = None
    body: BodyKind = "statutory"
    serves: list[Served] = []
    online_depth: int | None = Field(default=None, ge=1, le=4)
    reach: Reach | None = None
    requirements: list[Named] = []
    in_person: Named | None = None
    intermediaries: list[Intermediary] = []
    booking: bool = False
    online_payment: bool = False
    places: list[Place] = []
    contacts: list[Contact] = []
    rights: list[Named] = []
    remedies: list[Remedy] = []


class DirectoryEntry(PackModel):
    """基本目录条目: the elements of a power that are the same wherever it is exercised.

    Name, codes, kind, competent and implementing body and legal basis are fixed here; an item
    (实施清单) that names the entry must agree with it. `parent` is the main item of a sub-item.
    """

    code: Code
    name: Named
    kind: Literal[
        "licence", "filing", "registration", "confirmation", "public_service", "other_power"
    ]
    unit: Code
    implementing: list[Code] = []
    codes: list[CodeUse] = []
    parent: Code | None = None
    basis: list[Source] = Field(min_length=1)


class DirectoryFile(PackModel):
    """基本目录文件: the content of `directory.yaml`."""

    entries: list[DirectoryEntry]
