"""办事指南输入: what is asked for the guide of an item (GB/T 39046-2020, table 4)."""

from yimen.catalogue.rules.editing.asks import Ask
from yimen.kernel.problems import gettext_noop

GUIDE = (
    Ask(
        "guide",
        gettext_noop("办事指南要素"),
        "group",
        gettext_noop("没有出处的不要写"),
        asks=(
            Ask(
                "level",
                gettext_noop("行使层级"),
                "choice",
                options=(
                    ("nation", gettext_noop("国家")),
                    ("province", gettext_noop("省")),
                    ("city", gettext_noop("市")),
                    ("county", gettext_noop("县")),
                    ("town", gettext_noop("镇街")),
                    ("village", gettext_noop("村")),
                    ("graded", gettext_noop("分级管理")),
                ),
            ),
            Ask(
                "body",
                gettext_noop("实施主体性质"),
                "choice",
                options=(
                    ("statutory", gettext_noop("法定机关")),
                    ("authorised", gettext_noop("授权组织")),
                    ("entrusted", gettext_noop("受委托组织")),
                    ("other", gettext_noop("其他")),
                ),
                default="statutory",
            ),
            Ask(
                "serves",
                gettext_noop("服务对象"),
                "choices",
                options=(
                    ("person", gettext_noop("自然人")),
                    ("enterprise", gettext_noop("企业法人")),
                    ("institution", gettext_noop("事业法人")),
                    ("social_organisation", gettext_noop("社会组织法人")),
                    ("government", gettext_noop("行政机关")),
                    ("other", gettext_noop("其他")),
                ),
            ),
            Ask(
                "online_depth",
                gettext_noop("网上办理深度"),
                "number",
                gettext_noop("1 查信息，2 下载表格，3 网上申请，4 全程网办"),
            ),
            Ask(
                "reach",
                gettext_noop("通办范围"),
                "choice",
                options=(
                    ("county", gettext_noop("县内")),
                    ("city", gettext_noop("全城")),
                    ("cross_city", gettext_noop("跨市")),
                    ("cross_province", gettext_noop("跨省")),
                    ("nation", gettext_noop("全国")),
                ),
            ),
            Ask(
                "requirements",
                gettext_noop("受理条件"),
                "rows",
                asks=(Ask("", gettext_noop("条件"), "names"),),
            ),
            Ask("in_person", gettext_noop("必须到现场的原因"), "names"),
            Ask(
                "intermediaries",
                gettext_noop("中介服务"),
                "rows",
                asks=(
                    Ask("name", gettext_noop("名称"), "names"),
                    Ask("basis", gettext_noop("依据"), "source"),
                ),
            ),
            Ask("booking", gettext_noop("可以预约"), "flag", default=False),
            Ask("online_payment", gettext_noop("可以网上支付"), "flag", default=False),
            Ask(
                "places",
                gettext_noop("办理地点"),
                "rows",
                asks=(
                    Ask("name", gettext_noop("名称"), "names"),
                    Ask("address", gettext_noop("地址"), "names"),
                    Ask("hours", gettext_noop("时间"), "names"),
                    Ask("phone", gettext_noop("电话"), default=""),
                    Ask("source", gettext_noop("出处"), "source"),
                ),
            ),
            Ask(
                "contacts",
                gettext_noop("咨询投诉渠道"),
                "rows",
                asks=(
                    Ask(
                        "purpose",
                        gettext_noop("用途"),
                        "choice",
                        options=(
                            ("consult", gettext_noop("咨询")),
                            ("complain", gettext_noop("投诉")),
                        ),
                    ),
                    Ask("name", gettext_noop("名称"), "names"),
                    Ask("phone", gettext_noop("电话"), default=""),
                    Ask("url", gettext_noop("网址"), default=""),
                ),
            ),
            Ask(
                "rights",
                gettext_noop("申请人的权利义务"),
                "rows",
                asks=(Ask("", gettext_noop("一条"), "names"),),
            ),
            Ask(
                "remedies",
                gettext_noop("救济途径"),
                "rows",
                asks=(
                    Ask(
                        "kind",
                        gettext_noop("种类"),
                        "choice",
                        options=(
                            ("reconsideration", gettext_noop("行政复议")),
                            ("litigation", gettext_noop("行政诉讼")),
                        ),
                    ),
                    Ask("to", gettext_noop("向谁提出"), "names"),
                    Ask("basis", gettext_noop("依据"), "source"),
                ),
            ),
        ),
    ),
)
