"""材料查询: which papers and certificates of cases somebody may open."""

from uuid import UUID

from yimen.cases.models import Case, Paper, Task
from yimen.cases.queries.definitions import item_definition
from yimen.cases.rules.permissions import Owned
from yimen.documents.api import Certificate, StoredFile, readable_certificate
from yimen.kernel import permissions
from yimen.kernel.actors import Actor
from yimen.kernel.problems import Unknown


def readable_paper(by: Actor, paper_id: UUID) -> tuple[Paper, StoredFile]:
    """可见材料: a paper and its file, if the actor may open it; otherwise `Unknown`.

    The applicant opens all papers of its application; staff only those that an item of their
    own unit takes, though other units work on the same bundle.
    """
    found = Paper.objects.select_related("file", "draft", "case__parent")
    paper = found.filter(pk=paper_id).first()
    if paper is None or paper.file is None or not _may_open(by, paper):
        raise Unknown("没有找到这份材料，请从办件进度页打开。")
    return paper, paper.file


def certificate_of_case(by: Actor, certificate_id: UUID) -> Certificate:
    """可下载证照: for the holder and the units of the case in which it was issued or is used."""
    found = Certificate.objects.filter(pk=certificate_id).values_list("case", "document").first()
    units: frozenset[str] = frozenset()
    if found is not None and found[0] is not None:
        case = Case.objects.select_related("parent").get(pk=found[0])
        units = _units(case, found[1]) | _working(case)
    return readable_certificate(by, certificate_id, units)


def _may_open(by: Actor, paper: Paper) -> bool:
    if paper.case is not None:
        owned = Owned(str(paper.case.party_id), _units(paper.case, paper.document))
        return permissions.allowed(by, "cases.read", owned)
    draft = paper.draft
    if draft is None or draft.ended_at is not None:
        return False
    return permissions.allowed(by, "cases.fill", Owned(str(draft.party_id)))


def _units(case: Case, document: str) -> frozenset[str]:
    """The units whose items in the case's bundle take the document among their papers."""
    root = case.parent or case
    found: frozenset[str] = frozenset()
    for child in [root] if root.item_id else root.children.all():
        if any(use.document == document for use in item_definition(child).papers):
            found |= _working(child)
    return found


def _working(case: Case) -> frozenset[str]:
    tasks = Task.objects.filter(case=case).values_list("unit_id", flat=True)
    return frozenset({case.unit_id, *tasks})
