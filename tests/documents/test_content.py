import io
import zipfile
import zlib
from contextlib import suppress

import pikepdf
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from yimen.documents.rules import Limits, digest, identify, path
from yimen.kernel.problems import Invalid, Problem, TooLarge


def a_pdf(pages: int = 1, prepare: object = None, **save: object) -> bytes:
    with pikepdf.new() as pdf:
        for _ in range(pages):
            pdf.add_blank_page()
        if callable(prepare):
            prepare(pdf)
        out = io.BytesIO()
        pdf.save(out, **save)  # type: ignore[arg-type]
        return out.getvalue()


def an_image(form: str, size: tuple[int, int] = (40, 30)) -> bytes:
    out = io.BytesIO()
    Image.effect_noise(size, 60).convert("RGB").save(out, form)
    return out.getvalue()


def an_ofd(**others: bytes) -> bytes:
    out = io.BytesIO()
    root = b'<ofd:OFD xmlns:ofd="http://www.ofdspec.org/2016" Version="1.1" DocType="OFD"/>'
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as package:
        for name, body in {"OFD.xml": root, "Doc_0/Document.xml": b"<x/>", **others}.items():
            package.writestr(name, body)
    return out.getvalue()


def refused(content: bytes, name: str, media_type: str = "", limits: Limits | None = None) -> str:
    with pytest.raises(Problem) as caught:
        identify(content, name, media_type, limits)
    return caught.value.detail


def test_a_pdf_is_known_with_its_pages() -> None:
    kind = identify(a_pdf(3), "章程.PDF", "application/pdf")
    assert (kind.media_type, kind.pages, kind.suffix) == ("application/pdf", 3, ".pdf")


@pytest.mark.parametrize(
    ("form", "name", "media_type"),
    [
        ("JPEG", "a.jpg", "image/jpeg"),
        ("JPEG", "a.JPEG", "image/pjpeg"),
        ("PNG", "a.png", "image/png"),
        ("PNG", "C:\\扫描\\a.png", "application/octet-stream"),
    ],
)
def test_images_are_known_with_their_size(form: str, name: str, media_type: str) -> None:
    kind = identify(an_image(form), name, media_type)
    assert (kind.width, kind.height) == (40, 30)


def test_an_ofd_is_known() -> None:
    assert identify(an_ofd(), "发票.ofd").media_type == "application/ofd"


def test_empty_and_too_large() -> None:
    assert "0 字节" in refused(b"", "a.pdf")
    with pytest.raises(TooLarge, match=r"最大可传 0.001"):
        identify(a_pdf() + b" " * 2000, "a.pdf", limits=Limits(content_bytes=1049))


@pytest.mark.parametrize(
    ("content", "name", "media_type", "says"),
    [
        (an_image("PNG"), "a.pdf", "", "扩展名是 .pdf，内容却是PNG 图片"),
        (an_image("JPEG"), "a.png", "", "把扩展名改为 .jpg"),
        (a_pdf(), "合同", "", "没有扩展名"),
        (a_pdf(), "a.pdf.exe", "", "扩展名是 .exe"),
        (a_pdf(), "a.pdf", "image/png", "声明为PNG 图片，内容却是PDF"),
        (a_pdf(), "a.pdf", "text/html; charset=utf-8", "声明为text/html"),
        (b"MZ\x90\x00" + b"\0" * 99, "营业执照.pdf", "application/pdf", "可执行程序"),
        (b"PK\x03\x04" + b"\0" * 99, "a.docx", "", "Word、Excel 请另存为 PDF"),
        (b"\x00\x00\x00\x18ftypheic" + b"\0" * 99, "a.jpg", "image/jpeg", "HEIC 照片"),
        (b"<html><script>", "a.pdf", "", "认不出"),
        (b"GIF89a" + b"\0" * 99, "a.png", "", "GIF 图片"),
    ],
)
def test_false_claims_and_other_formats(
    content: bytes, name: str, media_type: str, says: str
) -> None:
    assert says in refused(content, name, media_type)


@pytest.mark.parametrize(
    "encryption",
    [
        pikepdf.Encryption(owner="o", user="u"),
        pikepdf.Encryption(owner="o", user=""),
    ],
)
def test_locked_pdfs_are_refused(encryption: pikepdf.Encryption) -> None:
    assert "密码或权限限制" in refused(a_pdf(encryption=encryption), "a.pdf")


def _open_script(pdf: pikepdf.Pdf) -> None:
    pdf.Root.OpenAction = pikepdf.Dictionary(S=pikepdf.Name.JavaScript, JS="app.alert(1)")


def _named_script(pdf: pikepdf.Pdf) -> None:
    script = pdf.make_indirect(pikepdf.Dictionary(S=pikepdf.Name.JavaScript, JS="x"))
    pdf.Root.Names = pikepdf.Dictionary(
        JavaScript=pikepdf.Dictionary(Names=pikepdf.Array(["a", script]))
    )


def _launch_on_a_page(pdf: pikepdf.Pdf) -> None:
    action = pikepdf.Dictionary(S=pikepdf.Name.Launch, F="cmd.exe")
    annotation = pikepdf.Dictionary(Type=pikepdf.Name.Annot, Subtype=pikepdf.Name.Link, A=action)
    pdf.pages[0].Annots = pikepdf.Array([annotation])


def _attached(name: str, body: bytes) -> object:
    def prepare(pdf: pikepdf.Pdf) -> None:
        pdf.attachments[name] = pikepdf.AttachedFileSpec(pdf, body, filename=name)

    return prepare


