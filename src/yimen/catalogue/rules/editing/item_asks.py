"""事项输入: what is asked of an item itself, by sheets."""

from yimen.catalogue.rules.editing.asks import Ask
from yimen.kernel.problems import gettext_noop

WHEN = Ask(
    "when",
    gettext_noop("适用条件"),
    "condition",
    gettext_noop("不写就总是适用"),
    default="",
)
BASIS = Ask(
    "basis",
    gettext_noop("设定和实施依据"),
    "rows",
    asks=(Ask("", gettext_noop("依据"), "source"),),
    needed=True,
)
ALIASES = Ask(
    "aliases",
    gettext_noop("其他叫法"),
    "rows",
    gettext_noop("群众怎么说，查找时认得"),
    asks=(Ask("", gettext_noop("叫法"), "names"),),
)
CODES = Ask(
    "codes",
    gettext_noop("各种编码"),
    "rows",
    gettext_noop("有真实出处才写"),
    asks=(Ask("scheme", gettext_noop("编码规则")), Ask("code", gettext_noop("编码"))),
)
KIND = Ask(
    "kind",
    gettext_noop("事项类型"),
    "choice",
    options=(
        ("licence", gettext_noop("行政许可")),
        ("filing", gettext_noop("备案")),
        ("registration", gettext_noop("登记")),
        ("confirmation", gettext_noop("行政确认")),
        ("public_service", gettext_noop("公共服务")),
        ("other_power", gettext_noop("其他行政权力")),
    ),
    needed=True,
)
APPLICANTS = Ask(
    "applicants",
    gettext_noop("谁能申请"),
    "choices",
    options=(("person", gettext_noop("个人")), ("organisation", gettext_noop("单位"))),
    needed=True,
)
STATUS = (
    Ask(
        "status",
        gettext_noop("状态"),
        "choice",
        options=(
            ("open", gettext_noop("在办")),
            ("suspended", gettext_noop("暂停")),
            ("cancelled", gettext_noop("取消")),
        ),
        default="open",
    ),
    Ask("status_note", gettext_noop("暂停、取消的原因和现在怎么办"), "names"),
)
SINCE = (
    Ask("effective_from", gettext_noop("从哪天起"), "date", needed=True),
    Ask("effective_to", gettext_noop("到哪天止"), "date", gettext_noop("长期有效的不写")),
)

BASICS = (
    Ask("name", gettext_noop("名称"), "names", needed=True),
    Ask("description", gettext_noop("一句话说明"), "names"),
    ALIASES,
    Ask("theme", gettext_noop("所属主题"), "names"),
    Ask("unit", gettext_noop("实施部门"), "code", words="units", needed=True),
    KIND,
    Ask(
        "handling",
        gettext_noop("办件类型"),
        "choice",
        options=(("immediate", gettext_noop("即办件")), ("commitment", gettext_noop("承诺件"))),
        needed=True,
    ),
    APPLICANTS,
    Ask(
        "channels",
        gettext_noop("办理渠道"),
        "choices",
        options=(
            ("online", gettext_noop("网上")),
            ("counter", gettext_noop("窗口")),
            ("kiosk", gettext_noop("自助终端")),
            ("mail", gettext_noop("邮寄")),
            ("mobile", gettext_noop("手机")),
        ),
        needed=True,
    ),
    Ask("visits", gettext_noop("单独办要跑几次"), "number", needed=True),
    Ask("visits_in_bundle", gettext_noop("合办时要跑几次"), "number", default=0),
    *SINCE,
    *STATUS,
    BASIS,
)

LIMITS = (
    Ask(
        "limits",
        gettext_noop("时限"),
        "group",
        asks=(
            Ask("promised", gettext_noop("承诺时限"), "period", needed=True),
            Ask("promised_basis", gettext_noop("承诺时限的依据"), "source", needed=True),
            Ask("statutory", gettext_noop("法定时限"), "period"),
            Ask("statutory_basis", gettext_noop("法定时限的依据"), "source"),
            Ask("extension", gettext_noop("经批准可以延长"), "period"),
            Ask("extension_basis", gettext_noop("延长的依据"), "source"),
        ),
        needed=True,
    ),
    Ask(
        "acceptance",
        gettext_noop("受理"),
        "group",
        asks=(
            Ask(
                "mode",
                gettext_noop("受理方式"),
                "choice",
                options=(
                    ("supplement", gettext_noop("一次告知补正")),
                    ("resubmit", gettext_noop("退回后重新申请")),
                    ("on_the_spot", gettext_noop("当场不拒绝就视为受理")),
                ),
                default="supplement",
            ),
            Ask("within", gettext_noop("几日内告知"), "period", default="5wd"),
            Ask("answer_within", gettext_noop("申请人几日内补正"), "period"),
            Ask("basis", gettext_noop("依据"), "source"),
        ),
    ),
    Ask(
        "commitment",
        gettext_noop("告知承诺"),
        "group",
        asks=(
            Ask("check_within", gettext_noop("决定后多久内核查"), "period"),
            Ask("basis", gettext_noop("依据"), "source"),
            Ask("exception", gettext_noop("特别授权可以承诺的依据"), "source"),
        ),
    ),
    Ask(
        "concerns",
        gettext_noop("直接涉及"),
        "choices",
        options=(
            ("national_security", gettext_noop("国家安全")),
            ("public_safety", gettext_noop("公共安全")),
            ("prudential", gettext_noop("金融审慎")),
            ("ecology", gettext_noop("生态环境")),
            ("health_and_life", gettext_noop("人身健康和生命财产")),
            ("foreign_affairs", gettext_noop("重要涉外")),
            ("irreversible", gettext_noop("损害难以挽回")),
        ),
    ),
    Ask("hearing", gettext_noop("决定前要告知听证权利"), "flag", default=False),
    Ask(
        "quota",
        gettext_noop("数量限制"),
        "group",
        asks=(
            Ask("count", gettext_noop("几个"), "number"),
            Ask(
                "per",
                gettext_noop("按什么计"),
                "choice",
                options=(("year", gettext_noop("每年")), ("ever", gettext_noop("总共"))),
                default="year",
            ),
            Ask("basis", gettext_noop("依据"), "source"),
        ),
    ),
    Ask(
        "renewal",
        gettext_noop("延续"),
        "group",
        asks=(
            Ask("document", gettext_noop("延续哪种证照"), "code", words="documents"),
            Ask("basis", gettext_noop("依据"), "source"),
        ),
    ),
)

