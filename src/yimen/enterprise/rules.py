"""企业规则: credit codes given out, and what a name must not collide with."""

from yimen.kernel import permissions
from yimen.kernel.codes import credit_code, organisation_code

REGISTRATION_DEPARTMENT = "9"
"""GB 32100 登记管理部门代码 9: 工商（市场监督管理）."""
ENTERPRISE_KIND = "1"
"""GB 32100 机构类别代码 1: 企业."""
INDIVIDUAL_KIND = "2"
"""GB 32100 机构类别代码 2: 个体工商户."""
_BODY_PREFIX = "MA"
"""Organisation codes given out since the three licences became one begin with MA."""


def kind_of(enterprise_type: str) -> str:
    """机构类别: the kind that the code tells, by the form's `enterprise.type`: `individual`
    is an individual business (个体工商户), everything else an enterprise."""
    return INDIVIDUAL_KIND if enterprise_type == "individual" else ENTERPRISE_KIND


def body_number(serial: int) -> str:
    """主体标识码: the nine characters of GB 11714 for a running number below 36⁶.

    Six characters of base 36 follow `MA`; the letters that GB 32100 leaves out are left out here
    too, so the alphabet has 31 characters and the numbers reach 31⁶.
    """
    alphabet = credit_code.ALPHABET
    if not 0 <= serial < len(alphabet) ** 6:
        raise ValueError("主体标识码的序号已用完，请换用新的前缀。")
    characters = []
    for _ in range(6):
        serial, value = divmod(serial, len(alphabet))
        characters.append(alphabet[value])
    body = _BODY_PREFIX + "".join(reversed(characters))
    return body + organisation_code.check_character(body)


permissions.register(
    "enterprise.register", "登记企业", "登记事项的自动环节", permissions.is_platform
)
