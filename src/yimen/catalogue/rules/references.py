"""引用检查: every code that a pack uses stands for something, and nothing stands there twice."""

from collections.abc import Collection, Iterable, Iterator
from typing import Any

from yimen.catalogue.rules.contents import PackContents
from yimen.catalogue.rules.definitions import BundleDefinition, ItemDefinition
from yimen.catalogue.rules.findings import Finding, called, error, nearest, warning
from yimen.catalogue.rules.lists import ListDefinition
from yimen.kernel.codes import credit_code
from yimen.kernel.expressions import spell
from yimen.kernel.packs import Loaded
from yimen.kernel.packs.yaml_marks import Path
from yimen.kernel.problems import Invalid

Use = tuple[Path, str | None, str]
"""A use of a code: where it stands, the code, and what it should be (a key of `_PLACES`)."""

_PLACES = {
    "area": ("区划", "areas.yaml"),
    "unit": ("部门", "units.yaml"),
    "element": ("数据元", "elements.yaml"),
    "document": ("材料类型", "documents.yaml"),
    "resource": ("数据资源", "resources.yaml"),
    "item": ("事项", "items/"),
    "entry": ("基本目录条目", "directory.yaml"),
    "person": ("演示人员", "demo.yaml 的 people"),
}


def check_references(pack: PackContents) -> Iterator[Finding]:
    """检查引用: codes that nothing in the pack answers to, with the nearest that there is.

    Where the file that should hold the code could not be read, its users are not blamed.
    """
    for loaded, uses in _uses(pack):
        for path, code, kind in uses:
            known = _known(pack, kind)
            if code is None or known is None or code in known:
                continue
            noun, place = _PLACES[kind]
            remedy = nearest(code, known) or f"改成已有的编码，或在 {place} 里加上它"
            yield error(loaded, path, f"没有{noun}“{code}”", remedy)


def check_duplicates(pack: PackContents) -> Iterator[Finding]:
    """检查重复: codes that are given twice where each may stand once."""
    for loaded, noun, entries in _entries(pack):
        seen: set[str] = set()
        for path, code in entries:
            if code in seen:
                yield error(loaded, path, f"{noun}“{code}”重复", "删去一处，或换一个编码")
            seen.add(code)
    yield from _repeated_files(pack.items, "事项")
    yield from _repeated_files(pack.bundles, "一件事")
    yield from _repeated_files(pack.lists, "清单")
    yield from _spelt_alike(pack)


def check_relations(pack: PackContents) -> Iterator[Finding]:
    """检查关系: what two definitions say of each other agrees."""
    yield from _sources(pack)
    yield from _results(pack)
    yield from _tables(pack)
    yield from _credit_codes(pack)
    for bundle in pack.bundles:
        yield from _answers(pack, bundle)
        placed = {e for section in bundle.value.sections for e in section.elements}
        subject = bundle.value.subject_name
        if subject in pack.element_of and subject not in placed:
            message = f"命名整件事的“{subject}”不在任何填报分区里"
            yield error(bundle, ("subject_name",), message, "把它放进一个 sections.elements")


def _known(pack: PackContents, kind: str) -> Collection[str] | None:
    """The codes of a kind; None where the file that holds them was not read in full."""
    known: dict[str, Any] = {
        "area": pack.areas and {area.code for area in pack.areas.value.areas},
        "unit": pack.units and {unit.code for unit in pack.units.value.units},
        "element": pack.elements and pack.element_of,
        "document": pack.documents and pack.document_of,
        "resource": pack.resources and pack.resource_of,
        "item": None if any(f.startswith("items/") for f in pack.faulty) else pack.item_of,
        "entry": None if "directory.yaml" in pack.faulty else pack.entry_of,
        "person": pack.demo and {person.name for person in pack.demo.value.people},
    }
    found: Collection[str] | None = known[kind]
    return found


