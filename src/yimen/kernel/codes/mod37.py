"""校验算法 MOD 37,36: the hybrid check of ISO/IEC 7064 over digits and capital letters."""

from yimen.kernel.problems import Invalid

ALPHABET = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"
_MODULUS = len(ALPHABET)
_VALUES = {character: value for value, character in enumerate(ALPHABET)}


def check_character(body: str) -> str:
    """校验位: the one character that ISO/IEC 7064 MOD 37,36 sets behind `body`.

    Raises Invalid when `body` is empty or has a character outside 0–9 and A–Z.
    """
    if not body:
        raise Invalid("没有可供计算校验位的内容，请填写完整的号码。")
    remainder = _MODULUS
    for character in body:
        value = _VALUES.get(character)
        if value is None:
            raise Invalid(f"“{character}”不是数字或大写字母，请检查后重新填写。")
        remainder = (remainder + value) % _MODULUS or _MODULUS
        remainder = remainder * 2 % (_MODULUS + 1)
    return ALPHABET[(_MODULUS + 1 - remainder) % _MODULUS]


def holds(text: str) -> bool:
    """校验通过: whether the last character of `text` is the check of all before it."""
    return len(text) > 1 and check_character(text[:-1]) == text[-1]
