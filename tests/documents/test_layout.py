import io
from pathlib import Path

import pikepdf
import pytest
from PIL import Image
from sample_papers import PAPERS, UNIT

from yimen.documents.adapters import fonts as font_files
from yimen.documents.adapters.layout_typst import FIELDS, Sheet, render
from yimen.documents.adapters.seal_image import Seal, draw
from yimen.documents.rules import identify
from yimen.kernel.problems import Invalid, Unavailable, Unknown

ADDRESS = "https://example.org/v/1"


def lay(template: str, fonts: Path, lang: str = "zh-hans", **changes: object) -> Sheet:
    data = {**PAPERS[template], **changes}
    return render(template, data, seal=UNIT, qr=ADDRESS, lang=lang, fonts=fonts)


def words_of(pdf: bytes) -> str:
    """Every character a page can show, through the fonts' own tables back to Unicode."""
    found = set()
    with pikepdf.open(io.BytesIO(pdf)) as document:
        for item in document.objects:
            if isinstance(item, pikepdf.Dictionary) and "/ToUnicode" in item:
                table = item.ToUnicode.read_bytes().decode("ascii", "ignore")
                for line in table.splitlines():
                    if line.startswith("<") and line.count("<") == 2:
                        code = line.rsplit("<", 1)[1].rstrip("> ")
                        found.add(bytes.fromhex(code).decode("utf-16-be"))
    return "".join(found)


@pytest.mark.parametrize("name", FIELDS)
def test_every_character_of_the_data_is_on_the_paper(name: str, papers: dict[str, Sheet]) -> None:
    shown = words_of(papers[name].pdf)
    texts = [v for k, v in PAPERS[name].items() if isinstance(v, str) and k[-4:] not in ("date",)]
    for text in texts:
        assert not [c for c in text if c.isalpha() and c not in shown], text
    assert not set("测试签章不具法律效力") - set(shown)


@pytest.mark.parametrize("name", FIELDS)
def test_the_same_data_give_the_same_bytes(
    name: str, papers: dict[str, Sheet], pdf_fonts: Path
) -> None:
    lay(name, pdf_fonts, issuer="别的机关")  # what was laid out between must leave no trace
    assert lay(name, pdf_fonts) == papers[name]


@pytest.mark.parametrize("name", FIELDS)
def test_papers_are_archival_pdf_with_embedded_fonts_and_a_title(
    name: str, papers: dict[str, Sheet]
) -> None:
    assert identify(papers[name].pdf, "a.pdf").pages == 1
    with pikepdf.open(io.BytesIO(papers[name].pdf)) as pdf:
        metadata = pdf.open_metadata()
        assert metadata.pdfa_status == "2U"
        assert metadata["dc:title"] in ("营业执照", "食品经营许可证", "受理通知书")
        fonts = [o for o in pdf.objects if _is_font(o)]
        assert fonts
        assert all("/FontFile2" in f or "/FontFile3" in f for f in fonts)


def _is_font(item: pikepdf.Object) -> bool:
    return isinstance(item, pikepdf.Dictionary) and item.get("/Type") == "/FontDescriptor"


@pytest.mark.parametrize("name", FIELDS)
def test_the_seal_belongs_inside_the_last_page(name: str, papers: dict[str, Sheet]) -> None:
    box = papers[name].seal_box
    with pikepdf.open(io.BytesIO(papers[name].pdf)) as pdf:
        _, _, width, height = (float(n) for n in pdf.pages[box.page].mediabox)
    assert 0 < box.left < box.right < width
    assert 0 < box.bottom < box.top < height
    assert box.right - box.left == pytest.approx(box.top - box.bottom)


def test_a_long_notice_is_sealed_on_its_last_page(pdf_fonts: Path) -> None:
    sheet = lay("notice", pdf_fonts, rows=[[f"第 {n} 项", "说明" * 60] for n in range(40)])
    pages = identify(sheet.pdf, "a.pdf").pages
    assert pages > 1
    assert sheet.seal_box.page == pages - 1


@pytest.mark.parametrize(
    ("lang", "shown"),
    [("zh-hans", "测试签章"), ("zh-hant", "測試簽章"), ("en", "Testsalnogfrc")],
)
def test_the_frame_words_follow_the_language(lang: str, shown: str, pdf_fonts: Path) -> None:
    assert not set(shown) - set(words_of(lay("notice", pdf_fonts, lang).pdf))