RESULT = (
    Ask(
        "result",
        gettext_noop("办理结果"),
        "group",
        asks=(
            Ask("document", gettext_noop("发什么证照"), "code", words="documents"),
            Ask("valid_years", gettext_noop("有效年数"), "number"),
            Ask("number_prefix", gettext_noop("编号前缀"), default=""),
            Ask(
                "rows",
                gettext_noop("证照栏目"),
                "rows",
                asks=(
                    Ask("label", gettext_noop("栏名"), "names"),
                    Ask("element", gettext_noop("显示的数据元"), "code", words="elements"),
                    Ask("text", gettext_noop("或固定文字"), default=""),
                    Ask("field", gettext_noop("版面位置"), default=""),
                ),
            ),
            Ask(
                "paragraphs",
                gettext_noop("正文段落"),
                "rows",
                asks=(Ask("", gettext_noop("段落"), "long"),),
            ),
        ),
    ),
    Ask(
        "produces",
        gettext_noop("办理中产生的数据元"),
        "codes",
        gettext_noop("产生的不向申请人问"),
        words="elements",
    ),
    Ask(
        "delivery",
        gettext_noop("结果怎么送达"),
        "choices",
        options=(
            ("electronic", gettext_noop("电子")),
            ("counter", gettext_noop("窗口")),
            ("mail", gettext_noop("邮寄")),
            ("kiosk", gettext_noop("自助终端")),
            ("other_city", gettext_noop("异地窗口")),
        ),
        default=["electronic"],
    ),
    Ask(
        "fees",
        gettext_noop("收费"),
        "rows",
        gettext_noop("不收费就不写"),
        asks=(
            Ask("name", gettext_noop("名称"), "names"),
            Ask("yuan", gettext_noop("金额（元）"), hint=gettext_noop("例如 5.00")),
            Ask("basis", gettext_noop("依据"), "source"),
        ),
    ),
)

POWERS = (
    Ask("entry", gettext_noop("基本目录条目"), "code", words="entries"),
    CODES,
    Ask(
        "replaces",
        gettext_noop("代替的事项"),
        "codes",
        gettext_noop("合并或拆分时写；被代替的要改为“取消”"),
        words="items",
    ),
    Ask(
        "delegation",
        gettext_noop("委托下放给镇街"),
        "group",
        gettext_noop("收回时全部清空"),
        asks=(
            Ask("to", gettext_noop("交给哪些部门"), "codes", words="units"),
            Ask("by", gettext_noop("凭哪个数据元决定归谁办"), "code", words="elements"),
            Ask(
                "kind",
                gettext_noop("方式"),
                "choice",
                options=(
                    ("entrusted", gettext_noop("委托")),
                    ("transferred", gettext_noop("下放")),
                ),
            ),
            Ask(
                "scope",
                gettext_noop("范围"),
                "choice",
                options=(("all", gettext_noop("全部环节")), ("accept", gettext_noop("只受理"))),
                default="all",
            ),
            Ask("basis", gettext_noop("依据"), "source"),
        ),
    ),
    Ask("enterprise_permit", gettext_noop("涉企经营许可"), "flag", default=False),
    Ask(
        "reform",
        gettext_noop("改革方式"),
        "group",
        asks=(
            Ask(
                "mode",
                gettext_noop("方式"),
                "choice",
                options=(
                    ("cancelled", gettext_noop("直接取消审批")),
                    ("filing", gettext_noop("审批改为备案")),
                    ("commitment", gettext_noop("实行告知承诺")),
                    ("optimised", gettext_noop("优化审批服务")),
                ),
            ),
            Ask("note", gettext_noop("现在怎么办"), "names"),
            Ask("basis", gettext_noop("依据"), "source"),
        ),
    ),
)
