"""Open data: read back as others would read it, counted, unchanged when nothing changed."""

import csv
import io
from datetime import date, timedelta
from typing import Any

import pytest
from django.test import Client
from rdflib import Graph, Literal, Namespace, URIRef
from rdflib.namespace import RDF

from pages import browser, dead_links, text_of
from rich_items import SINCE, publish_rich, rich_item
from yimen.catalogue.api import bundles_in_force, items_in_force
from yimen.catalogue.queries.published import items_on, lists_on
from yimen.catalogue.rules.open_data.tables import TABLES, Published, as_csv
from yimen.vocabulary.api import today

pytestmark = pytest.mark.usefixtures("demo_city")
DCAT = Namespace("http://www.w3.org/ns/dcat#")
DCTERMS = Namespace("http://purl.org/dc/terms/")
SCHEMA = Namespace("https://schema.org/")
DATE_TIME = URIRef("http://www.w3.org/2001/XMLSchema#dateTime")


@pytest.fixture
def anyone() -> Client:
    return browser()


def rows(answer: Any) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(answer.content.decode("utf-8-sig"))))


def graph(anyone: Client, query: str = "") -> Graph:
    answer = anyone.get(f"/open-data/catalogue.jsonld{query}")
    assert answer["Content-Type"].startswith("application/ld+json")
    return Graph().parse(data=answer.content.decode(), format="json-ld")


def test_the_catalogue_reads_as_dcat(anyone: Client) -> None:
    publish_rich()
    read = graph(anyone)
    [catalogue] = read.subjects(RDF.type, DCAT.Catalog)
    datasets = set(read.subjects(RDF.type, DCAT.Dataset))
    assert datasets == set(read.objects(catalogue, DCAT.dataset))
    assert len(datasets) == len(TABLES)
    for dataset in datasets:
        [distribution] = read.objects(dataset, DCAT.distribution)
        assert (distribution, RDF.type, DCAT.Distribution) in read
        [url] = read.objects(distribution, DCAT.downloadURL)
        path = str(url).removeprefix("http://127.0.0.1:8000")
        assert anyone.get(path).status_code == 200
        assert {one.language for one in read.objects(dataset, DCTERMS["title"])} == {
            *("zh-Hans", "zh-Hant", "en")
        }
    [service] = read.subjects(RDF.type, DCAT.DataService)
    assert set(read.objects(service, DCAT.servesDataset)) == datasets
    [modified] = read.objects(catalogue, DCTERMS.modified)
    assert isinstance(modified, Literal)
    assert modified.datatype == DATE_TIME


def test_every_service_that_can_be_applied_for_is_in_the_graph(anyone: Client) -> None:
    read = graph(anyone)
    services = set(read.subjects(RDF.type, SCHEMA.GovernmentService))
    assert len(services) == len(items_in_force()) + len(bundles_in_force())
    [catalogue] = read.subjects(RDF.type, DCAT.Catalog)
    assert set(read.objects(catalogue, DCTERMS.hasPart)) == services
    card = URIRef("http://127.0.0.1:8000/items/hygiene-card")
    assert Literal("食品卫生卡", lang="zh-Hans") in set(read.objects(card, SCHEMA.name))
    stall = URIRef("http://127.0.0.1:8000/bundles/open-a-stall")
    assert (card, SCHEMA.isRelatedTo, stall) in read
    assert (stall, SCHEMA.isRelatedTo, card) in read


def test_tables_have_a_line_for_everything(anyone: Client) -> None:
    publish_rich()
    items = [item for _, item in items_on()]
    wanted = {
        "items": len(items),
        "bundles": 3,
        "papers": sum(len(item.papers) for item in items),
        "steps": sum(len(item.steps) for item in items),
        "lists": sum(len(one.entries) for _, one in lists_on()),
        "powers": len(items) + 1,
    }
    for name, count in wanted.items():
        answer = anyone.get(f"/open-data/{name}.csv")
        assert answer["Content-Type"] == "text/csv; charset=utf-8"
        found = rows(answer)
        assert len(found) == count, name
        assert tuple(found[0]) == TABLES[name].head
    assert set(wanted) == set(TABLES)


