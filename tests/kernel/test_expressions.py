"""条件表达式: the language against a small oracle, and every trap of the library under it."""

import operator
import time
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from yimen.kernel import expressions
from yimen.kernel.expressions import BadExpression, CelType, Expression, is_name, spell

VARIABLES = {
    "form.flag": CelType.BOOL,
    "form.stall.open": CelType.BOOL,
    "form.area": CelType.INT,
    "form.area.inner": CelType.INT,
    "form.kind": CelType.STRING,
    "form.stall.goods": CelType.STRINGS,
    "form.partners": CelType.ROWS,
    "scenario.sells_food": CelType.BOOL,
}


def value(text: str, **given_values: Any) -> bool | None:
    values = {name.replace("__", "."): one for name, one in given_values.items()}
    return Expression.compile(text, VARIABLES).evaluate(values)


def fault(text: str) -> BadExpression:
    with pytest.raises(BadExpression) as raised:
        Expression.compile(text, VARIABLES)
    return raised.value


# Examples


@pytest.mark.parametrize(
    ("text", "values", "expected"),
    [
        ("form.kind == 'rented'", {"form.kind": "rented"}, True),
        ("form.kind == '租用'", {"form.kind": "租用"}, True),
        ("form.kind.startsWith('r')", {"form.kind": "owned"}, False),
        ("form.kind >= '2020-05-19'", {"form.kind": "2020-06-01"}, True),
        ("form.area > 100 && scenario.sells_food", {"form.area": 101}, None),
        ("'tea' in form.stall.goods", {"form.stall.goods": ["tea"]}, True),
        ("form.stall.goods.exists(g, g == 'tea')", {"form.stall.goods": []}, False),
        ("size(form.partners) > 1", {"form.partners": [{}]}, False),
        (
            "form.partners.exists(p, p['partner.share'] > 50)",
            {"form.partners": [{"partner.share": 51}]},
            True,
        ),
        ("true // 注释里的 form.nothing 不算", {}, True),
    ],
)
def test_conditions_of_every_type(text: str, values: dict[str, Any], expected: bool | None) -> None:
    assert Expression.compile(text, VARIABLES).evaluate(values) is expected


def test_a_longer_name_stands_beside_its_own_beginning() -> None:
    assert value("form.area.inner < form.area", form__area=9, form__area__inner=8) is True
    assert value("form.area.inner < 9", form__area=1) is None


def test_the_names_that_a_condition_uses_are_known() -> None:
    text = "form.stall.goods.exists(g, g == 'form.flag') || form.area > 1 // scenario.sells_food"
    assert Expression.compile(text, VARIABLES).names == {"form.stall.goods", "form.area"}


def test_hyphens_are_written_as_underscores() -> None:
    name = spell("form.registered-capital")
    assert name == "form.registered_capital"
    compiled = Expression.compile(f"{name} > 1", {name: CelType.INT})
    assert compiled.evaluate({name: 2}) is True


def test_names_that_cel_cannot_read_are_refused() -> None:
    assert is_name("form.package.while")
    for name in ("form.1st", "form.in", "form.true.x", "form.a-b", "form.租", "form..a", ""):
        assert not is_name(name)
        with pytest.raises(ValueError, match="不能作条件里的名称"):
            Expression.compile("true", {name: CelType.BOOL})


# Not yet known


def test_what_is_missing_is_not_known_but_does_not_spoil_what_is_decided() -> None:
    assert value("scenario.sells_food") is None
    assert value("!scenario.sells_food") is None
    assert value("scenario.sells_food || form.flag", form__flag=True) is True
    assert value("form.flag || scenario.sells_food", form__flag=True) is True
    assert value("scenario.sells_food && form.flag", form__flag=False) is False
    assert value("scenario.sells_food || form.flag", form__flag=False) is None
    assert value("scenario.sells_food ? form.flag : form.flag", form__flag=True) is None


@pytest.mark.parametrize(
    "text",
    [
        "1 / 0 == 1",
        "form.area / 0 == 1",
        "9223372036854775807 + form.area > 1",
        "form.kind.matches('(')",
        "timestamp(form.kind) > timestamp('2020-01-01T00:00:00Z')",
        "form.partners[7]['x'] == 1",
        "form.partners.all(p, p['absent'] == 1)",
        "form.partners.all(p, p['name'] > 1)",
        "form.partners.all(p, p['name'])",
        "dyn(form.kind) > 1",
    ],
)
def test_an_error_is_never_true(text: str) -> None:
    rows = [{"name": "甲"}]
    assert value(text, form__area=1, form__kind="x", form__partners=rows) is None


