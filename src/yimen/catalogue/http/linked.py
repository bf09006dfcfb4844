"""页内关联数据: the schema.org description in the page of an item or bundle."""

import json
from collections.abc import Mapping
from datetime import date
from typing import Any

from django.conf import settings
from django.utils.safestring import SafeString

from yimen.catalogue.models import Version
from yimen.catalogue.queries.published import bundles_with
from yimen.catalogue.rules import BundleDefinition, ItemDefinition
from yimen.catalogue.rules.open_data.services import Setting, bundle_service, item_service
from yimen.kernel.packs import Names
from yimen.parties.api import Unit
from yimen.vocabulary.api import city, documents

_ESCAPES = {ord(">"): "\\u003E", ord("<"): "\\u003C", ord("&"): "\\u0026"}


def setting() -> Setting:
    """发布环境: of this platform and city."""
    units = {unit.code: Names.model_validate(unit.name) for unit in Unit.objects.all()}
    return Setting(settings.YIMEN_PUBLIC_URL.rstrip("/"), city(), units, documents())


def service_of(item: ItemDefinition, version: Version, on: date | None = None) -> SafeString:
    """事项描述: the item as schema.org JSON-LD, safe within a script element."""
    joined = [bundle.code for bundle in bundles_with(item.code, on)]
    described = item_service(item, setting(), joined)
    return _script({**described, "dateModified": version.effective_from.isoformat()})


def service_of_bundle(bundle: BundleDefinition) -> SafeString:
    """一件事描述: the bundle as schema.org JSON-LD, safe within a script element."""
    return _script(bundle_service(bundle, setting()))


def _script(described: Mapping[str, Any]) -> SafeString:
    text = json.dumps({"@context": "https://schema.org", **described}, ensure_ascii=False)
    return SafeString(text.translate(_ESCAPES))
