"""A fictional unit and one paper of each template."""

from typing import Any

from yimen.documents.adapters.seal_image import Seal

UNIT = Seal("云麓市市场监督管理局", "11990000MB2D06811W")
COMMON = {
    "identifier": "1.2.156.3005.2.11100000000013338W032.11990000MB2D06811W.0000001.001.0",
    "issuer": UNIT.unit,
    "date": "2026-03-02",
}
PAPERS: dict[str, dict[str, Any]] = {
    "business_licence": {
        **COMMON,
        "credit_code": "91990000MA5B1C2D3X",
        "name": "云麓市山前茶饮有限公司",
        "kind": "有限责任公司（自然人独资）",
        "legal_representative": "林知夏",
        "capital": "人民币伍拾万元整",
        "founded": "2026-03-02",
        "address": "云麓市河东街道青石路 18 号一层 102 室",
        "scope": "餐饮服务；食品销售；茶具销售。",
    },
    "permit": {
        **COMMON,
        "title": "食品经营许可证",
        "number": "JY29900010000017",
        "name": "云麓市山前茶饮有限公司",
        "credit_code": "91990000MA5B1C2D3X",
        "legal_representative": "林知夏",
        "premises": "云麓市河东街道青石路 18 号一层 102 室",
        "business_form": "餐饮服务经营者",
        "items": "预包装食品销售；自制饮品制售",
        "valid_until": "2031-03-01",
    },
    "notice": {
        **COMMON,
        "title": "受理通知书",
        "number": "云市监受〔2026〕18 号",
        "addressee": "云麓市山前茶饮有限公司：",
        "paragraphs": ["你单位提交的申请材料齐全，现予受理。"],
        "rows": [["回执号", "DWR0-QF3E-2DJ7-49D0"], ["承诺期限", "2 个工作日"]],
        "notes": [],
    },
}
