"""文件内容识别: what a file really is, found by opening it, and whether it may be taken.

A name and a declared type are claims. A file is taken when its content opens as one of the kinds
the platform keeps, nothing in it can run, and the claims agree with the content.
"""

from dataclasses import dataclass

from yimen.documents.rules.images import open_image
from yimen.documents.rules.kinds import ACCEPTED, JPEG, MEGABYTE, OFD, PDF, PNG, FileKind, Limits
from yimen.documents.rules.ofd import open_ofd
from yimen.documents.rules.pdf import open_pdf
from yimen.kernel.problems import Invalid, TooLarge

_UNTOLD = frozenset({"", "application/octet-stream", "binary/octet-stream"})


@dataclass(frozen=True)
class _Recognised:
    start: bytes
    title: str
    remedy: str
    offset: int = 0


# Files people often send that are not kept, each with the way out.
_NOT_KEPT = (
    _Recognised(
        b"PK\x03\x04", "压缩包或 Office 文档", "压缩包请解压后逐个上传；Word、Excel 请另存为 PDF"
    ),
    _Recognised(b"\xd0\xcf\x11\xe0", "旧版 Office 文档", "请另存为 PDF 后上传"),
    _Recognised(b"Rar!", "RAR 压缩包", "请解压后逐个上传"),
    _Recognised(b"7z\xbc\xaf", "7z 压缩包", "请解压后逐个上传"),
    _Recognised(b"ftyphei", "HEIC 照片", "请在手机“设置—相机—格式”选“兼容性最佳”，或转为 JPG", 4),
    _Recognised(b"ftypmif1", "HEIF 照片", "请转为 JPG 后上传", 4),
    _Recognised(b"ftyp", "视频", "请上传图片或 PDF", 4),
    _Recognised(b"GIF8", "GIF 图片", "请转为 JPG 或 PNG 后上传"),
    _Recognised(b"BM", "BMP 图片", "请转为 JPG 或 PNG 后上传"),
    _Recognised(b"II*\x00", "TIFF 图片", "请转为 JPG、PNG 或 PDF 后上传"),
    _Recognised(b"MM\x00*", "TIFF 图片", "请转为 JPG、PNG 或 PDF 后上传"),
    _Recognised(b"WEBP", "WebP 图片", "请转为 JPG 或 PNG 后上传", 8),
    _Recognised(b"MZ", "可执行程序", "平台不接收程序文件，请上传 PDF 或图片"),
    _Recognised(b"\x7fELF", "可执行程序", "平台不接收程序文件，请上传 PDF 或图片"),
)


def identify(
    content: bytes, claimed_name: str, claimed_type: str = "", limits: Limits | None = None
) -> FileKind:
    """识别: the kind of a file that may be taken.

    `claimed_name` is the name the sender gave, `claimed_type` the media type (may be empty).
    Raises TooLarge, or Invalid for an empty, damaged, encrypted, active or mislabelled file;
    the text says what is wrong and what to do.
    """
    limits = limits or Limits()
    if not content:
        raise Invalid("文件是空的（0 字节）。请确认文件已保存好，再重新选择上传。")
    if len(content) > limits.content_bytes:
        raise TooLarge(
            f"文件有 {len(content) / MEGABYTE:.1f} MB，"
            f"最大可传 {limits.content_bytes / MEGABYTE:g} MB。"
            "请降低扫描分辨率（300 dpi 足够）或分成几个文件上传。"
        )
    kind = _open(content, limits)
    _refuse_false_claims(kind, claimed_name, claimed_type)
    return kind


def _open(content: bytes, limits: Limits) -> FileKind:
    if content.startswith(b"%PDF-"):
        return open_pdf(content, limits)
    if content.startswith(b"\xff\xd8\xff"):
        return open_image(content, JPEG, limits)
    if content.startswith(b"\x89PNG\r\n\x1a\n"):
        return open_image(content, PNG, limits)
    if content.startswith(b"PK\x03\x04") and b"OFD.xml" in content:
        return open_ofd(content, limits)
    for known in _NOT_KEPT:
        if content.startswith(known.start, known.offset):
            raise Invalid(f"这个文件是{known.title}，不能直接作为材料。{known.remedy}。")
    raise Invalid("认不出这个文件的格式。请上传 PDF、OFD 文件，或 JPG、PNG 图片。")


def _refuse_false_claims(kind: FileKind, name: str, media_type: str) -> None:
    ending = _ending(name)
    if ending not in kind.suffixes:
        claimed = f"扩展名是 {ending}" if ending else "没有扩展名"
        raise Invalid(
            f"文件“{name}”{claimed}，内容却是{kind.title}。"
            f"如果内容没错，请把扩展名改为 {kind.suffix} 后重新上传；否则请检查是否选错了文件。"
        )
    declared = media_type.split(";", maxsplit=1)[0].strip().lower()
    if declared not in _UNTOLD and declared not in (kind.media_type, *kind.aliases):
        known = {alias: k.title for k in ACCEPTED for alias in (k.media_type, *k.aliases)}
        raise Invalid(
            f"文件“{name}”上传时声明为{known.get(declared, declared)}，内容却是{kind.title}。"
            "请重新选择文件上传；通过接口上传时，请写明正确的类型。"
        )


def _ending(name: str) -> str:
    base = name.replace("\\", "/").rsplit("/", 1)[-1]
    return base[base.rfind(".") :].lower() if "." in base[1:] else ""


__all__ = ["OFD", "PDF", "FileKind", "Limits", "identify"]