@pytest.mark.parametrize(
    ("name", "bad"),
    [
        ("form.flag", "false"),
        ("form.flag", 1),
        ("form.flag", None),
        ("form.area", True),
        ("form.area", "1"),
        ("form.area", 1.0),
        ("form.area", 2**63),
        ("form.area", object()),
        ("form.kind", 1),
        ("form.kind", b"x"),
        ("form.kind", "\ud800"),
        ("form.stall.goods", "tea"),
        ("form.stall.goods", [1]),
        ("form.stall.goods", ("tea",)),
        ("form.partners", {"a": 1}),
        ("form.partners", [["a"]]),
        ("form.partners", [{1: "a"}]),
        ("form.partners", [{"a": 1.5}]),
    ],
)
def test_a_value_that_does_not_fit_its_type_is_not_known(name: str, bad: Any) -> None:
    same = {
        CelType.BOOL: f"{name} || !{name}",
        CelType.STRINGS: f"size({name}) >= 0",
        CelType.ROWS: f"size({name}) >= 0",
    }.get(VARIABLES[name], f"{name} == {name}")
    assert Expression.compile(same, VARIABLES).evaluate({name: bad}) is None


def test_values_that_are_not_named_do_not_matter() -> None:
    assert value("form.flag", form__flag=True, form__area=object(), other="\ud800") is True


# Limits


def test_huge_input_is_not_known_rather_than_slow() -> None:
    assert value("form.kind != ''", form__kind="x" * expressions.MAX_TEXT) is True
    assert value("form.kind != ''", form__kind="x" * (expressions.MAX_TEXT + 1)) is None
    goods = ["x"] * (expressions.MAX_ENTRIES + 1)
    assert value("size(form.stall.goods) > 1", form__stall__goods=goods) is None
    assert value("size(form.partners) > 1", form__partners=[{}] * len(goods)) is None


@pytest.mark.parametrize(
    "text",
    [
        "form.stall.goods.all(a, form.stall.goods.all(b, a == b))",
        "[1,2,3,4,5,6,7,8,9,10].all(a, " * 6 + "true" + ")" * 6,
    ],
)
def test_loops_within_loops_end(text: str) -> None:
    assert value(text, form__stall__goods=["x"] * expressions.MAX_ENTRIES) is None


def test_the_slowest_condition_we_know_of_is_bounded() -> None:
    goods = ["a" * expressions.MAX_TEXT] * expressions.MAX_ENTRIES
    started = time.process_time()
    text = "form.stall.goods.exists(g, g.matches('(a|aa|a?)*b'))"
    assert value(text, form__stall__goods=goods) is False
    assert time.process_time() - started < 2


@pytest.mark.parametrize(
    "text",
    [
        "(" * 40 + "true" + ")" * 40,
        "true" + " ? true : (true" * 40 + ")" * 40,
        " && ".join(["true"] * 1000),
        "!" * 100_000 + "true",
    ],
)
def test_deep_or_long_conditions_are_refused(text: str) -> None:
    assert "拆" in fault(text).reason


# Faults of authors


@pytest.mark.parametrize(
    ("text", "place", "words"),
    [
        ("form.knid == 'x'", (1, 1), "是不是“form.kind”"),
        ("true &&\n  form.knid == 'x'", (2, 3), "没有“form.knid”"),
        ("scenario.food == true", (1, 1), "没有“scenario.food”"),
        ("nothing", (1, 1), "没有“nothing”"),
        ("form.kind == 1", (1, 11), "文字、整数"),
        ("form.area == '1'", (1, 11), "整数、文字"),
        ("form.partners == 1", (1, 15), "表格、整数"),
        ("form.area > 1.5", (1, 11), "整数、小数"),
        ("form.area.x == 1", (1, 10), "整数后面不能再接"),
        ("form.area", (1, 1), "结果要是“是否”，这里是整数"),
        ("dyn(true)", (1, 1), "结果要是“是否”，这里是不确定的类型"),
        ("form.flag ? true : dyn('x')", (1, 1), "不确定的类型"),
        ("form.area = 1", (1, 11), "相等写 =="),
        ("form.flag and true", (1, 11), "并且写 &&"),
        ("form.area ＝ 1", (1, 11), "不能写 ＝"),
        ("form.kind == “租”", (1, 14), "不能写 “"),
        ("has(form.flag)", (1, 1), "不用 has()"),
        ("form.partners.all(p, has (p.x))", (1, 22), "不用 has()"),
        ("form.kind.shout() == 'x'", (1, 16), "没有“shout”"),
        ("", (1, 1), "写法有误"),
        ("form.area > 99999999999999999999", (1, 13), "写法有误"),
        ("form.kind == '\ud800'", (1, 1), "不成字"),
    ],
)
def test_a_fault_has_its_place_and_what_to_do(
    text: str, place: tuple[int, int], words: str
) -> None:
    found = fault(text)
    assert (found.line, found.column) == place
    assert words in found.reason
    assert str(found).startswith(f"第 {place[0]} 行第 {place[1]} 个字符：")


def test_compiling_twice_gives_the_same_expression() -> None:
    text = "form.area > 12345"
    assert Expression.compile(text, VARIABLES) is Expression.compile(text, dict(VARIABLES))
    other = {"form.area": CelType.INT}
    assert Expression.compile(text, other) == Expression.compile(text, VARIABLES)
    assert Expression.compile("size(form.a) > 1", {"form.a": CelType.STRING}) != (
        Expression.compile("size(form.a) > 1", {"form.a": CelType.STRINGS})
    )