def _uses(pack: PackContents) -> Iterator[tuple[Loaded[Any], Iterator[Use]]]:
    for item in pack.items:
        yield item, _item_uses(item.value)
    for bundle in pack.bundles:
        yield bundle, _bundle_uses(bundle.value)
    for one in pack.lists:
        yield one, _list_uses(one.value)
    if pack.city:
        city = pack.city.value
        yield pack.city, iter([(("lead_unit",), city.lead_unit, "unit")])
        yield pack.city, iter([(("area",), city.area, "area")])
    for loaded, uses in (
        (pack.areas, _area_uses),
        (pack.units, _unit_uses),
        (pack.elements, _element_uses),
        (pack.documents, _document_uses),
        (pack.resources, _resource_uses),
        (pack.directory, _directory_uses),
        (pack.demo, _demo_uses),
    ):
        if loaded:
            yield loaded, uses(loaded.value)


def _item_uses(item: ItemDefinition) -> Iterator[Use]:
    yield ("unit",), item.unit, "unit"
    yield ("entry",), item.entry, "entry"
    yield from _each(("replaces",), item.replaces, "item")
    if item.delegation:
        yield from _each(("delegation", "to"), item.delegation.to, "unit")
        yield ("delegation", "by"), item.delegation.by, "element"
    for n, question in enumerate(item.scenario):
        yield ("scenario", n, "element"), question.element, "element"
    for n, field in enumerate(item.fields):
        yield ("fields", n, "element"), field.element, "element"
    for n, paper in enumerate(item.papers):
        yield ("papers", n, "document"), paper.document, "document"
    for n, step in enumerate(item.steps):
        yield ("steps", n, "unit"), step.unit, "unit"
        yield from _each(("steps", n, "needs"), step.needs, "element")
    yield from _each(("produces",), item.produces, "element")
    for n, step in enumerate(item.steps):
        yield ("steps", n, "item"), step.item, "item"
    if item.renewal:
        yield ("renewal", "document"), item.renewal.document, "document"
    if item.result is None:
        return
    yield ("result", "document"), item.result.document, "document"
    for n, row in enumerate(item.result.rows):
        yield ("result", "rows", n, "element"), row.element, "element"


def _bundle_uses(bundle: BundleDefinition) -> Iterator[Use]:
    yield ("unit",), bundle.unit, "unit"
    yield ("subject_name",), bundle.subject_name, "element"
    for n, question in enumerate(bundle.scenario):
        yield ("scenario", n, "element"), question.element, "element"
    for n, member in enumerate(bundle.members):
        yield ("members", n, "item"), member.item, "item"
    for n, section in enumerate(bundle.sections):
        yield from _each(("sections", n, "elements"), section.elements, "element")


def _list_uses(one: ListDefinition) -> Iterator[Use]:
    yield ("unit",), one.unit, "unit"
    for n, entry in enumerate(one.entries):
        yield ("entries", n, "item"), entry.item, "item"
        yield ("entries", n, "document"), entry.document, "document"


def _directory_uses(content: Any) -> Iterator[Use]:
    for n, entry in enumerate(content.entries):
        at: Path = ("entries", n)
        yield (*at, "unit"), entry.unit, "unit"
        yield (*at, "parent"), entry.parent, "entry"
        yield from _each((*at, "implementing"), entry.implementing, "unit")


def _area_uses(content: Any) -> Iterator[Use]:
    for n, area in enumerate(content.areas):
        yield ("areas", n, "parent"), area.parent, "area"


def _unit_uses(content: Any) -> Iterator[Use]:
    for n, unit in enumerate(content.units):
        yield ("units", n, "parent"), unit.parent, "unit"
        yield ("units", n, "area"), unit.area, "area"


def _element_uses(content: Any) -> Iterator[Use]:
    for n, element in enumerate(content.elements):
        yield from _each(("elements", n, "columns"), element.columns, "element")
        yield from _source_uses(("elements", n, "source"), element.source)


