"""文件种类: what a file is found to be, and the limits it is opened under."""

from dataclasses import dataclass

MEGABYTE = 1024 * 1024


@dataclass(frozen=True)
class FileKind:
    """文件种类: the true kind of a file, learnt from its content and not from its name.

    `suffixes` are the endings such a file may bear, the usual one first; `pages` counts the pages
    of a document (0: not counted); `width` and `height` are pixels of an image (0: not an image).
    """

    media_type: str
    title: str
    suffixes: tuple[str, ...]
    aliases: tuple[str, ...] = ()
    pages: int = 0
    width: int = 0
    height: int = 0

    @property
    def suffix(self) -> str:
        """扩展名: the usual ending, with its dot."""
        return self.suffixes[0]


@dataclass(frozen=True)
class Limits:
    """上限: how large a file may be. Bytes on disk, pixels of an image, pages and objects of a PDF,
    bytes of a package once unpacked."""

    content_bytes: int = 20 * MEGABYTE
    pixels: int = 60_000_000
    pages: int = 500
    objects: int = 200_000
    unpacked_bytes: int = 200 * MEGABYTE
    entries: int = 2_000


PDF = FileKind("application/pdf", "PDF 文档", (".pdf",), ("application/x-pdf",))
JPEG = FileKind("image/jpeg", "JPEG 图片", (".jpg", ".jpeg"), ("image/jpg", "image/pjpeg"))
PNG = FileKind("image/png", "PNG 图片", (".png",), ("image/x-png",))
OFD = FileKind("application/ofd", "OFD 版式文件", (".ofd",))
ACCEPTED = (PDF, JPEG, PNG, OFD)

# Endings that start a program on a common system when opened.
PROGRAM_SUFFIXES = (
    *(".apk", ".app", ".bat", ".cmd", ".com", ".cpl", ".dll", ".docm", ".exe", ".hta", ".jar"),
    *(".js", ".jse", ".lnk", ".mjs", ".msi", ".msp", ".pif", ".ps1", ".py", ".reg", ".scr"),
    *(".sh", ".vb", ".vbe", ".vbs", ".wsf", ".xlsm"),
)
_PROGRAM_STARTS = (
    b"MZ",  # Windows
    b"\x7fELF",  # Linux
    b"\xca\xfe\xba\xbe",  # Java, macOS
    b"\xcf\xfa\xed\xfe",  # macOS
    b"\xce\xfa\xed\xfe",
    b"#!",  # scripts
)


def looks_like_a_program(name: str, start: bytes) -> bool:
    """可执行内容: whether a name or the first bytes are those of a program or script."""
    return name.lower().rstrip("\0 .").endswith(PROGRAM_SUFFIXES) or start.startswith(
        _PROGRAM_STARTS
    )
