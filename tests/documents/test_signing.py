import io
import os
import stat
import subprocess
import sys
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pikepdf
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pyhanko.pdf_utils.generic import ArrayObject, DictionaryObject, NameObject, NumberObject
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from sample_papers import UNIT

from yimen.documents.adapters import signer_base
from yimen.documents.adapters.layout_typst import Sheet
from yimen.documents.adapters.purpose_copy import purpose_copy
from yimen.documents.adapters.seal_image import Seal
from yimen.documents.adapters.signature_check import SignatureReport, verify_pdf
from yimen.documents.adapters.signer_test_authority import TestAuthority
from yimen.documents.rules import identify
from yimen.kernel.problems import Invalid, Unavailable, Unknown


@pytest.fixture(scope="module")
def sealed(authority: TestAuthority, papers: dict[str, Sheet]) -> bytes:
    return authority.sign(papers["business_licence"], UNIT, reason="准予登记")


def test_a_sealed_paper_verifies(authority: TestAuthority, sealed: bytes) -> None:
    report = verify_pdf(sealed, authority.roots())
    assert report.ok
    assert report.errors == ()
    assert (report.signer_name, report.signer_code) == (UNIT.unit, UNIT.code)
    assert report.timestamp_at
    assert report.signed_at
    assert abs(report.timestamp_at - report.signed_at) < timedelta(seconds=5)
    assert datetime.now(UTC) - report.timestamp_at < timedelta(minutes=5)


@pytest.mark.parametrize("name", ["permit", "notice"])
def test_every_template_can_be_sealed(
    name: str, authority: TestAuthority, papers: dict[str, Sheet]
) -> None:
    assert verify_pdf(authority.sign(papers[name], UNIT, reason="x"), authority.roots()).ok


def test_the_seal_is_visible_where_the_layout_wants_it(
    sealed: bytes, papers: dict[str, Sheet]
) -> None:
    box = papers["business_licence"].seal_box
    with pikepdf.open(io.BytesIO(sealed)) as pdf:
        (mark,) = [a for a in pdf.pages[box.page].Annots if a.get("/FT") == "/Sig"]
        assert [int(n) for n in mark.Rect] == [
            round(n) for n in (box.left, box.bottom, box.right, box.top)
        ]
        assert mark.V.Reason == "准予登记"
        assert "/N" in mark.AP
        assert pdf.Root.Perms.DocMDP.Reference[0].TransformParams.P == 1


def test_the_platform_takes_its_own_papers_as_material(sealed: bytes) -> None:
    assert identify(sealed, "营业执照.pdf", "application/pdf").pages == 1


def test_it_holds_after_the_unit_certificate_has_expired(
    authority: TestAuthority, sealed: bytes
) -> None:
    later = datetime.now(UTC) + timedelta(days=365 * 12)
    assert verify_pdf(sealed, authority.roots(), later).ok
    much_later = datetime.now(UTC) + timedelta(days=365 * 24)  # the time stamp's has, too
    report = verify_pdf(sealed, authority.roots(), much_later)
    assert report.intact
    assert not report.trusted


def test_strangers_are_not_trusted(sealed: bytes, authority: TestAuthority, tmp_path: Path) -> None:
    stranger = TestAuthority(tmp_path)
    report = verify_pdf(sealed, stranger.roots())
    assert (report.intact, report.trusted, report.timestamp_at) == (True, False, None)
    assert "不是由本平台信任的机构签发" in report.errors[0]
    assert verify_pdf(sealed, [*stranger.roots(), *authority.roots()]).ok


def test_a_changed_byte_is_seen(authority: TestAuthority, sealed: bytes) -> None:
    changed = bytearray(sealed)
    changed[sealed.find(b"stream\n") + 40] ^= 1
    report = verify_pdf(bytes(changed), authority.roots())
    assert not report.ok
    assert not report.intact
    assert "改动过" in report.errors[0]


def test_an_addition_is_seen(authority: TestAuthority, sealed: bytes) -> None:
    writer = IncrementalPdfFileWriter(io.BytesIO(sealed))
    note = DictionaryObject(
        {
            NameObject("/Type"): NameObject("/Annot"),
            NameObject("/Subtype"): NameObject("/Square"),
            NameObject("/Rect"): ArrayObject(NumberObject(n) for n in (0, 0, 500, 500)),
        }
    )
    page = writer.root["/Pages"]["/Kids"][0]
    page["/Annots"].append(writer.add_object(note))
    writer.update_container(page["/Annots"])
    out = io.BytesIO()
    writer.write(out)
    report = verify_pdf(out.getvalue(), authority.roots())
    assert (report.ok, report.intact, report.covers_whole_file) == (False, False, False)


def test_trailing_bytes_are_seen(authority: TestAuthority, sealed: bytes) -> None:
    report = verify_pdf(sealed + b"\n% more", authority.roots())
    assert not report.ok
    assert not report.covers_whole_file


