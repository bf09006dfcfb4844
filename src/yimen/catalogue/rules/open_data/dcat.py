"""开放数据目录: the catalogue of the city's open data as DCAT 3, with every service in it.

DCAT 3: https://www.w3.org/TR/vocab-dcat-3/. The context stands in the document, so that it can be
read without asking the network for anything.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from yimen.catalogue.rules.open_data.services import (
    Setting,
    bundle_service,
    in_languages,
    item_service,
)
from yimen.catalogue.rules.open_data.tables import TABLES, Published, Table
from yimen.kernel.packs import Names

_MEDIA = "https://www.iana.org/assignments/media-types/"
_LANGUAGE = "http://publications.europa.eu/resource/authority/language/ZHO"
_FREQUENCY = "http://publications.europa.eu/resource/authority/frequency/IRREG"
CONTEXT: dict[str, Any] = {
    "@vocab": "https://schema.org/",
    "dcat": "http://www.w3.org/ns/dcat#",
    "dct": "http://purl.org/dc/terms/",
    "foaf": "http://xmlns.com/foaf/0.1/",
    "vcard": "http://www.w3.org/2006/vcard/ns#",
    "xsd": "http://www.w3.org/2001/XMLSchema#",
    "url": {"@type": "@id"},
    "serviceUrl": {"@type": "@id"},
    "validFor": {"@type": "xsd:duration"},
    "processingTime": {"@type": "xsd:duration"},
    "dateModified": {"@type": "xsd:date"},
}


@dataclass(frozen=True)
class Issue:
    """发布版次: when the catalogue last changed, and how many lines each table has."""

    modified: datetime
    lines: dict[str, int]


def catalogue_document(setting: Setting, published: Published, issue: Issue) -> dict[str, Any]:
    """目录文件: one JSON-LD document: the catalogue, its data sets, the API, all services."""
    joined: dict[str, list[str]] = {}
    for bundle in published.bundles:
        for member in bundle.members:
            joined.setdefault(member.item, []).append(bundle.code)
    services = [
        {
            **item_service(item, setting, joined.get(item.code, [])),
            "dateModified": item.effective_from.isoformat(),
        }
        for item in published.items
        if item.offered
    ]
    services += [bundle_service(bundle, setting) for bundle in published.bundles]
    tables = list(TABLES.values())
    graph = [
        _catalogue(setting, issue, tables, [service["@id"] for service in services]),
        _publisher(setting),
        _api(setting, tables),
        *(_dataset(table, setting, issue) for table in tables),
        *services,
    ]
    return {"@context": CONTEXT, "@graph": graph}


def _catalogue(
    setting: Setting, issue: Issue, tables: Sequence[Table], services: Sequence[str]
) -> dict[str, Any]:
    city = setting.city.name
    title = Names(
        zh_hans=f"{city.zh_hans}政务服务事项目录",
        zh_hant=f"{city.zh_hant}政務服務事項目錄" if city.zh_hant else "",
        en=f"Public services of {city.en}" if city.en else "",
    )
    about = "可以申请办理的事项和一件事、材料、环节、清单和权责，由发布的事项版本自动生成。"
    return {
        "@id": f"{setting.address}/open-data/",
        "@type": "dcat:Catalog",
        "dct:title": in_languages(title),
        "dct:description": {"@value": about, "@language": "zh-Hans"},
        "dct:publisher": {"@id": _publisher_id(setting)},
        "dct:modified": _moment(issue.modified),
        "dct:language": {"@id": _LANGUAGE},
        "dct:license": {"@id": f"{setting.address}/open-data/#licence"},
        "foaf:homepage": {"@id": f"{setting.address}/"},
        "dcat:dataset": [{"@id": _dataset_id(table, setting)} for table in tables],
        "dcat:service": [{"@id": f"{setting.address}/api/v1/"}],
        "dct:hasPart": [{"@id": one} for one in services],
    }


def _publisher(setting: Setting) -> dict[str, Any]:
    lead = setting.units.get(setting.city.lead_unit) or setting.city.name
    return {
        "@id": _publisher_id(setting),
        "@type": "foaf:Organization",
        "foaf:name": in_languages(lead),
    }


def _publisher_id(setting: Setting) -> str:
    return f"{setting.address}/open-data/#publisher"


def _api(setting: Setting, tables: Sequence[Table]) -> dict[str, Any]:
    return {
        "@id": f"{setting.address}/api/v1/",
        "@type": "dcat:DataService",
        "dct:title": in_languages(Names(zh_hans="事项目录接口", en="Catalogue API")),
        "dcat:endpointURL": {"@id": f"{setting.address}/api/v1/"},
        "dcat:endpointDescription": {"@id": f"{setting.address}/api/v1/openapi.json"},
        "dcat:servesDataset": [{"@id": _dataset_id(table, setting)} for table in tables],
        "dct:license": {"@id": f"{setting.address}/open-data/#licence"},
    }


def _dataset_id(table: Table, setting: Setting) -> str:
    return f"{setting.address}/open-data/#{table.name}"


def _dataset(table: Table, setting: Setting, issue: Issue) -> dict[str, Any]:
    url = f"{setting.address}/open-data/{table.name}.csv"
    lines = issue.lines.get(table.name, 0)
    return {
        "@id": _dataset_id(table, setting),
        "@type": "dcat:Dataset",
        "dct:identifier": table.name,
        "dct:title": in_languages(table.title),
        "dct:description": {"@value": f"{table.about}共 {lines} 行。", "@language": "zh-Hans"},
        "dct:publisher": {"@id": _publisher_id(setting)},
        "dct:modified": _moment(issue.modified),
        "dct:accrualPeriodicity": {"@id": _FREQUENCY},
        "dct:license": {"@id": f"{setting.address}/open-data/#licence"},
        "dcat:landingPage": {"@id": f"{setting.address}/open-data/"},
        "dcat:keyword": [{"@value": "政务服务", "@language": "zh-Hans"}],
        "dcat:distribution": {
            "@id": url,
            "@type": "dcat:Distribution",
            "dct:title": in_languages(table.title),
            "dcat:accessURL": {"@id": f"{setting.address}/open-data/"},
            "dcat:downloadURL": {"@id": url},
            "dcat:mediaType": {"@id": f"{_MEDIA}text/csv"},
            "dct:license": {"@id": f"{setting.address}/open-data/#licence"},
            "dct:modified": _moment(issue.modified),
        },
    }


def _moment(at: datetime) -> dict[str, str]:
    return {"@value": at.isoformat(timespec="seconds"), "@type": "xsd:dateTime"}
