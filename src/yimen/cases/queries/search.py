"""办件检索: which cases somebody means by words: a number, a company's name, a credit code.

Rare words are answered by an index with the few cases that they are in. Words that very many
cases share (有限公司) single nothing out: the list that is searched asks each task instead.
"""

from collections import Counter
from uuid import UUID

from yimen.cases.queries.positions import STRETCH, Condition, asked

_LAST = chr(0x10FFFF)  # sorts after every sign

_NAMED = """
select id from cases_case where parent_id is null and cases_bigrams(subject) @> cases_bigrams(%s)
"""
# The planner tells from its statistics how many cases a name would find, before any is read.
_HOW_MANY = "explain (format json) " + _NAMED
_CASES = """
(select id, 'number' from cases_case where number ~>=~ %s and number ~<~ %s limit %s)
union all
(select id, 'code' from cases_case
    where coalesce(produced ->> 'enterprise.credit_code', form ->> 'enterprise.credit_code') = %s
    limit %s)
"""
_WITH_NAMES = f"""{_CASES}
union all
(select named.id, 'name' from ({_NAMED} and lower(subject) like %s limit %s) named)
"""  # noqa: S608 (constants)


def cases_meant(words: str) -> list[UUID] | None:
    """所指办件: cases (of bundles the parents) that the words name; None when they are too many."""
    begin = words.upper()
    values = [begin, begin + _LAST, STRETCH, begin, STRETCH]
    if _is_rare(words):
        found = asked(_WITH_NAMES, [*values, words, _like(words), STRETCH])
    else:
        found = asked(_CASES, values)
        if not found:
            return None
    kinds = Counter(kind for _, kind in found)
    return None if max(kinds.values(), default=0) >= STRETCH else [case for case, _ in found]


def _is_rare(words: str) -> bool:
    if len(words) < 2:
        return False
    ((plan,),) = asked(_HOW_MANY, [words])
    return bool(plan[0]["Plan"]["Plan Rows"] <= STRETCH)


def says(words: str) -> Condition:
    """含有词语: what is asked of a single case: its number begins, or its name says, so."""
    begin = words.upper()
    return Condition(
        "c.number ~>=~ %s and c.number ~<~ %s or lower(c.subject) like %s",
        [begin, begin + _LAST, _like(words)],
    )


def _like(words: str) -> str:
    plain = words.lower().replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
    return f"%{plain}%"
