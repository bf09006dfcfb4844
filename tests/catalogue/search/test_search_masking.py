"""What is kept of a failed search: words of a subject matter, nothing that points at somebody."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from yimen.catalogue.rules.search.masking import keepable


@pytest.mark.parametrize(
    ("said", "kept"),
    [
        ("办理高龄津贴", "办理高龄津贴"),
        ("張偉的社保", "的社保"),
        ("给王芳办户口", "给 办户口"),
        ("林晓彤户口", "户口"),
        ("高小琴社保", "社保"),
        ("车被拖走了", "车被拖走了"),
        ("高新企业认定", "高新企业认定"),
        ("刘德华身份证", "身份证"),
        ("欧阳锋过户", "过户"),
        ("我叫李小明", ""),
        ("陈先生 房子过户", "房子过户"),
        ("13800138000 查社保", "查社保"),
        ("138-0013-8000查社保", "查社保"),
        ("１３８００１３８０００", ""),
        ("一三八零零一三八零零零", ""),
        ("119999199001020114", ""),
        ("91119999MA5ABCDE1X 年报", "年报"),
        ("someone@example.org 密码", "密码"),
        ("粤S12345违章", "粤 违章"),
        ("示范路8号漏水", "示范路 号漏水"),
        ("很长的故事" * 9, ""),
        ("？", ""),
    ],
)
def test_private_things_are_taken_out(said: str, kept: str) -> None:
    assert keepable(said, frozenset()) == kept


def test_words_of_the_catalogue_are_no_names() -> None:
    assert keepable("贾宝玉", frozenset()) == ""
    assert keepable("贾宝玉", frozenset(["贾宝玉"])) == "贾宝玉"


@given(st.text(alphabet="0123456789０１２３-  xX查社保证", max_size=40))
def test_no_digit_is_ever_kept(said: str) -> None:
    assert not any(sign.isdigit() for sign in keepable(said, frozenset()))
