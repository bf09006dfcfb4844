"""只问一次检查: nothing is asked that nobody needs, and nothing that is held already."""

from collections.abc import Iterator

from yimen.catalogue.rules.contents import PackContents
from yimen.catalogue.rules.definitions import BundleDefinition
from yimen.catalogue.rules.findings import Finding, called, error, nearest, warning
from yimen.kernel.packs import Loaded
from yimen.vocabulary.api import DocumentDefinition


def check_sections(pack: PackContents) -> Iterator[Finding]:
    """检查分区: each section element is used by a member, each used element is in a section.

    An element that a member produces is never asked and needs no section. Bundles with a member
    that could not be read are left alone.
    """
    for bundle in pack.bundles:
        members = pack.members_of(bundle.value)
        if len(members) < len(bundle.value.members):
            continue
        used = {use.element: item.name for item in members for use in item.fields}
        produced = {code for item in members for code in item.produces}
        yield from _placed_in_vain(bundle, set(used), produced)
        placed = {e for section in bundle.value.sections for e in section.elements}
        for code, name in used.items():
            if code not in placed and code not in produced:
                message = f"“{name.zh_hans}”要填的“{code}”没有放进任何填报分区"
                yield error(bundle, ("sections",), message, "把它加进一个 sections.elements")


def check_held(pack: PackContents) -> Iterator[Finding]:
    """检查已有: papers and fields that a resource or a result could supply, with the saving."""
    yield from _held_papers(pack)
    yield from _held_elements(pack)


def _placed_in_vain(
    bundle: Loaded[BundleDefinition], used: set[str], produced: set[str]
) -> Iterator[Finding]:
    for n, section in enumerate(bundle.value.sections):
        for m, code in enumerate(section.elements):
            at = ("sections", n, "elements", m)
            if code in produced:
                message = f"“{code}”由联办事项产生，不用申请人填"
                yield warning(bundle, at, message, "从分区里删去")
            elif code not in used:
                remedy = nearest(code, used) or "从分区里删去，或在需要它的事项的 fields 里写上"
                yield error(bundle, at, f"没有联办事项用到“{code}”，不能问", remedy)


def _held_papers(pack: PackContents) -> Iterator[Finding]:
    if pack.documents is None:
        return
    for n, document in enumerate(pack.documents.value.documents):
        users = [i for i in pack.items if document.code in {p.document for p in i.value.papers}]
        if not users:
            continue
        saving = f"（{len(users)} 个事项各可少交 1 份）"
        message, remedy = _could_come_from(pack, document)
        if message:
            at = ("documents", n, "code")
            yield warning(pack.documents, at, f"{called(document)}{message}{saving}", remedy)


def _could_come_from(pack: PackContents, document: DocumentDefinition) -> tuple[str, str]:
    """Who could supply a paper that is asked all the same, and what to write; else nothing."""
    if not document.issued_by_item:
        for item in pack.items:
            if item.value.result_document == document.code:
                message = f"是事项{called(item.value)}的结果，却没有写明"
                return message, f"加上 issued_by_item: {item.value.code}"
    if document.source or document.issued_by_item:
        return "", ""
    shared = [r for r in pack.resource_of.values() if r.sharing != "none"]
    for resource in shared:
        if document.code in resource.documents:
            message = f"可由{called(resource)}提供，仍要申请人交"
            remedy = f"加上 source: {{resource: {resource.code}, key: {resource.key}}}"
            return message, remedy
    for resource in shared:
        held = {*resource.elements, resource.key}
        if document.elements and held.issuperset(document.elements):
            message = f"上的内容{called(resource)}都有，仍要申请人交"
            remedy = f"在 resources.yaml 的 {resource.code} 里登记它，并给它加上 source"
            return message, remedy
    return "", ""


def _held_elements(pack: PackContents) -> Iterator[Finding]:
    if pack.elements is None:
        return
    for n, element in enumerate(pack.elements.value.elements):
        users = [i for i in pack.items if element.code in {f.element for f in i.value.fields}]
        holders = [
            r
            for r in pack.resource_of.values()
            if element.code in r.elements and r.sharing != "none" and r.key != element.code
        ]
        if users and holders and not element.source:
            first = holders[0]
            message = f"{called(element)}可由{called(first)}提供，仍要申请人填"
            saving = f"（{len(users)} 个事项各可少填 1 项）"
            remedy = f"加上 source: {{resource: {first.code}, key: {first.key}}}"
            yield warning(pack.elements, ("elements", n, "code"), message + saving, remedy)
