"""差异措辞: keys and values of a pack in Chinese, for those who do not read YAML."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

from pydantic import BaseModel

from yimen.catalogue.rules.differences.leaves import Key
from yimen.kernel.packs import Names, Source
from yimen.kernel.worktime import Period

LABELS = {
    "acceptance": "受理方式", "action": "自动动作", "address": "地址", "adapter": "连接方式",
    "after": "前一环节", "aliases": "别名", "answer_within": "补正期限", "applicants": "申请人类型",
    "area": "区划", "area_prefix": "区划码", "basis": "依据", "body": "实施主体性质",
    "booking": "预约", "by": "归属依据", "channels": "办理渠道", "check_within": "核查期限",
    "checks": "审查要点", "choices": "选项", "code": "编码", "codes": "编码",
    "columns": "表格的列",
    "commitment": "告知承诺", "concerns": "直接涉及的事", "contacts": "咨询投诉渠道",
    "context": "所属程序", "copies": "复印件份数", "count": "数量",
    "credit_code": "统一社会信用代码",
    "defer_list": "容缺清单", "delegation": "委托下放", "delivery": "送达方式",
    "description": "说明", "document": "材料", "documents": "免交的材料",
    "effective_from": "施行日期", "effective_to": "失效日期", "element": "数据元",
    "elements": "数据元", "enterprise_permit": "涉企经营许可", "entries": "条目",
    "entry": "基本目录条目", "essential": "主审材料", "exception": "承诺的特别授权",
    "exempt": "豁免", "extension": "可以延长的期限", "extension_basis": "延长的依据",
    "fees": "收费", "field": "版面位置", "fields": "填报项", "formats": "文件格式",
    "guide": "办事指南", "handling": "办件类型", "hearing": "听证权利", "hint": "提示",
    "hotline": "热线", "hours": "办公时间", "icon": "图标", "implementing": "实施机关",
    "in_person": "到场", "intermediaries": "中介服务", "issued_by_item": "由哪个事项发",
    "issuer": "出具单位", "item": "事项", "key": "查询键", "kind": "类型", "label": "栏名",
    "languages": "语言", "later_list": "后补清单", "lead_unit": "主管部门", "level": "层级",
    "limits": "", "list": "清单", "listed": "所在清单", "made_by": "来源渠道",
    "max_length": "最多字数", "max_megabytes": "文件大小上限", "max_rows": "最多行数",
    "maximum": "最大值", "may_defer": "容缺后补", "may_promise": "承诺代替", "members": "联办事项",
    "min_length": "最少字数", "min_rows": "最少行数", "minimum": "最小值", "mode": "方式",
    "name": "名称", "needs": "等待的数据", "note": "说明", "number_prefix": "编号前缀",
    "on_silence": "逾期不答复", "online_depth": "网上办理深度", "online_payment": "网上支付",
    "options": "选项", "originals": "原件份数", "own": "自编代码", "papers": "材料",
    "paragraphs": "正文", "parent": "上级", "pattern": "格式", "pattern_hint": "格式提示",
    "per": "周期", "phone": "电话", "places": "办理地点", "portal_name": "门户名称",
    "procedure": "不计时的程序", "produces": "产生的数据", "promised": "承诺时限",
    "promised_basis": "承诺时限的依据", "provider": "提供部门", "purpose": "用途",
    "question": "问题", "quorum": "通过人数", "quota": "数量限制", "reach": "通办范围",
    "reform": "改革方式", "remedies": "救济途径", "renewal": "延续", "replaces": "代替的事项",
    "required": "必填", "requirements": "受理条件", "resource": "数据资源", "result": "办理结果",
    "rights": "权利义务", "role": "岗位", "rows": "栏目", "scenario": "情形问题",
    "scheme": "编码规则",
    "scope": "范围", "sections": "填报分区", "sensitivity": "敏感程度", "serves": "服务对象",
    "sharing": "共享方式", "short": "简称", "silence_basis": "逾期视为同意的依据", "slogan": "标语",
    "source": "来源", "standard": "受理标准", "status": "状态", "status_note": "状态说明",
    "statutory": "法定时限", "statutory_basis": "法定时限的依据", "steps": "环节",
    "subject_name": "申请的称呼", "summary": "说明", "template": "版式", "text": "固定文字",
    "theme": "主题", "to": "对象", "type": "类型", "type_code": "证照类型代码", "unit": "部门",
    "url": "网址", "valid_years": "有效年数", "value": "值", "visits": "跑动次数",
    "visits_in_bundle": "合办时的跑动次数", "when": "适用条件", "within": "时限", "yuan": "金额",
}  # fmt: skip
"""Chinese for the keys; a key that is not here is called by itself, one that is "" by none."""

_VALUES = {
    "licence": "行政许可", "filing": "备案", "registration": "登记", "confirmation": "行政确认",
    "public_service": "公共服务", "other_power": "其他行政权力", "immediate": "即办件",
    "commitment": "承诺件", "person": "自然人", "organisation": "单位", "online": "网上",
    "counter": "窗口", "kiosk": "自助终端", "mail": "邮寄", "mobile": "手机",
    "electronic": "电子", "other_city": "异地窗口", "supplement": "一次告知补正",
    "resubmit": "退回后重新申请", "on_the_spot": "当场受理", "open": "在办", "suspended": "暂停",
    "cancelled": "取消", "optimised": "优化审批服务", "accept": "受理", "review": "审查",
    "consult": "征求意见", "inspect": "现场核查", "survey": "勘察", "sign": "签批决定",
    "issue": "制证", "automatic": "自动", "external": "等外部答复", "timer": "等待",
    "subcase": "另办事项", "consent": "视为同意", "escalate": "提请督查协调", "clerk": "窗口",
    "reviewer": "审查", "approver": "批准", "head": "负责人", "hearing": "听证", "tender": "招标",
    "auction": "拍卖", "inspection": "检验", "testing": "检测", "quarantine": "检疫",
    "appraisal": "鉴定", "expert_review": "专家评审", "national_security": "国家安全",
    "public_safety": "公共安全", "prudential": "金融审慎", "ecology": "生态环境",
    "health_and_life": "人身健康、生命财产", "foreign_affairs": "重要涉外",
    "irreversible": "损害难以挽回", "year": "每年", "ever": "总共", "public": "可公开",
    "internal": "内部", "personal": "个人信息", "sensitive": "敏感个人信息",
    "unconditional": "无条件共享", "conditional": "有条件共享", "none": "不予共享",
    "applicant": "申请人自备", "government": "政府部门核发", "third_party": "第三方出具",
    "entrusted": "委托", "transferred": "下放", "all": "全部环节", "boolean": "是否",
    "choice": "单选",
}  # fmt: skip


@dataclass(frozen=True)
class Vocabulary:
    """名称表: by code the Chinese names of a pack's things, and what nobody is asked for.

    `supplied` are the elements and document types that a resource holds. Empty where only two
    definitions are compared; then things are called by their codes.
    """

    names: Mapping[str, str] = field(default_factory=dict)
    supplied: frozenset[str] = frozenset()

    def name(self, code: str) -> str:
        """名称: the Chinese name of a code, else the code."""
        return self.names.get(code) or code

    def called(self, code: str) -> str:
        """称呼: the name in quotation marks."""
        return f"“{self.name(code)}”"


def labelled(path: tuple[Key, ...], words: Vocabulary) -> str:
    """位置的说法: `材料“平面图”的主审材料` for the way to a value."""
    parts = []
    for key in path:
        label = _label(key.name, many=bool(key.entry))
        parts.append(f"{label}{words.called(key.entry)}" if key.entry else label)
    return "的".join(part for part in parts if part)


def shown(value: Any, words: Vocabulary, known: str = "") -> str:
    """值的说法: a value as people read it; "" for what is not there.

    `known` is the identity by which an entry was called already.
    """
    if isinstance(value, list):
        return "、".join(shown(one, words) for one in value)
    if isinstance(value, str):
        return _VALUES.get(value) or words.name(value)
    if isinstance(value, BaseModel) and not isinstance(value, Names | Source):
        return _model(value, words, known)
    for kind, told in _TOLD:
        if isinstance(value, kind):
            return told(value)
    return str(value)


def source(value: Source) -> str:
    """依据的说法: `《行政许可法》（2019-04-23）第四十二条`, with what is said of it."""
    law = f"《{value.law}》" if value.law else ""
    law += (f"（{value.version}）" if value.version else "") + value.article
    parts = [law, value.note, "未核实" if value.unverified else ""]
    return "，".join(part for part in parts if part)


def translated(value: Names) -> str:
    """各语言的名称: where only a translation differs."""
    return " / ".join(part for part in (value.zh_hans, value.zh_hant, value.en) if part)


_TOLD: tuple[tuple[type[Any], Callable[[Any], str]], ...] = (
    (type(None), lambda _: ""),
    (bool, lambda value: "是" if value else "否"),
    (Names, lambda value: value.zh_hans),
    (Source, source),
    (Period, lambda value: value.words),
    (Decimal, lambda value: format(value.normalize(), "f")),
    (date, lambda value: value.isoformat()),
)


def _model(value: BaseModel, words: Vocabulary, known: str) -> str:
    """The keys of a model that say something, for an entry that is added or dropped whole."""
    parts = []
    for name, field_ in type(value).model_fields.items():
        own = getattr(value, name)
        said = shown(own, words)
        if said and own not in (field_.default, known):
            parts.append(f"{_label(name, many=isinstance(own, list))} {said}")
    return "；".join(parts)


def _label(name: str, *, many: bool) -> str:
    if name == "key" and many:  # of an item: the lists that watch it; of a source: the look-up key
        return "重点管理"
    return LABELS.get(name, name)
