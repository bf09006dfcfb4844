"""目录用语: the Chinese words for every coded value of items, on pages, in tables and on the CLI.

Pages translate them; tables and commands show them as they are.
"""

from collections.abc import Iterable, Mapping

from yimen.kernel.problems import gettext_noop

KINDS = {
    "licence": gettext_noop("行政许可"),
    "filing": gettext_noop("备案"),
    "registration": gettext_noop("登记"),
    "confirmation": gettext_noop("行政确认"),
    "public_service": gettext_noop("公共服务"),
    "other_power": gettext_noop("其他行政权力"),
}
HANDLING = {"immediate": gettext_noop("即办件"), "commitment": gettext_noop("承诺件")}
STATUSES = {
    "open": gettext_noop("在办"),
    "suspended": gettext_noop("暂停办理"),
    "cancelled": gettext_noop("已取消"),
}
APPLICANTS = {"person": gettext_noop("个人"), "organisation": gettext_noop("单位")}
CHANNELS = {
    "online": gettext_noop("网上"),
    "mobile": gettext_noop("手机"),
    "counter": gettext_noop("窗口"),
    "kiosk": gettext_noop("自助终端"),
    "mail": gettext_noop("邮寄"),
}
DELIVERY = {
    "electronic": gettext_noop("电子送达"),
    "counter": gettext_noop("窗口领取"),
    "mail": gettext_noop("邮寄"),
    "kiosk": gettext_noop("自助终端打印"),
    "other_city": gettext_noop("异地窗口领取"),
}
LEVELS = {
    "nation": gettext_noop("国家级"),
    "province": gettext_noop("省级"),
    "city": gettext_noop("市级"),
    "county": gettext_noop("县级"),
    "town": gettext_noop("镇（街）级"),
    "village": gettext_noop("村（社区）级"),
    "graded": gettext_noop("分级管理"),
}
BODIES = {
    "statutory": gettext_noop("法定机关"),
    "authorised": gettext_noop("授权组织"),
    "entrusted": gettext_noop("受委托组织"),
    "other": gettext_noop("其他"),
}
SERVED = {
    "person": gettext_noop("自然人"),
    "enterprise": gettext_noop("企业法人"),
    "institution": gettext_noop("事业法人"),
    "social_organisation": gettext_noop("社会组织法人"),
    "government": gettext_noop("行政机关"),
    "other": gettext_noop("其他组织"),
}
REACH = {
    "county": gettext_noop("县内通办"),
    "city": gettext_noop("全城通办"),
    "cross_city": gettext_noop("跨市通办"),
    "cross_province": gettext_noop("跨省通办"),
    "nation": gettext_noop("全国通办"),
}
DEPTHS = {
    1: gettext_noop("网上查信息"),
    2: gettext_noop("网上下载表格"),
    3: gettext_noop("网上申请"),
    4: gettext_noop("全程网办"),
}
MADE_BY = {
    "applicant": gettext_noop("申请人自备"),
    "government": gettext_noop("政府部门核发"),
    "third_party": gettext_noop("第三方出具"),
}
ACCEPTANCE = {
    "supplement": gettext_noop("材料不齐的，一次告知全部要补正的内容"),
    "resubmit": gettext_noop("材料不齐的，退回并一次告知，补齐后重新申请"),
    "on_the_spot": gettext_noop("当场不拒绝的，视为受理"),
}
CONCERNS = {
    "national_security": gettext_noop("国家安全"),
    "public_safety": gettext_noop("公共安全"),
    "prudential": gettext_noop("金融审慎监管"),
    "ecology": gettext_noop("生态环境保护"),
    "health_and_life": gettext_noop("人身健康和生命财产安全"),
    "foreign_affairs": gettext_noop("重要涉外"),
    "irreversible": gettext_noop("损害难以挽回"),
}
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
STEP_KINDS = {
    "accept": gettext_noop("受理"),
    "review": gettext_noop("审查"),
    "consult": gettext_noop("征求意见"),
    "inspect": gettext_noop("现场核查"),
    "survey": gettext_noop("勘察"),
    "sign": gettext_noop("决定"),
    "issue": gettext_noop("制证"),
    "automatic": gettext_noop("自动办理"),
    "external": gettext_noop("等外部答复"),
    "timer": gettext_noop("等待期满"),
    "subcase": gettext_noop("另办事项"),
}
REMEDIES = {
    "reconsideration": gettext_noop("行政复议"),
    "litigation": gettext_noop("行政诉讼"),
}
PURPOSES = {"consult": gettext_noop("咨询"), "complain": gettext_noop("投诉")}
MODES = {
    "cancelled": gettext_noop("直接取消审批"),
    "filing": gettext_noop("审批改为备案"),
    "commitment": gettext_noop("实行告知承诺"),
    "optimised": gettext_noop("优化审批服务"),
}
DELEGATION = {"entrusted": gettext_noop("委托"), "transferred": gettext_noop("下放")}
SCOPES = {"all": gettext_noop("全部环节"), "accept": gettext_noop("只受理")}
QUOTA_PER = {"year": gettext_noop("每年"), "ever": gettext_noop("总共")}
LIST_KINDS = {
    "exempt": gettext_noop("豁免清单"),
    "key": gettext_noop("重点管理清单"),
    "defer_items": gettext_noop("容缺事项清单"),
    "defer_papers": gettext_noop("容缺材料清单"),
    "later": gettext_noop("延期后补清单"),
}
LIST_EFFECTS = {
    "exempt": gettext_noop("符合条件的，不用办理"),
    "key": gettext_noop("符合条件的，不适用告知承诺"),
    "defer_items": gettext_noop("次要材料都可以先受理、后补交"),
    "defer_papers": gettext_noop("这些材料可以先受理、后补交"),
    "later": gettext_noop("这些材料先以承诺代替，办结之后补交"),
}


def words(codes: Iterable[str], table: Mapping[str, str]) -> str:
    """并列用语: the words of several codes, one after the other."""
    return "、".join(table[code] for code in codes)


def yes(flag: bool) -> str:
    """是否"""
    return "是" if flag else "否"