def _document_uses(content: Any) -> Iterator[Use]:
    for n, document in enumerate(content.documents):
        at: Path = ("documents", n)
        yield (*at, "issuer"), document.issuer, "unit"
        yield (*at, "issued_by_item"), document.issued_by_item, "item"
        yield from _each((*at, "elements"), document.elements, "element")
        yield from _source_uses((*at, "source"), document.source)


def _resource_uses(content: Any) -> Iterator[Use]:
    for n, resource in enumerate(content.resources):
        at: Path = ("resources", n)
        yield (*at, "provider"), resource.provider, "unit"
        yield (*at, "key"), resource.key, "element"
        yield from _each((*at, "elements"), resource.elements, "element")
        yield from _each((*at, "documents"), resource.documents, "document")


def _demo_uses(content: Any) -> Iterator[Use]:
    for n, account in enumerate(content.accounts):
        yield ("accounts", n, "unit"), account.unit, "unit"
        yield ("accounts", n, "person"), account.person, "person"
    for n, record in enumerate(content.records):
        at: Path = ("records", n)
        yield (*at, "resource"), record.resource, "resource"
        for code in record.values:
            yield (*at, "values", code), code, "element"


def _source_uses(at: Path, source: Any) -> Iterator[Use]:
    if source:
        yield (*at, "resource"), source.resource, "resource"
        yield (*at, "key"), source.key, "element"


def _each(at: Path, codes: Iterable[str], kind: str) -> Iterator[Use]:
    for n, code in enumerate(codes):
        yield (*at, n), code, kind


# Duplicates

_Entries = Iterator[tuple[Path, str]]


def _entries(pack: PackContents) -> Iterator[tuple[Loaded[Any], str, _Entries]]:
    for loaded, key, noun in (
        (pack.areas, "areas", "区划"),
        (pack.units, "units", "部门"),
        (pack.elements, "elements", "数据元"),
        (pack.documents, "documents", "材料类型"),
        (pack.resources, "resources", "数据资源"),
        (pack.directory, "entries", "基本目录条目"),
    ):
        if loaded:
            yield loaded, noun, _coded(getattr(loaded.value, key), (key,), "code")
    if pack.elements:
        for n, element in enumerate(pack.elements.value.elements):
            at: Path = ("elements", n, "choices")
            yield pack.elements, "选项", _coded(element.choices, at, "value")
    for item in pack.items:
        yield item, "字段", _coded(item.value.fields, ("fields",), "element")
        yield item, "材料", _coded(item.value.papers, ("papers",), "document")
    for bundle in pack.bundles:
        yield bundle, "联办事项", _coded(bundle.value.members, ("members",), "item")
        yield bundle, "情形问题", _coded(bundle.value.scenario, ("scenario",), "code")
        yield bundle, "填报分区", _coded(bundle.value.sections, ("sections",), "code")
        yield bundle, "分区里的数据元", _placed(bundle.value)
        for n, question in enumerate(bundle.value.scenario):
            options: Path = ("scenario", n, "options")
            yield bundle, "选项", _coded(question.options, options, "value")


def _coded(models: Iterable[Any], at: Path, key: str) -> _Entries:
    for n, model in enumerate(models):
        yield (*at, n, key), getattr(model, key)


def _placed(bundle: BundleDefinition) -> _Entries:
    for n, section in enumerate(bundle.sections):
        for m, element in enumerate(section.elements):
            yield ("sections", n, "elements", m), element


def _repeated_files(files: Iterable[Loaded[Any]], noun: str) -> Iterator[Finding]:
    first: dict[str, str] = {}
    for loaded in files:
        code = loaded.value.code
        if code in first:
            message = f"{noun}“{code}”在 {first[code]} 里已有"
            yield error(loaded, ("code",), message, "一个编码只能有一个文件：换一个编码或删去一个")
        first.setdefault(code, loaded.file)


def _spelt_alike(pack: PackContents) -> Iterator[Finding]:
    if pack.elements is None:
        return
    first: dict[str, str] = {}
    for n, element in enumerate(pack.elements.value.elements):
        other = first.setdefault(spell(element.code), element.code)
        if other != element.code:
            message = f"“{element.code}”与“{other}”在条件里写法相同（- 写成 _）"
            yield error(pack.elements, ("elements", n, "code"), message, "换一个编码")


