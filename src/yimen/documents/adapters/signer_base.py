"""签章接口: what every maker of electronic seals must do, and the list of those there are.

The platform's own test authority is one; a hardware key (PKCS#11) or a remote seal service of a
qualified certification body is added as a module of its own that registers here.
"""

from collections.abc import Callable
from pathlib import Path
from typing import Protocol

from yimen.documents.adapters.layout_typst import Sheet
from yimen.documents.adapters.seal_image import Seal
from yimen.kernel.problems import Unknown


class Signer(Protocol):
    """签章机构: seals laid-out certificates in a unit's name.

    `is_test` says that its seals have no legal force; the layout then prints so, which is why
    `Seal.test` must be taken from here before laying out.
    """

    @property
    def is_test(self) -> bool:
        """测试签章: whether the seals have no legal force."""

    def roots(self) -> tuple[bytes, ...]:
        """信任根: the DER certificates that its signatures lead to."""

    def sign(self, sheet: Sheet, seal: Seal, *, reason: str) -> bytes:
        """签章: the PDF sealed by `seal.unit` (PAdES), the seal's picture at its place."""


_MAKERS: dict[str, Callable[[Path], Signer]] = {}


def register(name: str, maker: Callable[[Path], Signer]) -> None:
    """登记签章机构: makes a signer available under `name`; it is given the keys' folder."""
    _MAKERS[name] = maker


def signer(name: str, keys: Path) -> Signer:
    """取签章机构: the signer of that name. Raises Unknown, listing the names there are."""
    if name not in _MAKERS:
        raise Unknown(f"没有名为“{name}”的签章机构。可用的有：{'、'.join(sorted(_MAKERS))}。")
    return _MAKERS[name](keys)
