"""补正规则: the one notice of everything missing, and whether the answer is complete.

行政许可法 2019 第三十二条: on the spot or within five working days, once, everything; whoever hands
in all that was asked is accepted. 市场主体登记管理条例实施细则 2022 第十八条: the papers go back
with one list and the applicant applies again. 不动产登记暂行条例 2019 第十七条: refused on the
spot in writing with the full list.
"""

from collections.abc import Collection, Mapping, Sequence
from typing import Any

from yimen.catalogue.api import ItemDefinition
from yimen.kernel.problems import FieldError

VERBS = {"supplement": "ask", "resubmit": "return", "on_the_spot": "not_accept"}
"""What follows from incomplete papers, by the item's mode of acceptance."""
FEWEST_WORDS = 2

Asked = Mapping[str, str]
"""One entry of the notice: `code` of a document type or element, and the `words`."""


def check_missing(item: ItemDefinition, missing: Mapping[str, str]) -> list[FieldError]:
    """核对补正内容: what is wrong with a list of what is missing, by code and words."""
    known = {use.document for use in item.papers} | {use.element for use in item.fields}
    if not missing:
        return [FieldError("missing", "请一次列出需要补正的全部内容")]
    errors = [FieldError(code, "这个事项不要这一项") for code in missing if code not in known]
    errors += [
        FieldError(code, "请写明缺什么、怎样补")
        for code, words in missing.items()
        if code in known and len(words.strip()) < FEWEST_WORDS
    ]
    return errors


def listed(missing: Mapping[str, str], names: Mapping[str, str]) -> list[str]:
    """补正清单: each entry in one line, with its name."""
    return [f"{names.get(code, code)}：{words.strip()}" for code, words in missing.items()]


def unanswered(
    asked: Sequence[Asked], papers: Collection[str], values: Mapping[str, Any]
) -> list[Asked]:
    """还缺的内容: entries of the notice for which neither a paper nor a value was given."""
    given = set(papers) | {code for code, value in values.items() if value not in (None, "", [])}
    return [entry for entry in asked if entry["code"] not in given]
