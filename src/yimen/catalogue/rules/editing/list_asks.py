"""列表项输入: what is asked of fields, papers, questions, steps, members, sections, entries."""

from yimen.catalogue.rules.editing.asks import Ask
from yimen.catalogue.rules.editing.item_asks import (
    ALIASES,
    APPLICANTS,
    BASIS,
    CODES,
    KIND,
    SINCE,
    STATUS,
    WHEN,
)
from yimen.kernel.problems import gettext_noop

FIELD = (
    Ask("element", gettext_noop("数据元"), "code", words="elements", needed=True),
    Ask("required", gettext_noop("必填"), "flag", default=True),
    WHEN,
    Ask("name", gettext_noop("在本事项里的叫法"), "names", gettext_noop("不写就用数据元的名称")),
    Ask("hint", gettext_noop("填写提示"), "names", gettext_noop("不写就用数据元的提示")),
)

PAPER = (
    Ask("document", gettext_noop("材料"), "code", words="documents", needed=True),
    Ask(
        "essential",
        gettext_noop("主审材料"),
        "flag",
        gettext_noop("主审材料不能容缺"),
        default=True,
    ),
    Ask("may_defer", gettext_noop("可以容缺后补"), "flag", default=False),
    Ask("may_promise", gettext_noop("可以告知承诺代替"), "flag", default=False),
    WHEN,
    Ask("originals", gettext_noop("原件份数"), "number", default=0),
    Ask("copies", gettext_noop("复印件份数"), "number", default=0),
    Ask(
        "made_by",
        gettext_noop("来源渠道"),
        "choice",
        options=(
            ("applicant", gettext_noop("申请人自备")),
            ("government", gettext_noop("政府部门核发")),
            ("third_party", gettext_noop("第三方出具")),
        ),
        default="applicant",
    ),
    Ask("in_person", gettext_noop("要本人到场"), "flag", default=False),
    Ask("note", gettext_noop("填报须知"), "names"),
    Ask("standard", gettext_noop("受理标准"), "names"),
    Ask("basis", gettext_noop("依据"), "rows", asks=(Ask("", gettext_noop("依据"), "source"),)),
)

QUESTION = (
    Ask(
        "code",
        gettext_noop("编码"),
        hint=gettext_noop("小写英文字母开头，词之间用下划线；条件里写作 scenario.编码"),
        needed=True,
    ),
    Ask("question", gettext_noop("问题"), "names", needed=True),
    Ask("hint", gettext_noop("提示"), "names"),
    Ask(
        "type",
        gettext_noop("回答方式"),
        "choice",
        options=(("boolean", gettext_noop("是或否")), ("choice", gettext_noop("选一项"))),
        default="boolean",
    ),
    Ask(
        "options",
        gettext_noop("选项"),
        "rows",
        gettext_noop("只在“选一项”时写"),
        asks=(
            Ask("value", gettext_noop("存的值"), needed=True),
            Ask("name", gettext_noop("名称"), "names", needed=True),
            Ask("hint", gettext_noop("提示"), "names"),
        ),
    ),
    WHEN,
    Ask(
        "element",
        gettext_noop("回答填入的数据元"),
        "code",
        gettext_noop("写了，表单就不再问"),
        words="elements",
    ),
)

