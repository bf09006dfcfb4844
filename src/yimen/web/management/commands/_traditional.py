"""繁体: interface texts in Traditional Chinese as written in Hong Kong and Guangdong's press.

Only interface texts: names of people and places, addresses and texts of law are never converted.
"""

from functools import lru_cache

from opencc import OpenCC

# What OpenCC's characters get wrong or write in an older way, after the conversion.
_INSTEAD = (
    ("複核", "覆核"),
    ("羣", "群"),
    ("換髮", "換發"),
    ("摺合", "折合"),
    ("包里", "包裏"),
)


@lru_cache(maxsize=1)
def _converter() -> OpenCC:
    return OpenCC("s2hk")


def traditional(text: str) -> str:
    """转为繁体: an interface text; its placeholders are untouched."""
    converted: str = _converter().convert(text)
    for found, instead in _INSTEAD:
        converted = converted.replace(found, instead)
    return converted
