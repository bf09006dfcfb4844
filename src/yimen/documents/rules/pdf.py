"""PDF 检查: documents that open, are not locked, and contain nothing that runs."""

import io
import zlib
from collections.abc import Iterable, Iterator
from dataclasses import replace

import pikepdf

from yimen.documents.rules.kinds import MEGABYTE, PDF, FileKind, Limits, looks_like_a_program
from yimen.kernel.problems import Invalid, TooLarge

# Once for the process, before any thread opens a file: a few kilobytes may not unpack to gigabytes.
pikepdf.settings.set_qpdf_limits(
    flate_max_memory=256 * MEGABYTE,
    run_length_max_memory=256 * MEGABYTE,
    png_max_memory=256 * MEGABYTE,
    tiff_max_memory=256 * MEGABYTE,
)

_RUNNING_ACTIONS = {
    "/JavaScript": "脚本（JavaScript）",
    "/Rendition": "多媒体脚本",
    "/Launch": "启动外部程序的动作",
    "/ImportData": "导入外部数据的动作",
}
_FIRST_BYTES = 64
# What qpdf raises on damaged or hostile files, beside its own errors.
_DAMAGE = (pikepdf.PikepdfError, RuntimeError, ValueError, TypeError, KeyError)


def open_pdf(content: bytes, limits: Limits) -> FileKind:
    """打开 PDF: the kind with its number of pages. Raises TooLarge or Invalid saying why not."""
    try:
        with pikepdf.open(io.BytesIO(content)) as pdf:
            if pdf.is_encrypted:
                raise _locked()
            pages = len(pdf.pages)
            if pages > limits.pages:
                raise TooLarge(f"PDF 有 {pages} 页，最多 {limits.pages} 页。请分成几个文件上传。")
            _refuse_what_runs(pdf.objects, limits)
    except pikepdf.PasswordError:
        raise _locked() from None
    except _DAMAGE:
        raise _damaged() from None
    if not pages:
        raise Invalid("这个 PDF 一页也没有。请重新导出后上传。")
    return replace(PDF, pages=pages)


def _locked() -> Invalid:
    return Invalid(
        "这个 PDF 设了密码或权限限制，无法核验。请在原程序里取消密码和限制，"
        "或用“打印—另存为 PDF”得到没有限制的文件后重新上传。"
    )


def _damaged() -> Invalid:
    return Invalid("这个 PDF 已损坏或不完整，打不开。请重新导出或扫描，确认能打开后再上传。")


def _refuse_what_runs(objects: Iterable[pikepdf.Object], limits: Limits) -> None:
    seen = 0
    for item in objects:
        for dictionary in _dictionaries(item):
            seen += 1
            if seen > limits.objects:
                raise TooLarge("这个 PDF 的内部结构过于庞大，无法安全打开。请重新扫描后上传。")
            _refuse_action(dictionary)
            _refuse_embedded_program(dictionary)


def _dictionaries(item: pikepdf.Object) -> Iterator[pikepdf.Object]:
    """Every dictionary written inside one object; what it only refers to comes in its own turn."""
    waiting = [item]
    while waiting:
        current = waiting.pop()
        if isinstance(current, pikepdf.Stream):
            current = current.stream_dict
        if isinstance(current, pikepdf.Dictionary):
            yield current
            inside: Iterable[object] = [value for _, value in current.items()]
        elif isinstance(current, pikepdf.Array):
            inside = list(current)
        else:
            continue
        waiting.extend(
            child for child in inside if isinstance(child, pikepdf.Object) and not child.is_indirect
        )


def _refuse_action(dictionary: pikepdf.Object) -> None:
    found = _RUNNING_ACTIONS.get(_text(dictionary.get("/S")))
    if "/JS" in dictionary or "/JavaScript" in dictionary:
        found = _RUNNING_ACTIONS["/JavaScript"]
    if found:
        raise Invalid(
            f"这个 PDF 里带有{found}，为安全起见不能接收。"
            "请用“打印—另存为 PDF”得到不带动作的文件后重新上传。"
        )


def _refuse_embedded_program(dictionary: pikepdf.Object) -> None:
    if not isinstance(dictionary.get("/EF"), pikepdf.Dictionary):
        return
    names = [_text(dictionary.get(key)) for key in ("/F", "/UF")]
    embedded = dictionary["/EF"]
    streams = [value for _, value in embedded.items()]
    starts = [_first_bytes(s) for s in streams if isinstance(s, pikepdf.Stream)]
    if any(looks_like_a_program(n, s) for n in names for s in starts or [b""]):
        raise Invalid("这个 PDF 的附件里有可执行程序，不能接收。请删除附件后重新上传。")


def _first_bytes(stream: pikepdf.Stream) -> bytes:
    """The first bytes of an attachment, without unpacking more than they need."""
    raw = bytes(stream.get_raw_stream_buffer())
    if _text(stream.stream_dict.get("/Filter")) in ("/FlateDecode", "/Fl"):
        try:
            return zlib.decompressobj().decompress(raw, _FIRST_BYTES)
        except zlib.error:
            return b""
    if "/Filter" in stream.stream_dict:
        return bytes(stream.read_bytes())[:_FIRST_BYTES]
    return raw[:_FIRST_BYTES]


def _text(value: object) -> str:
    return str(value) if value is not None else ""