STEP = (
    Ask("code", gettext_noop("编码"), needed=True),
    Ask("name", gettext_noop("名称"), "names", needed=True),
    Ask(
        "kind",
        gettext_noop("性质"),
        "choice",
        options=(
            ("accept", gettext_noop("受理")),
            ("review", gettext_noop("审查")),
            ("consult", gettext_noop("征求意见")),
            ("inspect", gettext_noop("现场核查")),
            ("survey", gettext_noop("勘验")),
            ("sign", gettext_noop("决定")),
            ("issue", gettext_noop("出结果")),
            ("automatic", gettext_noop("自动")),
            ("external", gettext_noop("等外部答复")),
            ("timer", gettext_noop("等时间")),
            ("subcase", gettext_noop("子办件")),
        ),
        needed=True,
    ),
    Ask("unit", gettext_noop("部门"), "code", gettext_noop("不写就是实施部门"), words="units"),
    Ask(
        "role",
        gettext_noop("岗位"),
        "choice",
        options=(
            ("clerk", gettext_noop("窗口")),
            ("reviewer", gettext_noop("审查")),
            ("approver", gettext_noop("批准")),
            ("head", gettext_noop("负责人")),
        ),
        default="reviewer",
    ),
    Ask(
        "after",
        gettext_noop("等哪些环节完成"),
        "ticks",
        gettext_noop("没有先后的同时开始"),
        words="steps",
    ),
    Ask("within", gettext_noop("本环节时限"), "period", needed=True),
    WHEN,
    Ask(
        "needs",
        gettext_noop("等哪些数据元有值"),
        "codes",
        gettext_noop("例如等另一事项产生的信用代码"),
        words="elements",
    ),
    Ask(
        "checks",
        gettext_noop("审查要点"),
        "rows",
        asks=(Ask("", gettext_noop("要点"), "names"),),
    ),
    Ask("quorum", gettext_noop("几个通过就行"), "number", gettext_noop("不写就要全部完成")),
    Ask(
        "on_silence",
        gettext_noop("到期没有答复"),
        "choice",
        options=(
            ("consent", gettext_noop("视为同意")),
            ("escalate", gettext_noop("提请督查协调")),
        ),
        default="",
    ),
    Ask("silence_basis", gettext_noop("视为同意的依据"), "source"),
    Ask(
        "procedure",
        gettext_noop("不计入期限的程序"),
        "choice",
        options=(
            ("hearing", gettext_noop("听证")),
            ("tender", gettext_noop("招标")),
            ("auction", gettext_noop("拍卖")),
            ("inspection", gettext_noop("检验")),
            ("testing", gettext_noop("检测")),
            ("quarantine", gettext_noop("检疫")),
            ("appraisal", gettext_noop("鉴定")),
            ("expert_review", gettext_noop("专家评审")),
        ),
    ),
    Ask("action", gettext_noop("自动做什么"), hint=gettext_noop("只在“自动”环节写")),
    Ask(
        "item",
        gettext_noop("子办件的事项"),
        "code",
        gettext_noop("只在“子办件”环节写"),
        words="items",
    ),
)

MEMBER = (
    Ask("item", gettext_noop("事项"), "code", words="items", needed=True),
    Ask(
        "when",
        gettext_noop("什么情形才办"),
        "condition",
        gettext_noop("不写就总要办"),
        default="",
    ),
)

SECTION = (
    Ask("code", gettext_noop("编码"), needed=True),
    Ask("name", gettext_noop("名称"), "names", needed=True),
    Ask("hint", gettext_noop("提示"), "names"),
    Ask("elements", gettext_noop("数据元"), "codes", words="elements", needed=True),
)

LIST_ENTRY = (
    Ask("item", gettext_noop("事项"), "code", words="items", needed=True),
    Ask(
        "document",
        gettext_noop("材料"),
        "code",
        gettext_noop("容缺材料清单和延期后补清单要写"),
        words="documents",
    ),
    WHEN,
    Ask("note", gettext_noop("说明"), "names"),
    Ask("basis", gettext_noop("依据"), "source", gettext_noop("不写就是清单的依据")),
)

BUNDLE_BASICS = (
    Ask("name", gettext_noop("名称"), "names", needed=True),
    Ask("summary", gettext_noop("一句话说明"), "names", needed=True),
    ALIASES,
    Ask("unit", gettext_noop("牵头部门"), "code", words="units", needed=True),
    APPLICANTS,
    *STATUS,
    *SINCE,
    Ask("promised", gettext_noop("承诺时限"), "period", needed=True),
    Ask("promised_basis", gettext_noop("承诺时限的依据"), "source", needed=True),
    Ask("visits", gettext_noop("一件事本身要跑几次"), "number", default=0),
    Ask(
        "subject_name",
        gettext_noop("用哪个数据元称呼申请"),
        "code",
        words="elements",
        needed=True,
    ),
    BASIS,
)

LIST_BASICS = (
    Ask("name", gettext_noop("名称"), "names", needed=True),
    Ask(
        "kind",
        gettext_noop("种类"),
        "choice",
        options=(
            ("exempt", gettext_noop("豁免清单")),
            ("key", gettext_noop("重点管理清单")),
            ("defer_items", gettext_noop("容缺事项清单")),
            ("defer_papers", gettext_noop("容缺材料清单")),
            ("later", gettext_noop("延期后补清单")),
        ),
        needed=True,
    ),
    Ask("summary", gettext_noop("一句话说明"), "names", needed=True),
    Ask("unit", gettext_noop("公布部门"), "code", words="units", needed=True),
    SINCE[0],
    BASIS,
)

ENTRY_BASICS = (
    Ask("name", gettext_noop("名称"), "names", needed=True),
    KIND,
    Ask("unit", gettext_noop("行使层级的主管部门"), "code", words="units", needed=True),
    Ask("implementing", gettext_noop("实施部门"), "codes", words="units"),
    Ask("parent", gettext_noop("主项"), "code", words="entries"),
    CODES,
    BASIS,
)