# The oracle: Kleene's three values, written out

Known = bool | None
Tree = tuple[Any, ...]
COMPARE = {
    "==": operator.eq,
    "!=": operator.ne,
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
}
ORACLE_TYPES = {
    "b.x": CelType.BOOL,
    "b.y": CelType.BOOL,
    "n.x": CelType.INT,
    "n.y": CelType.INT,
    "s.x": CelType.STRING,
    "l.x": CelType.STRINGS,
}

ints = st.one_of(
    st.sampled_from([("name", "n.x"), ("name", "n.y")]),
    st.integers(-5, 5).map(lambda n: ("int", n)),
)
sums = st.one_of(ints, st.tuples(st.sampled_from(["+", "-", "*", "/"]), ints, ints))
words = st.sampled_from(["", "a", "b", "租"])
atoms = st.one_of(
    st.sampled_from([("name", "b.x"), ("name", "b.y"), ("bool", True), ("bool", False)]),
    st.tuples(st.sampled_from(sorted(COMPARE)), sums, sums),
    words.map(lambda word: ("is", word)),
    words.map(lambda word: ("in", word)),
)
trees = st.recursive(
    atoms,
    lambda inner: st.one_of(
        st.tuples(st.just("!"), inner),
        st.tuples(st.sampled_from(["&&", "||"]), inner, inner),
        st.tuples(st.just("?"), inner, inner, inner),
    ),
    max_leaves=12,
)
environments = st.fixed_dictionaries(
    {},
    optional={
        "b.x": st.booleans(),
        "b.y": st.booleans(),
        "n.x": st.integers(-(2**63), 2**63 - 1) | st.integers(-5, 5),
        "n.y": st.integers(-5, 5),
        "s.x": words,
        "l.x": st.lists(words, max_size=3),
    },
)


def written(tree: Tree) -> str:
    kind, *rest = tree
    if kind == "name":
        return str(rest[0])
    if kind == "int":
        return f"({rest[0]})"
    if kind == "bool":
        return str(rest[0]).lower()
    if kind == "is":
        return f"s.x == '{rest[0]}'"
    if kind == "in":
        return f"'{rest[0]}' in l.x"
    if kind == "!":
        return f"!({written(rest[0])})"
    if kind == "?":
        return "({}) ? ({}) : ({})".format(*map(written, rest))
    return f"({written(rest[0])}) {kind} ({written(rest[1])})"


def number(tree: Tree, values: dict[str, Any]) -> int | None:
    kind, *rest = tree
    if kind == "name":
        return values.get(rest[0])
    if kind == "int":
        return int(rest[0])
    left, right = (number(one, values) for one in rest)
    if left is None or right is None or (kind == "/" and right == 0):
        return None
    if kind == "/":
        found = abs(left) // abs(right) * (1 if (left < 0) == (right < 0) else -1)
    else:
        found = {"+": left + right, "-": left - right, "*": left * right}[kind]
    return found if -(2**63) <= found < 2**63 else None


def truth(tree: Tree, values: dict[str, Any]) -> Known:
    kind, *rest = tree
    if kind in {"name", "bool"}:
        return values.get(rest[0]) if kind == "name" else rest[0]
    if kind == "is":
        return values["s.x"] == rest[0] if "s.x" in values else None
    if kind == "in":
        return rest[0] in values["l.x"] if "l.x" in values else None
    if kind in COMPARE:
        left, right = (number(one, values) for one in rest)
        return None if left is None or right is None else COMPARE[kind](left, right)
    return connected(kind, [truth(one, values) for one in rest], tree, values)


def connected(kind: str, parts: list[Known], tree: Tree, values: dict[str, Any]) -> Known:
    if kind == "!":
        return None if parts[0] is None else not parts[0]
    if kind == "?":
        return None if parts[0] is None else parts[1 if parts[0] else 2]
    decisive = kind == "||"
    if decisive in parts:
        return decisive
    return None if None in parts else not decisive


@settings(max_examples=400, deadline=None)
@given(tree=trees, values=environments)
def test_values_agree_with_the_oracle(tree: Tree, values: dict[str, Any]) -> None:
    compiled = Expression.compile(written(tree), ORACLE_TYPES)
    assert compiled.evaluate(values) is truth(tree, values)


@settings(max_examples=300, deadline=None)
@given(tree=trees, values=environments, more=environments)
def test_more_knowledge_never_changes_what_was_known(
    tree: Tree, values: dict[str, Any], more: dict[str, Any]
) -> None:
    compiled = Expression.compile(written(tree), ORACLE_TYPES)
    before = compiled.evaluate(values)
    after = compiled.evaluate({**more, **values})
    assert before is None or after is before


@settings(max_examples=300, deadline=None)
@given(text=st.text(max_size=60))
def test_any_text_compiles_or_says_why(text: str) -> None:
    try:
        compiled = Expression.compile(text, VARIABLES)
    except BadExpression as error:
        found = error
    else:
        assert compiled.evaluate({}) in {True, False, None}
        return
    assert found.reason
    assert found.line >= 1
    assert found.column >= 1
