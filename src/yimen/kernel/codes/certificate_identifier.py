"""电子证照标识: the world-unique name of one issued version of a certificate (GB/T 36904).

`1.2.156.3005.2.` + type 21 (definer's credit code 18, type 3) + issuer's credit code 18 + serial +
version 3 + check 1, joined by dots. The check is ISO/IEC 7064 MOD 37,36 over type, issuer, serial
and version joined without dots and without the root.
"""

import re
from dataclasses import dataclass

from yimen.kernel.codes import mod37
from yimen.kernel.codes.text import plain
from yimen.kernel.problems import Invalid

ROOT = "1.2.156.3005.2"
_FORMS = (
    ("证照类型代码", re.compile(r"[0-9A-Z]{21}"), "21 位数字或大写字母"),
    ("颁发机构代码", re.compile(r"[0-9A-Z]{18}"), "18 位统一社会信用代码"),
    ("流水号", re.compile(r"[0-9A-Z]{1,64}"), "1 至 64 位数字或大写字母"),
    ("版本号", re.compile(r"[0-9]{3}"), "3 位数字"),
)


@dataclass(frozen=True)
class CertificateIdentifier:
    """电子证照标识: an identifier split into its parts; `str()` joins them again."""

    type_code: str
    issuer: str
    serial: str
    version: int
    check: str

    def __str__(self) -> str:
        body = f"{self.type_code}.{self.issuer}.{self.serial}.{self.version:03d}"
        return f"{ROOT}.{body}.{self.check}"


def make(type_code: str, issuer: str, serial: str, version: int = 1) -> CertificateIdentifier:
    """编制: an identifier of its parts, with the check computed. Raises Invalid naming a part."""
    parts = (type_code, issuer, serial, f"{version:03d}")
    _refuse_wrong_form(parts)
    check = mod37.check_character("".join(parts))
    return CertificateIdentifier(type_code, issuer, serial, version, check)


def parse(identifier: str) -> CertificateIdentifier:
    """拆分: the parts of an identifier of right form; the check is not judged here."""
    text = plain(identifier)
    if not text.startswith(ROOT + "."):
        raise Invalid(f"电子证照标识应以 {ROOT}. 开头。请从证照上完整复制标识，或扫描二维码查验。")
    parts = text[len(ROOT) + 1 :].split(".")
    if len(parts) != 5 or len(parts[-1]) != 1:
        raise Invalid(
            "电子证照标识在前缀之后应有五段：证照类型、颁发机构、流水号、版本号、校验位，"
            "以圆点分隔。请从证照上完整复制标识，或扫描二维码查验。"
        )
    _refuse_wrong_form(parts[:4])
    return CertificateIdentifier(parts[0], parts[1], parts[2], int(parts[3]), parts[4])


def verify(identifier: str) -> CertificateIdentifier:
    """校验: the parts of an identifier with its right check. Raises Invalid otherwise."""
    found = parse(identifier)
    expected = make(found.type_code, found.issuer, found.serial, found.version)
    if found.check != expected.check:
        raise Invalid(
            f"电子证照标识的校验位不对：最后一位是 {found.check}，应为 {expected.check}。"
            "请逐位核对，或扫描证照上的二维码查验。"
        )
    return found


def _refuse_wrong_form(parts: tuple[str, ...] | list[str]) -> None:
    for (title, form, wanted), part in zip(_FORMS, parts, strict=True):
        if not form.fullmatch(part):
            raise Invalid(f"电子证照标识的{title}应为 {wanted}，现在是“{part}”。")
