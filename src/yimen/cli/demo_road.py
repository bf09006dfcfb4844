"""演示之路: what the demo's people fill in, from a pack's `demo-road.yaml` and `demo.yaml`."""

import secrets
from collections.abc import Mapping
from datetime import date, timedelta
from pathlib import Path
from typing import Annotated, Any

from pydantic import BeforeValidator, Field

from yimen.config import paths
from yimen.kernel.packs import Code, PackModel, PackReader
from yimen.kernel.problems import Invalid

_LETTERS = 5


class FreshName(PackModel):
    """新名称: the element that names the application; each case gets a name of its own.

    `{}` in `pattern` becomes five of the `characters`, drawn at random.
    """

    element: Code
    pattern: str = Field(pattern=r"^[^{}]*\{\}[^{}]*$")
    characters: str = Field(min_length=20)

    def draw(self) -> str:
        """取一个名称"""
        word = "".join(secrets.choice(self.characters) for _ in range(_LETTERS))
        return self.pattern.format(word)


class Later(PackModel):
    """将来的日期: some days from today, so that no road grows old."""

    in_days: int = Field(ge=0, le=365)
    format: str = "%Y-%m-%d"

    def on(self, today: date) -> str:
        """算出日期: as the form takes it."""
        return (today + timedelta(days=self.in_days)).strftime(self.format)


def _later(value: Any) -> Any:
    dated = isinstance(value, dict) and "in_days" in value
    return Later.model_validate(value) if dated else value


class Road(PackModel):
    """道路: one bundle's way from the first answer to the certificates."""

    applicant: str
    name: FreshName
    scenario: dict[str, bool | str]
    values: dict[Code, Annotated[Any, BeforeValidator(_later)]]

    def filled(self, today: date) -> dict[str, Any]:
        """填写内容: values by element code for one new case."""
        values = {
            code: value.on(today) if isinstance(value, Later) else value
            for code, value in self.values.items()
        }
        return {**values, self.name.element: self.name.draw()}


class RoadFile(PackModel):
    """演示之路文件: the content of `demo-road.yaml`: roads by the bundle's code."""

    roads: dict[Code, Road]


class _Account(PackModel):
    """Of a demo account what a road needs; the rest is for whoever loads the people."""

    model_config = {**PackModel.model_config, "extra": "ignore"}

    login: str
    roles: list[str]
    unit: str | None = None


class _People(PackModel):
    model_config = {**PackModel.model_config, "extra": "ignore"}

    accounts: list[_Account]


def read_road(pack: str, bundle: str) -> tuple[Road, Mapping[tuple[str, str], str]]:
    """读取道路: a bundle's road, and the demo log-in for each `(unit, role)`.

    Raises `Invalid` where the pack has no such road, `PackFaults` where a file is faulty.
    """
    root = paths.packs() / pack
    if not (root / "demo-road.yaml").is_file():
        raise Invalid(f"城市包“{pack}”没有 demo-road.yaml，不能演示。请用 --pack 指定城市包。")
    reader = PackReader(Path(root))
    roads = reader.one("demo-road.yaml", RoadFile)
    people = reader.one("demo.yaml", _People)
    reader.refuse_if_faulty()
    assert roads is not None  # or there were faults
    assert people is not None
    road = roads.value.roads.get(bundle)
    if road is None:
        known = "、".join(roads.value.roads)
        raise Invalid(f"demo-road.yaml 里没有“{bundle}”。可以演示的有：{known}。")
    staff: dict[tuple[str, str], str] = {}
    for account in people.value.accounts:
        for role in account.roles:
            staff.setdefault((account.unit or "", role), account.login)
    return road, staff