@pytest.mark.parametrize(
    ("prepare", "says"),
    [
        (_open_script, "JavaScript"),
        (_named_script, "JavaScript"),
        (_launch_on_a_page, "启动外部程序"),
        (_attached("setup.exe", b"hello"), "可执行程序"),
        (_attached("note.txt", b"MZ\x90\x00" * 20), "可执行程序"),
        (_attached("run.sh. ", b"echo"), "可执行程序"),
    ],
)
def test_pdfs_that_run_are_refused(prepare: object, says: str) -> None:
    assert says in refused(a_pdf(prepare=prepare), "a.pdf")


def test_scripts_hidden_in_object_streams_are_found() -> None:
    packed = a_pdf(prepare=_named_script, object_stream_mode=pikepdf.ObjectStreamMode.generate)
    assert b"JavaScript" not in packed
    assert "JavaScript" in refused(packed, "a.pdf")


def test_harmless_attachments_are_taken() -> None:
    kind = identify(a_pdf(prepare=_attached("invoice.xml", b"<x/>")), "a.pdf")
    assert kind.pages == 1


def test_pages_and_objects_are_limited() -> None:
    assert "最多 2 页" in refused(a_pdf(3), "a.pdf", limits=Limits(pages=2))
    assert "过于庞大" in refused(a_pdf(3), "a.pdf", limits=Limits(objects=2))


def test_a_pdf_without_pages_is_refused() -> None:
    assert "一页也没有" in refused(a_pdf(0), "a.pdf")


@pytest.mark.parametrize("form", ["JPEG", "PNG"])
def test_a_cut_image_is_refused(form: str) -> None:
    whole = an_image(form, (200, 200))
    assert "不完整" in refused(whole[: len(whole) // 2], f"a.{form.lower()}")


def test_a_flipped_byte_in_a_png_is_seen() -> None:
    whole = bytearray(an_image("PNG"))
    whole[len(whole) // 2] ^= 0x55
    assert "已损坏" in refused(bytes(whole), "a.png")


def test_pixel_bombs_are_refused_before_they_unpack() -> None:
    out = io.BytesIO()
    Image.new("1", (20_000, 20_000)).save(out, "PNG")
    assert len(out.getvalue()) < 100_000
    assert "像素" in refused(out.getvalue(), "a.png")
    assert "10×10" in refused(an_image("PNG", (10, 10)), "a.png", limits=Limits(pixels=99))


def test_ofd_faults() -> None:
    assert "不完整" not in refused(an_ofd(**{"run.exe": b"x"}), "a.ofd")
    assert "可执行程序" in refused(an_ofd(**{"Doc_0/a.bin": b"MZ\0\0"}), "a.ofd")
    assert "展开后过大" in refused(
        an_ofd(big=b"\0" * 3_000_000), "a.ofd", limits=Limits(unpacked_bytes=1_000_000)
    )
    assert "不是完整的 OFD" in refused(an_ofd(**{"../up": b"x"}), "a.ofd")
    assert "不是完整的 OFD" in refused(an_ofd()[:-30], "a.ofd")
    entity = b'<!DOCTYPE a [<!ENTITY x "y">]><a>&x;</a>'
    assert "不是完整的 OFD" in refused(an_ofd(**{"OFD.xml": entity}), "a.ofd")
    assert "不是完整的 OFD" in refused(an_ofd(**{"OFD.xml": b"<a/>"}), "a.ofd")
    assert "不是完整的 OFD" in refused(an_ofd(**{"OFD.xml": b"<a"}), "a.ofd")


def test_a_flate_bomb_in_the_structure_is_stopped() -> None:
    bomb = zlib.compress(b"\0" * 400_000_000, 9)
    body = (
        b"%PDF-1.5\n1 0 obj\n<</Type/XRef/Size 3/W[1 2 1]/Root 2 0 R/Filter/FlateDecode/Length "
        + str(len(bomb)).encode()
        + b">>\nstream\n"
        + bomb
        + b"\nendstream\nendobj\nstartxref\n9\n%%EOF\n"
    )
    assert refused(body, "a.pdf")


@settings(max_examples=150, deadline=None)
@given(
    st.sampled_from([a_pdf(2), an_image("PNG"), an_image("JPEG"), an_ofd()]),
    st.lists(st.tuples(st.integers(0, 5000), st.integers(0, 255)), max_size=20),
    st.integers(0, 5000),
)
def test_damage_is_a_problem_and_never_a_crash(
    whole: bytes, flips: list[tuple[int, int]], cut: int
) -> None:
    damaged = bytearray(whole[: max(len(whole) - cut, 0)])
    for place, value in flips:
        if place < len(damaged):
            damaged[place] = value
    with suppress(Problem):  # taken or refused: any other exception fails the test
        identify(bytes(damaged), "a.pdf")


@given(st.binary(max_size=100))
def test_content_is_addressed_by_its_digest(content: bytes) -> None:
    address = digest(content)
    assert str(path(address)) == f"{address[:2]}/{address[2:4]}/{address}"


@pytest.mark.parametrize("wrong", ["", "ab", "../../etc/passwd", "A" * 64, "a" * 63 + "\n"])
def test_no_other_name_becomes_a_path(wrong: str) -> None:
    with pytest.raises(ValueError, match="SHA-256"):
        path(wrong)


def test_the_problems_have_the_right_status() -> None:
    with pytest.raises(Invalid) as caught:
        identify(b"", "a.pdf")
    assert caught.value.status == 422
    with pytest.raises(TooLarge) as too_large:
        identify(b"x" * 11, "a.pdf", limits=Limits(content_bytes=10))
    assert too_large.value.status == 413