def test_a_line_says_what_the_item_says(anyone: Client) -> None:
    publish_rich()
    [card] = [
        one for one in rows(anyone.get("/open-data/items.csv")) if one["名称"] == "食品卫生卡"
    ]
    assert card["收费"] == "工本费 5.00 元"
    assert card["其他编码"].startswith("gbt39046-24:")
    assert (card["改革方式"], card["通办范围"]) == ("实行告知承诺", "跨市通办")
    [paper] = [
        one
        for one in rows(anyone.get("/open-data/papers.csv"))
        if (one["事项编码"], one["材料编码"]) == ("hygiene-card", "health-check")
    ]
    assert (paper["原件份数"], paper["复印件份数"], paper["可容缺"]) == ("1", "2", "是")
    assert paper["依据"] == "示范市虚构规定第二条（待核实）"


def test_a_table_of_another_day(anyone: Client) -> None:
    publish_rich()
    before = SINCE - timedelta(days=1)
    assert rows(anyone.get(f"/open-data/lists.csv?on={before}")) == []
    assert len(rows(anyone.get("/open-data/lists.csv"))) == 2
    then = graph(anyone, f"?on={before}")
    card = URIRef("http://127.0.0.1:8000/items/hygiene-card")
    assert list(then.objects(card, SCHEMA.offers)) == []


@pytest.mark.parametrize("path", ["catalogue.jsonld", "items.csv"])
def test_what_has_not_changed_is_not_sent_again(anyone: Client, path: str) -> None:
    first = anyone.get(f"/open-data/{path}")
    for header, known in (
        ("if-none-match", first["ETag"]),
        ("if-modified-since", first["Last-Modified"]),
    ):
        again = anyone.get(f"/open-data/{path}", headers={header: known})
        assert (again.status_code, again.content) == (304, b"")
    publish_rich()
    changed = anyone.get(f"/open-data/{path}", headers={"if-none-match": first["ETag"]})
    assert changed.status_code == 200
    assert changed["ETag"] != first["ETag"]


def test_a_version_to_come_changes_the_tag_on_its_day(anyone: Client) -> None:
    later = today() + timedelta(days=5)
    before = anyone.get("/open-data/items.csv")["ETag"]
    publish_rich(later)
    assert anyone.get("/open-data/items.csv")["ETag"] == before
    assert anyone.get(f"/open-data/items.csv?on={later}")["ETag"] != before


def test_texts_that_a_spreadsheet_would_run_are_disarmed() -> None:
    names = ("=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "正常")
    items = [rich_item(name=one, effective_from=date(2026, 1, 1)) for one in names]
    table = TABLES["items"]
    text = as_csv(table.head, table.lines(Published(items)))
    found = [row[1] for row in csv.reader(io.StringIO(text.removeprefix("\ufeff")))][1:]
    assert found == ["'=1+1", "'+1", "'-1", "'@SUM(A1)", "'\t=1", "正常"]
    assert text.startswith("\ufeff")


def test_the_page_leads_to_every_table_and_says_the_terms(anyone: Client) -> None:
    page = anyone.get("/open-data/")
    content, words = page.content.decode(), text_of(page)
    for name in TABLES:
        assert f'href="/open-data/{name}.csv"' in content
        assert f'id="{name}"' in content
    assert 'href="/open-data/catalogue.jsonld"' in content
    assert "6 行" in words
    assert "请写明来源和取得的日期" in words
    assert not dead_links(page)


def test_what_there_is_not_is_not_found(anyone: Client) -> None:
    assert anyone.get("/open-data/secrets.csv").status_code == 404
    assert anyone.get("/open-data/items.csv?on=2026-02-30").status_code == 422
