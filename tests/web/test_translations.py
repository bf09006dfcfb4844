"""The interface in three languages: complete catalogues, and pages that speak only one of them."""

import gettext
import re
from html.parser import HTMLParser
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.utils import translation

from pages import browser
from yimen.catalogue.api import bundles_in_force, items_in_force
from yimen.web.management.commands import translations
from yimen.web.management.commands._catalogue import mo, po, read_po
from yimen.web.management.commands._extraction import Found, Message, in_python, in_template
from yimen.web.management.commands._traditional import traditional
from yimen.web.templatetags.language import lang_of, original

_CHINESE = re.compile("[\u3000-\u303f\u4e00-\u9fff\uff00-\uffef]")
_VOID = frozenset(
    [
        "area",
        "base",
        "br",
        "col",
        "embed",
        "hr",
        "img",
        "input",
        "link",
        "meta",
        "source",
        "track",
        "wbr",
    ]
)
_SPOKEN = ("aria-label", "placeholder", "alt", "title")

# --- the catalogues --------------------------------------------------------------------------


def test_every_text_has_its_translations() -> None:
    call_command("translations", "--check", verbosity=0)


def test_texts_are_found_in_modules() -> None:
    source = (
        'gettext("一")\ngettext_lazy("二" "三")\ngettext_noop("四")\n'
        'ngettext("%(n)s 件", "%(n)s 件", n)\n"五"\ngettext(variable)\n'
    )
    assert list(in_python(source)) == [
        Message("一"),
        Message("二三"),
        Message("四"),
        Message("%(n)s 件", "%(n)s 件"),
    ]
    with pytest.raises(ValueError, match="第 1 行"):
        list(in_python('gettext(f"{n} 件")'))


def test_texts_are_found_in_templates() -> None:
    source = (
        '<c-panel title="{% translate \'一\' %}">{{ x|default:_("二") }}{# 不看 #}'
        "{% blocktranslate with n=m.n %}三 {{ n }} 100%{% endblocktranslate %}"
        "{% blocktranslate trimmed count n=n %}\n {{ n }} 件\n"
        "{% plural %} {{ n }} 件 {% endblocktranslate %}"
        '{% tag "四" %}五'
    )
    assert list(in_template(source, "x.html")) == [
        Found(Message("一"), "x.html"),
        Found(Message("二"), "x.html"),
        Found(Message("三 %(n)s 100%%"), "x.html"),
        Found(Message("%(n)s 件", "%(n)s 件"), "x.html"),
        Found(Message('tag "四"'), "x.html", is_marked=False),
        Found(Message("五"), "x.html", is_marked=False),
    ]


def test_catalogues_are_read_back_and_by_gettext(tmp_path: Path) -> None:
    told = {
        Message('引号“"”\n第二行'): ('a "quote"\nand a line',),
        Message("%(n)s 件", "%(n)s 件"): ("%(n)s case", "%(n)s cases"),
        Message("没有译文"): ("",),
    }
    file = tmp_path / "django.po"
    file.write_text(po("en", told, {message: ["x.html"] for message in told}), "utf-8")
    assert read_po(file) == (told, set())

    compiled = gettext.GNUTranslations(BytesIO(mo("en", told)))
    assert compiled.gettext('引号“"”\n第二行') == 'a "quote"\nand a line'
    assert compiled.ngettext("%(n)s 件", "%(n)s 件", 1) == "%(n)s case"
    assert compiled.ngettext("%(n)s 件", "%(n)s 件", 3) == "%(n)s cases"
    assert compiled.gettext("没有译文") == "没有译文"


