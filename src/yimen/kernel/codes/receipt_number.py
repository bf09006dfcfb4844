"""受理回执号: a number that tells nothing, cannot be guessed, and survives being read aloud.

Sixteen characters of the credit code's alphabet in four groups, `7K3M-9XQF-2RTW-8HDC`: fifteen
drawn at random (74 bits) and the check of GB 32100. The alphabet has no I, O, Z, S, V, so what
is read wrongly as one of them is put right.
"""

from yimen.kernel.codes.credit_code import ALPHABET, weighted_check
from yimen.kernel.codes.text import plain_without_hyphens
from yimen.kernel.problems import Invalid

LENGTH = 16
ENTROPY_BYTES = 16
_READ_WRONGLY = str.maketrans("IOZS", "1025")
_SPACE = len(ALPHABET) ** (LENGTH - 1)


def make(entropy: bytes) -> str:
    """编号: the receipt number of at least 16 random bytes (`secrets.token_bytes(16)`).

    The bytes come from the caller because this module is pure. Raises ValueError on fewer.
    """
    if len(entropy) < ENTROPY_BYTES:
        raise ValueError(f"a receipt number needs {ENTROPY_BYTES} random bytes")
    rest, characters = int.from_bytes(entropy, "big") % _SPACE, []
    for _ in range(LENGTH - 1):
        rest, value = divmod(rest, len(ALPHABET))
        characters.append(ALPHABET[value])
    body = "".join(characters)
    return _grouped(body + weighted_check(body))


def verify(typed: str) -> str:
    """校验: the number in its written form. Raises Invalid when a character must be wrong."""
    text = plain_without_hyphens(typed).translate(_READ_WRONGLY)
    if len(text) != LENGTH:
        raise Invalid(
            f"回执号应为 {LENGTH} 位（四组，每组四位），现在是 {len(text)} 位。"
            "请对照受理回执重新填写，或扫描回执上的二维码。"
        )
    strange = next((c for c in text if c not in ALPHABET), "")
    if strange:
        raise Invalid(f"回执号里没有“{strange}”这个字符。请对照受理回执重新填写。")
    if weighted_check(text[:-1]) != text[-1]:
        raise Invalid("回执号有误：可能有一位写错或两位颠倒。请对照受理回执逐位核对。")
    return _grouped(text)


def _grouped(text: str) -> str:
    return "-".join(text[start : start + 4] for start in range(0, LENGTH, 4))
