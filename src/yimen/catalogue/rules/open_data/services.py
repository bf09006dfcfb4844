"""政务服务描述: an item or bundle as a schema.org `GovernmentService`, for search engines.

Vocabulary: https://schema.org/GovernmentService. Limits in working days are told in words only: a
schema.org duration counts days of the calendar.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from yimen.catalogue.rules.definitions import BundleDefinition, ItemDefinition
from yimen.catalogue.rules.open_data import words
from yimen.kernel.packs import Names, Period
from yimen.vocabulary.api import CityDefinition, DocumentDefinition

_LANGUAGES = {"zh_hans": "zh-Hans", "zh_hant": "zh-Hant", "en": "en"}
_DURATIONS = {"d": "P{}D", "mo": "P{}M", "y": "P{}Y", "h": "PT{}H"}


@dataclass(frozen=True)
class Setting:
    """发布环境: what a description needs besides the definition.

    `address` is the platform's public address without a slash at the end; `units` are names of
    units by code, `documents` the document types.
    """

    address: str
    city: CityDefinition
    units: Mapping[str, Names]
    documents: Mapping[str, DocumentDefinition]

    def item_url(self, code: str) -> str:
        """事项网址: the page of an item, its identifier in linked data."""
        return f"{self.address}/items/{code}"

    def bundle_url(self, code: str) -> str:
        """一件事网址"""
        return f"{self.address}/bundles/{code}"

    def list_url(self, code: str) -> str:
        """清单网址"""
        return f"{self.address}/lists/{code}"


def item_service(
    item: ItemDefinition, setting: Setting, bundles: Sequence[str] = ()
) -> dict[str, Any]:
    """事项描述: without `@context`, so that it can stand in a graph; `bundles` join the item."""
    url = setting.item_url(item.code)
    described = {
        **_service(url, item.code, item.name, item.unit, setting),
        "alternateName": [text for name in item.aliases for text in in_languages(name)],
        "description": in_languages(item.description),
        "disambiguatingDescription": f"承诺时限 {item.limits.promised.words}",
        "serviceType": words.KINDS[item.kind],
        "audience": [_audience(words.APPLICANTS[one]) for one in item.applicants],
        "availableChannel": [_channel(one, item, url, setting) for one in item.channels],
        "offers": [_offer(fee.name, fee.yuan) for fee in item.fees],
        "isRelatedTo": [{"@id": setting.bundle_url(code)} for code in bundles],
        "serviceOutput": _output(item, setting),
    }
    described["identifier"] += [
        {"@type": "PropertyValue", "propertyID": use.scheme, "value": use.code}
        for use in item.codes
    ]
    return _said(described)


def bundle_service(bundle: BundleDefinition, setting: Setting) -> dict[str, Any]:
    """一件事描述: as for an item; its members are related services."""
    url = setting.bundle_url(bundle.code)
    members = [{"@id": setting.item_url(member.item)} for member in bundle.members]
    return _said(
        {
            **_service(url, bundle.code, bundle.name, bundle.unit, setting),
            "alternateName": [text for name in bundle.aliases for text in in_languages(name)],
            "description": in_languages(bundle.summary),
            "disambiguatingDescription": f"承诺时限 {bundle.promised.words}",
            "serviceType": "一件事一次办",
            "audience": [_audience(words.APPLICANTS[one]) for one in bundle.applicants],
            "isRelatedTo": members,
        }
    )


def in_languages(names: Names | None) -> list[dict[str, str]]:
    """多语名称: every language a name has, as JSON-LD values."""
    if names is None:
        return []
    return [
        {"@value": getattr(names, key), "@language": tag}
        for key, tag in _LANGUAGES.items()
        if getattr(names, key)
    ]


def duration(period: Period) -> str:
    """日历时长: ISO 8601; empty for limits in working days and office hours."""
    form = _DURATIONS.get(period.unit.value, "")
    return form.format(f"{period.amount.normalize():f}") if form else ""


def _service(url: str, code: str, name: Names, unit: str, setting: Setting) -> dict[str, Any]:
    return {
        "@type": "GovernmentService",
        "@id": url,
        "url": url,
        "name": in_languages(name),
        "identifier": [{"@type": "PropertyValue", "propertyID": "code", "value": code}],
        "serviceOperator": {
            "@type": "GovernmentOrganization",
            "name": in_languages(setting.units.get(unit)) or [{"@value": unit}],
        },
        "areaServed": {
            "@type": "AdministrativeArea",
            "name": in_languages(setting.city.name),
        },
    }


def _audience(word: str) -> dict[str, str]:
    return {"@type": "Audience", "audienceType": word}


def _channel(kind: str, item: ItemDefinition, url: str, setting: Setting) -> dict[str, Any]:
    channel: dict[str, Any] = {
        "@type": "ServiceChannel",
        "name": words.CHANNELS[kind],
        "serviceUrl": url if kind in {"online", "mobile"} else "",
        "processingTime": duration(item.limits.promised),
    }
    if kind == "counter":
        channel["serviceLocation"] = [
            _said(
                {
                    "@type": "Place",
                    "name": in_languages(place.name),
                    "address": place.address.zh_hans,
                    "telephone": place.phone,
                }
            )
            for place in item.guide.places
        ]
    elif setting.city.hotline:
        channel["servicePhone"] = {"@type": "ContactPoint", "telephone": setting.city.hotline}
    return _said(channel)


def _offer(name: Names, yuan: str) -> dict[str, Any]:
    return {"@type": "Offer", "name": name.zh_hans, "price": yuan, "priceCurrency": "CNY"}


def _output(item: ItemDefinition, setting: Setting) -> dict[str, Any] | None:
    document = setting.documents.get(item.result_document)
    if document is None:
        return None
    kind = "GovernmentPermit" if item.kind == "licence" else "CreativeWork"
    years = item.result.valid_years if item.result else None
    output: dict[str, Any] = {"@type": kind, "name": in_languages(document.name)}
    if kind == "GovernmentPermit" and years:
        output["validFor"] = f"P{years}Y"
    return output


def _said(values: dict[str, Any]) -> dict[str, Any]:
    """Without what is empty: nothing is better than an empty text."""
    return {key: value for key, value in values.items() if value not in (None, "", [])}