def test_saving_anew_breaks_the_seal(authority: TestAuthority, sealed: bytes) -> None:
    out = io.BytesIO()
    with pikepdf.open(io.BytesIO(sealed)) as pdf:
        pdf.save(out)
    assert not verify_pdf(out.getvalue(), authority.roots()).ok


def test_unsigned_and_unreadable_files_are_reported(
    authority: TestAuthority, papers: dict[str, Sheet]
) -> None:
    unsigned = verify_pdf(papers["notice"].pdf, authority.roots())
    assert unsigned == SignatureReport(errors=unsigned.errors)
    assert "没有电子签章" in unsigned.errors[0]
    for garbage in (b"", b"hello", b"%PDF-1.7\n%%EOF"):
        assert "无法查验" in verify_pdf(garbage, authority.roots()).errors[0]


@settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(data=st.data())
def test_no_damage_passes_or_crashes(
    data: st.DataObject, authority: TestAuthority, sealed: bytes
) -> None:
    place = data.draw(st.integers(0, len(sealed) - 1))
    value = data.draw(st.integers(0, 255))
    damaged = bytearray(sealed)
    if damaged[place] == value:
        return
    damaged[place] = value
    report = verify_pdf(bytes(damaged), authority.roots())
    # The reserved room behind the signature is the only place that no digest covers.
    start = sealed.find(b"/Contents <")
    if not start < place < sealed.find(b">", start):
        assert not report.ok


def test_keys_are_for_their_owner_only_and_are_kept(tmp_path: Path) -> None:
    folder = tmp_path / "keys"
    first = TestAuthority(folder)
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    keys = sorted(folder.glob("*.key.pem"))
    assert len(keys) == 3
    assert all(stat.S_IMODE(key.stat().st_mode) == 0o600 for key in keys)
    assert TestAuthority(folder).roots() == first.roots()


def test_many_processes_make_one_authority(tmp_path: Path) -> None:
    program = (
        "import sys, hashlib, pathlib\n"
        "from yimen.documents.adapters.signer_test_authority import TestAuthority\n"
        "root, = TestAuthority(pathlib.Path(sys.argv[1])).roots()\n"
        "print(hashlib.sha256(root).hexdigest())\n"
    )
    command = [sys.executable, "-c", program, str(tmp_path / "keys")]
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}
    started = [subprocess.Popen(command, stdout=subprocess.PIPE, env=environment) for _ in range(4)]
    answers = {process.communicate(timeout=60)[0] for process in started}
    assert len(answers) == 1
    assert len(answers.pop().strip()) == 64


def test_a_broken_key_file_says_what_to_do(tmp_path: Path) -> None:
    TestAuthority(tmp_path)
    (tmp_path / "root.key.pem").write_bytes(b"not a key")
    with pytest.raises(Unavailable, match="请从备份恢复"):
        TestAuthority(tmp_path)


def test_a_key_of_another_certificate_is_refused(tmp_path: Path) -> None:
    TestAuthority(tmp_path)
    (tmp_path / "root.key.pem").write_bytes((tmp_path / "issuing.key.pem").read_bytes())
    with pytest.raises(Unavailable, match="不能使用"):
        TestAuthority(tmp_path)


def test_a_renamed_unit_gets_its_own_certificate(
    authority: TestAuthority, papers: dict[str, Sheet]
) -> None:
    for name in ("云麓市市场监督管理和知识产权综合行政执法与服务局", "云麓市行政审批局"):
        renamed = Seal(name, UNIT.code)
        report = verify_pdf(
            authority.sign(papers["notice"], renamed, reason="x"), authority.roots()
        )
        assert (report.ok, report.signer_name) == (True, name)


def test_signers_are_found_by_name(tmp_path: Path) -> None:
    found = signer_base.signer("test-authority", tmp_path)
    assert found.is_test
    with pytest.raises(Unknown, match="test-authority"):
        signer_base.signer("none", tmp_path)


def test_a_purpose_copy_is_no_original(
    sealed: bytes, authority: TestAuthority, pdf_fonts: Path
) -> None:
    copy = purpose_copy(sealed, "办理银行开户", date(2026, 6, 30), fonts=pdf_fonts)
    assert "没有电子签章" in verify_pdf(copy, authority.roots()).errors[0]
    with pikepdf.open(io.BytesIO(copy)) as pdf:
        assert not {"/AcroForm", "/Perms", "/DSS"} & set(pdf.Root.keys())
        assert len(pdf.pages) == 1
        assert "/Annots" not in pdf.pages[0] or not len(pdf.pages[0].Annots)


def test_a_copy_needs_a_purpose_and_a_pdf(sealed: bytes, pdf_fonts: Path) -> None:
    with pytest.raises(Invalid, match="用途"):
        purpose_copy(sealed, " ", date(2026, 6, 30), fonts=pdf_fonts)
    with pytest.raises(Invalid, match="不是可读的 PDF"):
        purpose_copy(b"hello", "办理贷款", date(2026, 6, 30), fonts=pdf_fonts)