def test_a_real_seal_is_not_called_a_test(pdf_fonts: Path) -> None:
    real = Seal(UNIT.unit, UNIT.code, test=False)
    sheet = render("notice", PAPERS["notice"], seal=real, qr=ADDRESS, fonts=pdf_fonts)
    assert "测" not in words_of(sheet.pdf)


def test_data_is_never_read_as_markup(pdf_fonts: Path) -> None:
    sheet = lay("notice", pdf_fonts, addressee='#panic("x") *b* $1/0$ ]]} \\ "', notes=["= #a"])
    assert {"#", "*", "$", "]", "}", "\\"} <= set(words_of(sheet.pdf))


def test_a_long_scope_is_set_smaller_and_an_endless_one_refused(pdf_fonts: Path) -> None:
    assert (
        identify(lay("business_licence", pdf_fonts, scope="餐饮；" * 250).pdf, "a.pdf").pages == 1
    )
    with pytest.raises(Invalid, match="“经营范围”的文字太多"):
        lay("business_licence", pdf_fonts, scope="餐饮；" * 3000)


@pytest.mark.parametrize(
    ("changes", "says"),
    [({"scope": "  "}, "缺少内容：scope"), ({"name": "≒"}, r"“≒”\(U\+2252\)")],
)
def test_what_cannot_be_printed_is_refused(
    changes: dict[str, str], says: str, pdf_fonts: Path
) -> None:
    with pytest.raises(Invalid, match=says):
        lay("business_licence", pdf_fonts, **changes)


def test_every_character_of_gbk_but_one_can_be_printed(pdf_fonts: Path) -> None:
    trails = [b for b in range(0x40, 0xFF) if b != 0x7F]
    pairs = (bytes([a, b]) for a in range(0x81, 0xFF) for b in trails)
    characters = {c for pair in pairs if (c := pair.decode("gbk", "ignore")) and len(c) == 1}
    characters -= set(map(chr, range(0x80)))  # the second byte of an unused pair
    assert len(characters) > 21_000
    font_files.refuse_missing_characters(["".join(characters - {"≒"})], pdf_fonts)


def test_unknown_templates_and_languages_name_the_known(pdf_fonts: Path) -> None:
    with pytest.raises(Unknown, match="business_licence、permit、notice"):
        render("none", {}, seal=UNIT, qr=ADDRESS, fonts=pdf_fonts)
    with pytest.raises(Unknown, match="zh-hans"):
        lay("notice", pdf_fonts, "fr")


def test_missing_fonts_say_what_to_run(tmp_path: Path) -> None:
    with pytest.raises(Unavailable, match="make build"):
        font_files.folder(tmp_path)


def test_a_seal_is_red_on_nothing_and_always_the_same(pdf_fonts: Path) -> None:
    picture = draw(UNIT, pdf_fonts)
    draw.cache_clear()
    assert draw(UNIT, pdf_fonts) == picture
    with Image.open(io.BytesIO(picture)) as image:
        assert (image.size, image.mode) == ((600, 600), "RGBA")
        red, green, blue, opacity = image.split()
        assert red.getextrema() == (200, 200)
        assert green.getextrema() == (16, 16)
        assert blue.getextrema() == (46, 46)
        assert opacity.getextrema() == (0, 255)
        assert opacity.getpixel((0, 0)) == 0
        assert opacity.getpixel((300, 12)) == 255


def test_seals_tell_units_purposes_and_tests_apart(pdf_fonts: Path) -> None:
    seals = [
        UNIT,
        Seal("云麓市民政局", UNIT.code),
        Seal(UNIT.unit, UNIT.code, purpose="业务专用章"),
        Seal(UNIT.unit, UNIT.code, test=False),
    ]
    assert len({draw(seal, pdf_fonts) for seal in seals}) == len(seals)


def test_a_long_name_does_not_meet_the_code_below(pdf_fonts: Path) -> None:
    name = "国家税务总局云麓市税务局第二税务分局河东办税服务厅"
    with Image.open(io.BytesIO(draw(Seal(name, ""), pdf_fonts))) as image:
        below = image.getchannel("A").crop((200, 480, 400, 540))
    assert below.getextrema() == (0, 0)