@pytest.fixture
def package(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A package of one module with three texts, translated."""
    (tmp_path / "words.py").write_text(
        'gettext("你好%(name)s")\ngettext("再见")\nngettext("%(n)s 件", "%(n)s 件", n)\n'
    )
    english = tmp_path / "web/locale/en/LC_MESSAGES/django.po"
    english.parent.mkdir(parents=True)
    told = {
        Message("你好%(name)s"): ("Hello %(name)s",),
        Message("再见"): ("Bye",),
        Message("%(n)s 件", "%(n)s 件"): ("%(n)s case", "%(n)s cases"),
    }
    english.write_text(po("en", told, {message: ["words.py"] for message in told}))
    monkeypatch.setattr(translations, "_PACKAGE", tmp_path)
    call_command("translations", verbosity=0)
    return tmp_path


@pytest.mark.parametrize(
    ("written", "instead", "complaint"),
    [
        ('"Bye"', '""', "“再见”没有英文"),
        ('"Hello %(name)s"', '"Hello %(nom)s"', "变量与原文不同"),
        ('"Hello %(name)s"', '"Hello %(name)s！"', "还有中文"),
        ('msgid "再见"', '#, fuzzy\nmsgid "再见"', "标着 fuzzy"),
        ('\nmsgstr[1] "%(n)s cases"', "", "2 个复数形式"),
        ('"Bye"', '"Goodbye"', "过期"),
    ],
)
def test_what_is_wrong_is_told(package: Path, written: str, instead: str, complaint: str) -> None:
    call_command("translations", "--check", verbosity=0)
    english = package / "web/locale/en/LC_MESSAGES/django.po"
    text = english.read_text("utf-8")
    assert written in text
    english.write_text(text.replace(written, instead), "utf-8")
    with pytest.raises(CommandError, match=complaint):
        call_command("translations", "--check", verbosity=0)


def test_new_texts_wait_for_english_and_old_ones_go(package: Path) -> None:
    (package / "words.py").write_text('gettext("再见")\ngettext("新的")\n')
    with pytest.raises(CommandError, match="“新的”没有英文"):
        call_command("translations", verbosity=0)
    told, _ = read_po(package / "web/locale/en/LC_MESSAGES/django.po")
    assert told == {Message("再见"): ("Bye",), Message("新的"): ("",)}
    converted, _ = read_po(package / "web/locale/zh_Hant/LC_MESSAGES/django.po")
    assert converted == {Message("再见"): ("再見",), Message("新的"): ("新的",)}


def test_unmarked_chinese_in_a_template_is_told(package: Path) -> None:
    page = package / "web/templates/page.html"
    page.parent.mkdir()
    page.write_text("<p>没有标记的字</p>", "utf-8")
    with pytest.raises(CommandError, match="“<p>没有标记的字</p>”没有标记"):
        call_command("translations", "--check", verbosity=0)


@pytest.mark.parametrize(
    ("simplified", "expected"),
    [
        ("复核意见", "覆核意見"),
        ("群众求助", "群眾求助"),
        ("已换发", "已換發"),
        ("签发、签章", "簽發、簽章"),
        ("数据表里的余额", "數據表裏的餘額"),
        ("剩 %(days)s", "剩 %(days)s"),
    ],
)
def test_traditional_characters(simplified: str, expected: str) -> None:
    assert traditional(simplified) == expected
    assert traditional(expected) == expected


# --- the pages -------------------------------------------------------------------------------


class _Spoken(HTMLParser):
    """What a page says in its own language: texts and labels outside of other languages."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[tuple[str, bool]] = []
        self.words: list[str] = []
        self.language = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        is_other = bool(self.open) and self.open[-1][1]
        if tag == "html":
            self.language = given["lang"] or ""
        elif "lang" in given:
            is_other = given["lang"] != self.language
        is_other = is_other or tag == "script"  # data for machines, in every language at once
        if not is_other:
            self.words += [text for name in _SPOKEN if (text := given.get(name))]
        if tag not in _VOID:
            self.open.append((tag, is_other))

    def handle_endtag(self, tag: str) -> None:
        while self.open and self.open.pop()[0] != tag:
            pass

    def handle_data(self, data: str) -> None:
        if self.open and not self.open[-1][1] and data.strip():
            self.words.append(data.strip())


def _spoken(path: str, language: str, login: str = "") -> _Spoken:
    client = browser(login)
    client.cookies["language"] = language
    page = _Spoken()
    page.feed(client.get(path).content.decode())
    return page


def _public_pages() -> list[str]:
    bundles = [f"/bundles/{bundle.code}" for _, bundle in bundles_in_force()]
    items = [f"/items/{item.code}" for _, item in items_in_force()]
    return ["/", "/login", "/bundles", "/plan", "/verify", "/nowhere", *bundles, *items]


_OWN_PAGES = [
    ("applicant", "/cases"),
    ("applicant", "/receipts"),
    ("applicant", "/my-data"),
    ("applicant", "/administration"),
    ("supervisor", "/supervision"),
    ("supervisor", "/desk"),
    ("admin", "/administration"),
]


def _all_pages() -> list[tuple[str, str]]:
    return [*(("", path) for path in _public_pages()), *_OWN_PAGES]


@pytest.mark.usefixtures("demo_city")
def test_english_pages_speak_english() -> None:
    for login, path in _all_pages():
        page = _spoken(path, "en", login)
        assert page.language == "en"
        assert [text for text in page.words if _CHINESE.search(text)] == [], path


@pytest.mark.usefixtures("demo_city")
def test_traditional_pages_have_no_simplified_characters() -> None:
    catalogue, _ = read_po(translations._file(translations._PACKAGE, "zh_Hant", "po"))
    written = {sign for message in catalogue for sign in message.text}
    simplified = written - {sign for told in catalogue.values() for sign in told[0]}
    for login, path in _all_pages():
        page = _spoken(path, "zh-hant", login)
        assert page.language == "zh-Hant"
        assert any(_CHINESE.search(text) for text in page.words), path
        assert [text for text in page.words if simplified & set(text)] == [], path


@pytest.mark.usefixtures("demo_city")
def test_the_switch_keeps_its_choice() -> None:
    client = browser()
    client.post("/settings", {"language": "en", "next": "/verify"})
    assert '<html lang="en"' in client.get("/").content.decode()
    client.post("/settings", {"language": "zh-hant"})
    assert "核驗證照真偽" in client.get("/verify").content.decode()


@pytest.mark.parametrize(
    ("language", "value", "expected"),
    [
        ("zh-hans", "示范路<8>号", "示范路&lt;8&gt;号"),
        ("en", "示范路<8>号", '<span lang="zh-Hans">示范路&lt;8&gt;号</span>'),
        ("en", "Road & 8", "Road &amp; 8"),
        ("en", None, ""),
    ],
)
def test_what_stays_as_written_is_marked(language: str, value: Any, expected: str) -> None:
    with translation.override(language):
        assert original(value) == expected
        assert lang_of(value) == (' lang="zh-Hans"' if "span" in expected else "")
