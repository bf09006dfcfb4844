"""From a text as it came to one clean run of characters, with the place of each."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from yimen.kernel.problems import Invalid
from yimen.oversight.rules import decode, manuscript


@pytest.mark.parametrize(
    ("raw", "clean"),
    [
        ("優化營商環境", "优化营商环境"),
        ("**加粗**的標題", "加粗的标题"),
        ("共 3 個 環節", "共3个环节"),
        ("税务 UKey 发行", "税务UKey发行"),
        ("Open Data 平台", "Open Data平台"),
        ("１５秒内达到９５％", "15秒内达到95%"),
        ("甲局(乙处),丙局:负责", "甲局（乙处），丙局：负责"),
        ("不少于1,200项，9:00开门", "不少于1,200项，9:00开门"),
        ("市场监\n\n管局", "市场监管局"),
        ("市场监\r\n— 12 —\r\n管局", "市场监管局"),
        ("市场监\n第 3 页 共 9 页\n\f管局", "市场监管局"),
        ("⽤⼾", "用户"),
        ("\ufeff零宽\u200b空格\u3000全角", "零宽空格全角"),
    ],
)
def test_clean_text(raw: str, clean: str) -> None:
    assert manuscript(raw).text == clean


def test_every_character_keeps_its_line() -> None:
    script = manuscript("\n甲\n\n**乙** 丙\r\n丁")
    assert script.text == "甲乙丙丁"
    assert script.lines == (2, 4, 4, 5)
    assert script.starts == {0, 1, 3}
    assert script.line(99) == 5


def test_nothing_has_no_lines() -> None:
    assert manuscript(" \n\f\n").text == ""
    assert manuscript("").line(0) == 1


@given(st.text(max_size=60))
def test_any_text_can_be_cleaned(text: str) -> None:
    script = manuscript(text)
    assert len(script.text) == len(script.lines)
    assert all(0 <= start < len(script.text) for start in script.starts)
    assert manuscript(script.text).text == script.text


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
def test_encodings(encoding: str, demo_text: str) -> None:
    assert decode(demo_text.encode(encoding)) == demo_text


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"", "空的"),
        (b" \n\t\n", "空的"),
        (b"%PDF-1.7\n%\xe2\xe3", "PDF"),
        (b"PK\x03\x04\x14\x00", "Word"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1", "旧版 Word"),
        (b"{\\rtf1 text}", "RTF"),
        (b"\x89PNG\r\n\x1a\n\x00\x00", "不可读的字符|编码"),
        ("第一行\n第二\x00行".encode(), "第 2 行"),
        (b"\xff\xfe\x00\x4e", "不可读的字符|编码"),
        ("要点".encode() + b"\xff\xff", "编码"),
        (b"a" * (4 * 1024 * 1024 + 1), "4 MB"),
    ],
)
def test_what_is_not_text_is_refused(content: bytes, says: str) -> None:
    with pytest.raises(Invalid, match=says) as raised:
        decode(content)
    assert "请" in raised.value.detail
