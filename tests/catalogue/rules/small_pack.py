"""A small fictional pack without a fault, to be spoiled one line at a time."""

from dataclasses import dataclass, field
from pathlib import Path

from yimen.catalogue.rules.checks import PackReport, check_pack
from yimen.catalogue.rules.contents import PackContents, read_pack
from yimen.catalogue.rules.findings import Finding

FILES = {
    "pack.yaml": """
code: lantern
name: {zh_hans: 灯镇, en: Lantern}
short: {zh_hans: 灯, en: Lantern}
portal_name: {zh_hans: 灯镇办事, en: Lantern services}
slogan: {zh_hans: 一盏灯, en: One light}
hotline: "12345"
area: "990000000"
languages: [zh-hans, en]
lead_unit: town-hall
area_prefix: "990000"
""",
    "areas.yaml": """
areas:
  - {code: "990000000", name: {zh_hans: 灯镇, en: Lantern}, kind: city}
  - {code: "990001000", name: {zh_hans: 桥头, en: Bridge}, kind: town, parent: "990000000"}
""",
    "units.yaml": """
units:
  - code: town-hall
    name: {zh_hans: 镇公所, en: Town hall}
    short: 镇公所
    kind: department
    level: city
    area: "990000000"
  - code: wick-office
    name: {zh_hans: 灯芯所, en: Wick office}
    short: 灯芯所
    kind: department
    level: city
    area: "990000000"
    parent: town-hall
""",
    "elements.yaml": """
elements:
  - code: person.name
    name: {zh_hans: 姓名, en: Name}
    source: {resource: people, key: person.number}
  - {code: person.number, name: {zh_hans: 号码, en: Number}}
  - code: shop.kind
    name: {zh_hans: 店铺类型, en: Kind of shop}
    type: choice
    choices:
      - {value: lamp, name: {zh_hans: 灯铺, en: Lamps}}
      - {value: oil, name: {zh_hans: 油铺, en: Oil}}
  - {code: shop.area, name: {zh_hans: 面积, en: Area}, type: integer}
  - {code: shop.capital, name: {zh_hans: 本钱, en: Capital}, type: money}
  - {code: shop.note, name: {zh_hans: 备注, en: Note}}
  - {code: shop.number, name: {zh_hans: 店号, en: Shop number}}
  - code: shop.partners
    name: {zh_hans: 合伙人, en: Partners}
    type: table
    columns: [partner.name, partner.share]
  - {code: partner.name, name: {zh_hans: 合伙人姓名, en: Partner}}
  - {code: partner.share, name: {zh_hans: 出资, en: Share}, type: money}
""",
    "documents.yaml": """
documents:
  - code: name-card
    name: {zh_hans: 名牌, en: Name card}
    issuer: town-hall
    elements: [person.name, person.number]
    source: {resource: people, key: person.number}
  - {code: plan, name: {zh_hans: 平面图, en: Plan}, elements: [shop.area]}
  - {code: shop-licence, name: {zh_hans: 开店证, en: Licence}, issued_by_item: open-shop}
  - {code: oil-permit, name: {zh_hans: 存油证, en: Permit}, issued_by_item: store-oil}
""",
    "resources.yaml": """
resources:
  - code: people
    name: {zh_hans: 名册, en: Register}
    provider: town-hall
    sharing: unconditional
    key: person.number
    elements: [person.name]
    documents: [name-card]
""",
    "calendar.yaml": """
zone: Asia/Shanghai
base: none
office_hours: {mon: ["09:00-12:00", "13:00-17:00"], tue: ["09:00-12:00", "13:00-17:00"]}
""",
    "items/open-shop.yaml": """
code: open-shop
name: {zh_hans: 开店登记, en: Opening a shop}
unit: town-hall
context: enterprise
kind: registration
handling: commitment
applicants: [person]
channels: [online]
effective_from: 2025-01-01
basis: [{law: 灯镇店铺条例, version: 2024-01-01, article: 第一条}]
limits:
  promised: 2wd
  promised_basis: {note: 镇规}
  statutory: 10wd
  statutory_basis: {law: 灯镇店铺条例, version: 2024-01-01, article: 第二条, unverified: true}
visits: 2
fields:
  - {element: person.name}
  - {element: person.number}
  - {element: shop.kind}
  - {element: shop.area, when: form.shop.kind == 'oil'}
  - {element: shop.note, required: false}
papers:
  - {document: name-card}
  - {document: plan, when: form.shop.kind == 'lamp' || scenario.big_shop}
steps:
  - {code: accept, name: {zh_hans: 受理, en: Accept}, kind: accept, unit: town-hall, within: 0.5wd}
  - {code: review, name: {zh_hans: 审查, en: Review}, kind: review, after: [accept], within: 1wd}
  - code: inspect
    name: {zh_hans: 查看, en: Inspect}
    kind: inspect
    unit: wick-office
    after: [accept]
    when: form.shop.kind == 'oil'
    within: 3.5wh
  - code: number
    name: {zh_hans: 编号, en: Number}
    kind: automatic
    action: shop.number
    after: [review, inspect]
    within: 0.25wd
  - {code: issue, name: {zh_hans: 发证, en: Issue}, kind: issue, after: [number], within: 0.25wd}
result:
  document: shop-licence
  rows: [{label: {zh_hans: 名字, en: Name}, element: person.name}]
produces: [shop.number]
""",
    "items/store-oil.yaml": """
code: store-oil
name: {zh_hans: 存油许可, en: Storing oil}
unit: wick-office
context: enterprise
kind: licence
handling: commitment
applicants: [person]
channels: [online]
effective_from: 2025-01-01
basis: [{note: 镇规}]
limits: {promised: 2wd, promised_basis: {note: 镇规}}
visits: 1
fields:
  - {element: person.name}
  - {element: person.number}
  - {element: shop.capital}
papers:
  - {document: name-card}
  - {document: shop-licence}
steps:
  - {code: check, name: {zh_hans: 查验, en: Check}, kind: review, within: 1wd}
  - code: sign
    name: {zh_hans: 签发, en: Sign}
    kind: sign
    after: [check]
    needs: [shop.number]
    within: 0.5wd
  - {code: issue, name: {zh_hans: 发证, en: Issue}, kind: issue, after: [sign], within: 0.25wd}
result: {document: oil-permit}
""",
    "bundles/new-shop.yaml": """
code: new-shop
name: {zh_hans: 我要开店, en: A new shop}
summary: {zh_hans: 一次办成, en: Done once}
unit: town-hall
effective_from: 2025-01-01
applicants: [person]
basis: [{note: 镇规}]
promised: 3wd
promised_basis: {note: 镇规}
visits: 1
scenario:
  - {code: big_shop, question: {zh_hans: 店大吗, en: Big}}
  - {code: sells_oil, question: {zh_hans: 卖油吗, en: Oil}}
members:
  - {item: open-shop}
  - {item: store-oil, when: scenario.sells_oil}
sections:
  - code: person
    name: {zh_hans: 店主, en: Keeper}
    elements: [person.name, person.number]
  - code: shop
    name: {zh_hans: 店铺, en: Shop}
    elements: [shop.kind, shop.area, shop.capital, shop.note]
subject_name: person.name
""",
    "tests/new-shop.yaml": """
bundle: new-shop
situations:
  - name: 卖油
    scenario: {big_shop: false, sells_oil: true}
    form: {shop.kind: lamp}
    expect:
      items: [open-shop, store-oil]
      results: [shop-licence, oil-permit]
""",
}


@dataclass
class SmallPack:
    """The pack's files in a folder, before they are written."""

    root: Path
    files: dict[str, str] = field(default_factory=lambda: dict(FILES))

    def change(self, file: str, old: str, new: str) -> "SmallPack":
        """Replaces the first `old` in a file; the test is wrong if it is not there."""
        assert old in self.files[file], f"{old!r} is not in {file}"
        self.files[file] = self.files[file].replace(old, new, 1)
        return self

    def read(self) -> PackContents:
        for name, text in self.files.items():
            path = self.root / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text.lstrip("\n"), "utf-8")
        return read_pack(self.root)

    def check(self) -> PackReport:
        return check_pack(self.read())

    def line_of(self, file: str, text: str) -> int:
        """The line (from 1) on which `text` first stands."""
        lines = self.files[file].lstrip("\n").splitlines()
        return next(n for n, line in enumerate(lines, 1) if text in line)


def shown(findings: tuple[Finding, ...]) -> str:
    """All findings as text, for a failing assertion to show."""
    return "\n".join(f"{one.level} {one}" for one in findings)
