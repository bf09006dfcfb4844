"""公开目录接口操作: items, lists, powers and citations as they stand on a day."""

from datetime import date

from django.core.paginator import Paginator
from django.urls import reverse
from ninja import Router

from yimen.catalogue.http.item_schemas import FullItemAnswer
from yimen.catalogue.http.linked import setting
from yimen.catalogue.http.open_data import published_on
from yimen.catalogue.http.published_schemas import (
    CitationsAnswer,
    CoverageAnswer,
    EditionAnswer,
    ItemRow,
    ListAnswer,
    OpenData,
    OpenTable,
    PowerAnswer,
)
from yimen.catalogue.queries import item_of
from yimen.catalogue.queries.history import history_of
from yimen.catalogue.queries.published import (
    bundles_with,
    citations,
    item_on,
    items_on,
    list_of,
    list_on,
    lists_on,
    permit_coverage,
    stamp,
)
from yimen.catalogue.rules.open_data.powers import powers_of
from yimen.catalogue.rules.open_data.tables import TABLES
from yimen.kernel.http import Audience
from yimen.kernel.http.operations import ApiRequest, PageNumber, PageOf, operation
from yimen.kernel.problems import Unknown
from yimen.parties.api import unit_names

router = Router(tags=["公开目录"])
PAGE_SIZE = 50
_ON = "on 是日期（2026-03-15），不写就是今天。"


@operation(
    router,
    "GET",
    "items",
    audience=Audience.PUBLIC,
    summary="事项清单",
    answer=PageOf[ItemRow],
    about=f"某日的全部事项，暂停和取消的也在内。{_ON}",
)
def items(
    request: ApiRequest, unit: str = "", on: date | None = None, page: PageNumber = 1
) -> PageOf[ItemRow]:
    """事项清单: every item on a day by code; `unit` leaves those of one unit."""
    found = [item for _, item in items_on(on) if unit in ("", item.unit)]
    shown, units = Paginator(found, PAGE_SIZE).get_page(page), unit_names()
    return PageOf[ItemRow].of(shown, [ItemRow.of(item, units) for item in shown.object_list])


@operation(
    router,
    "GET",
    "items/{code}",
    audience=Audience.PUBLIC,
    summary="事项：全部要素",
    answer=FullItemAnswer,
    about=f"依据、时限、字段、材料、环节、结果、办事指南要素、清单和改革方式。{_ON}",
)
def item(request: ApiRequest, code: str, on: date | None = None) -> FullItemAnswer:
    """事项: the definition of an item as it stands on a day, with its terms in words."""
    version = item_on(code, on)
    bundles = [bundle.code for bundle in bundles_with(code, on)]
    return FullItemAnswer.of_version(item_of(version.pk), version, unit_names(), bundles)


@operation(
    router,
    "GET",
    "items/{code}/versions",
    audience=Audience.PUBLIC,
    summary="事项的各个版本",
    answer=list[EditionAnswer],
)
def versions(request: ApiRequest, code: str) -> list[EditionAnswer]:
    """版本历史: every version of an item, the newest first, scheduled ones too."""
    found = history_of("item", code)
    if not found:
        raise Unknown(f"没有编码为“{code}”的事项。")
    return [EditionAnswer.of(one) for one in found]


@operation(
    router,
    "GET",
    "lists",
    audience=Audience.PUBLIC,
    summary="动态清单：豁免、重点管理、容缺、延期后补",
    answer=list[ListAnswer],
    about=_ON,
)
def lists(request: ApiRequest, on: date | None = None) -> list[ListAnswer]:
    """动态清单: every list on a day, with its entries."""
    units = unit_names()
    return [ListAnswer.of(definition, units) for _, definition in lists_on(on)]


@operation(
    router,
    "GET",
    "lists/{code}",
    audience=Audience.PUBLIC,
    summary="一份清单",
    answer=ListAnswer,
    about=_ON,
)
def one_list(request: ApiRequest, code: str, on: date | None = None) -> ListAnswer:
    """清单: one list on a day."""
    return ListAnswer.of(list_of(list_on(code, on)), unit_names())


@operation(
    router,
    "GET",
    "powers",
    audience=Audience.PUBLIC,
    summary="权责清单",
    answer=PageOf[PowerAnswer],
    about=f"每个部门、镇街行使的权力，委托下放的每个镇街一条。{_ON}",
)
def powers(
    request: ApiRequest, unit: str = "", on: date | None = None, page: PageNumber = 1
) -> PageOf[PowerAnswer]:
    """权责清单: who holds which power on a day; `unit` leaves those of one unit."""
    every = powers_of(item for _, item in items_on(on))
    found = [one for one in every if unit in ("", one.unit)]
    shown, units = Paginator(found, PAGE_SIZE).get_page(page), unit_names()
    return PageOf[PowerAnswer].of(shown, [PowerAnswer.of(one, units) for one in shown.object_list])


@operation(
    router,
    "GET",
    "permit-reform",
    audience=Audience.PUBLIC,
    summary="涉企经营许可的改革覆盖",
    answer=CoverageAnswer,
    about=_ON,
)
def permit_reform(request: ApiRequest, on: date | None = None) -> CoverageAnswer:
    """改革覆盖: permits for doing business by the mode under which they stand on a day."""
    return CoverageAnswer.of(permit_coverage(on))


@operation(
    router,
    "GET",
    "citations",
    audience=Audience.PUBLIC,
    summary="依据核实情况：未核实的逐条列出",
    answer=CitationsAnswer,
)
def cited(request: ApiRequest) -> CitationsAnswer:
    """依据核实情况: of the catalogue in force today."""
    return CitationsAnswer.of(citations())


@operation(
    router,
    "GET",
    "open-data",
    audience=Audience.PUBLIC,
    summary="开放数据：数据表（CSV）和数据目录（DCAT 3）的网址",
    answer=OpenData,
    about="这些网址长期不变，回答带 ETag 和 Last-Modified，可以加 ?on= 日期。",
)
def open_data(request: ApiRequest) -> OpenData:
    """开放数据: the tables and the catalogue document, with their public addresses."""
    address, published = setting().address, published_on(None)
    return OpenData(
        modified=stamp().since.isoformat(timespec="seconds"),
        catalogue=address + reverse("catalogue:linked-data"),
        tables=[
            OpenTable(
                name=table.name,
                title=table.title,
                about=table.about,
                url=address + reverse("catalogue:table", args=[table.name]),
                columns=list(table.head),
                lines=sum(1 for _ in table.lines(published)),
            )
            for table in TABLES.values()
        ],
    )