# Relations


def _sources(pack: PackContents) -> Iterator[Finding]:
    for loaded, key in ((pack.elements, "elements"), (pack.documents, "documents")):
        if loaded is None:
            continue
        for n, model in enumerate(getattr(loaded.value, key)):
            source = model.source
            resource = pack.resource_of.get(source.resource) if source else None
            if resource is None:
                continue
            at: Path = (key, n, "source")
            if resource.sharing == "none":
                message = f"{called(resource)}不予共享，不能作{called(model)}的来源"
                yield error(loaded, at, message, "去掉 source，或取得共享后改 resources.yaml")
            elif model.code not in getattr(resource, key):
                message = f"{called(resource)}没有登记能提供{called(model)}"
                remedy = f"在 resources.yaml 的 {resource.code} 的 {key} 里加上 {model.code}"
                yield error(loaded, at, message, remedy)


def _results(pack: PackContents) -> Iterator[Finding]:
    if pack.documents is None:
        return
    for n, document in enumerate(pack.documents.value.documents):
        item = pack.item_of.get(document.issued_by_item or "")
        if item and item.result_document != document.code:
            at: Path = ("documents", n, "issued_by_item")
            message = f"事项{called(item)}的结果是“{item.result_document}”，不是“{document.code}”"
            yield error(pack.documents, at, message, "改 issued_by_item，或改那个事项的 result")


def _answers(pack: PackContents, bundle: Loaded[BundleDefinition]) -> Iterator[Finding]:
    """An answer that fills an element must be one of its values."""
    for n, question in enumerate(bundle.value.scenario):
        element = pack.element_of.get(question.element or "")
        if element is None:
            continue
        at: Path = ("scenario", n, "element")
        strange = {o.value for o in question.options} - {c.value for c in element.choices}
        if element.type != question.type:
            message = f"问题的类型是 {question.type}，{called(element)}的类型是 {element.type}"
            yield error(bundle, at, message, "两者都用 boolean，或都用 choice")
        elif strange:
            message = f"{called(element)}没有选项“{'、'.join(sorted(strange))}”"
            yield error(bundle, at, message, "让问题的 options 都是数据元的选项")


def _credit_codes(pack: PackContents) -> Iterator[Finding]:
    for n, unit in enumerate(pack.units.value.units if pack.units else ()):
        if not (pack.units and unit.credit_code):
            continue
        at: Path = ("units", n, "credit_code")
        try:
            code = credit_code.parse(unit.credit_code)
            expected = credit_code.weighted_check(str(code)[:-1])
        except Invalid as fault:
            yield error(pack.units, at, fault.detail, "改正，没有出处可核对的就删去")
            continue
        if code.check != expected:  # genuine codes of the first pilots fail it too
            message = f"{called(unit)}的信用代码校验位是 {code.check}，应为 {expected}"
            yield warning(pack.units, at, message, "对照登记证书核实，早期赋码可以不符")


def _tables(pack: PackContents) -> Iterator[Finding]:
    if pack.elements is None:
        return
    for n, element in enumerate(pack.elements.value.elements):
        for m, code in enumerate(element.columns):
            column = pack.element_of.get(code)
            if column and column.type == "table":
                at: Path = ("elements", n, "columns", m)
                yield error(pack.elements, at, f"表格的列“{code}”又是表格", "列只能是单项数据元")
        if element.type == "table" and element.min_rows > element.max_rows:
            message = f"{called(element)}的 min_rows 大于 max_rows"
            yield error(pack.elements, ("elements", n, "min_rows"), message, "改小 min_rows")
        own = element.type in {"id_number", "credit_code"}  # known from the account, not typed
        if element.source and element.source.key == element.code and not own:
            message = f"{called(element)}要用它自己的值去查它自己"
            yield warning(pack.elements, ("elements", n, "source", "key"), message, "换一个查询键")
