"""The export: valid by the schemas of the OMG, drawn without overlaps, and lossless."""

from itertools import combinations, pairwise
from pathlib import Path

import pytest
from drawn_flows import WORDING, flows, item, step, voting_flows
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree
from spiff_oracle import VALIDATOR

from yimen.catalogue.api import read_pack
from yimen.catalogue.rules import ItemDefinition, Step
from yimen.catalogue.rules.bpmn.drawing import Drawing, Plane, Wording
from yimen.catalogue.rules.bpmn.export import bundle_drawing, item_drawing, to_bpmn
from yimen.catalogue.rules.bpmn.geometry import Box
from yimen.catalogue.rules.bpmn.imports import read_bpmn
from yimen.catalogue.rules.bpmn.layout import place
from yimen.kernel.problems import Invalid

PACKS = sorted(path.parent for path in Path(__file__).parents[3].glob("packs/*/pack.yaml"))
_ANY = st.one_of(flows(), voting_flows())
_NS = {"b": "http://www.omg.org/spec/BPMN/20100524/MODEL"}


def drawings(pack: Path) -> list[Drawing]:
    """Every item and bundle of a pack, drawn."""
    contents = read_pack(pack)
    assert contents.units
    units = {unit.code: unit.name.zh_hans for unit in contents.units.value.units}
    words = Wording(units, {c: e.name.zh_hans for c, e in contents.element_of.items()})
    return [
        *(item_drawing(one, words) for one in contents.item_of.values()),
        *(bundle_drawing(one.value, contents.item_of, words) for one in contents.bundles),
    ]


def valid(drawing: Drawing) -> str:
    xml = to_bpmn(drawing)
    VALIDATOR.validate(etree.fromstring(xml.encode()))
    return xml


# What it says


@pytest.mark.parametrize("pack", PACKS, ids=lambda pack: pack.name)
def test_packs_are_drawn_validly(pack: Path) -> None:
    for drawing in drawings(pack):
        assert valid(drawing) == to_bpmn(drawing)


@settings(max_examples=40, deadline=None)
@given(_ANY, st.booleans())
def test_any_flow_is_drawn_validly(steps: list[Step], portable: bool) -> None:
    xml = valid(item_drawing(item(steps), WORDING, portable=portable))
    assert portable != ("complexGateway" in xml) or not any(one.quorum for one in steps)


def test_each_kind_has_its_element() -> None:
    steps = [
        step("accept", kind="accept"),
        step("wait", "accept", kind="timer", within="5wd"),
        step("ask", "accept", kind="external", on_silence="escalate"),
        step("other", "accept", kind="subcase"),
        step("hear", "accept", kind="consult", on_silence="consent", silence_basis={"note": "x"}),
        step("number", "wait", "ask", "other", "hear", kind="automatic", needs=["shop.number"]),
        step("issue", "number", kind="issue"),
    ]
    root = etree.fromstring(valid(item_drawing(item(steps), WORDING)).encode())
    tag = {node.get("id"): etree.QName(node).localname for node in root.iter() if node.get("id")}
    told = {
        "accept": "userTask",
        "accept--outcome": "exclusiveGateway",
        "accept--refused": "endEvent",
        "accept--fork": "parallelGateway",
        "wait": "intermediateCatchEvent",
        "ask": "receiveTask",
        "ask--silence": "boundaryEvent",
        "ask--escalated": "endEvent",
        "other": "callActivity",
        "hear--silence": "boundaryEvent",
        "number--join": "parallelGateway",
        "number--needs--shop.number": "intermediateCatchEvent",
        "number": "serviceTask",
        "issue": "serviceTask",
    }
    assert {code: tag.get(code) for code in told} == told
    names = dict(
        root.xpath("//b:lane/@id | //b:lane/@name", namespaces=_NS)[i : i + 2] for i in [0]
    )
    assert names == {"Lane_open-shop..town-hall": "镇公所"}
    assert (
        root.xpath("string(//b:endEvent[@id='accept--refused']/@name)", namespaces=_NS)
        == "不予受理"
    )
    assert root.xpath("string(//*[@id='wait']//b:timeDuration)", namespaces=_NS) == "P5D"


def test_an_unsound_flow_is_not_drawn() -> None:
    with pytest.raises(Invalid, match="画不成图") as refused:
        item_drawing(item([step("a"), step("b", "a")]), WORDING)
    assert refused.value.errors


# What comes back


def read_back(definition: ItemDefinition) -> list[Step]:
    imported = read_bpmn(to_bpmn(item_drawing(definition, WORDING)).encode())
    (draft,) = imported.drafts
    assert (draft.untaken, imported.untaken, draft.code) == ((), (), definition.code)
    return [Step.model_validate(one) for one in draft.steps]


@settings(max_examples=150, deadline=None)
@given(_ANY)
def test_what_was_exported_is_imported_without_loss(steps: list[Step]) -> None:
    assert read_back(item(steps)) == steps


@pytest.mark.parametrize("pack", PACKS, ids=lambda pack: pack.name)
def test_packs_are_imported_without_loss(pack: Path) -> None:
    contents = read_pack(pack)
    for definition in contents.item_of.values():
        assert read_back(definition) == definition.steps
    for bundle in contents.bundles:
        xml = to_bpmn(bundle_drawing(bundle.value, contents.item_of, WORDING))
        imported = read_bpmn(xml.encode())
        back = {d.code: [Step.model_validate(s) for s in d.steps] for d in imported.drafts}
        assert back == {one.code: one.steps for one in contents.members_of(bundle.value)}
        assert [one.element for one in imported.untaken] == [f"Process_{bundle.value.code}"]


# How it looks


def overlap(one: Box, other: Box) -> bool:
    return (
        one[0] < other[0] + other[2]
        and other[0] < one[0] + one[2]
        and one[1] < other[1] + other[3]
        and other[1] < one[1] + one[3]
    )


def faults_of(plane: Plane) -> list[str]:
    """Shapes that overlap, flows across shapes, flows askew, and what leaves its lane."""
    placed = place(plane)
    nodes = [node for process in plane.processes for node in process.nodes]
    free = [node for node in nodes if not node.host]
    boxes = placed.boxes
    found = [
        f"{a.id} on {b.id}" for a, b in combinations(free, 2) if overlap(boxes[a.id], boxes[b.id])
    ]
    for process in plane.processes:
        frames = [
            (n.id, f"{process.id}/{n.lane}" if process.lanes else process.id) for n in process.nodes
        ]
        found += [f"{n} out of {f}" for n, f in frames if not _within(boxes[n], boxes[f])]
        for flow in process.flows:
            path = placed.paths[flow.id]
            for (x, y), (u, v) in pairwise(path):
                if x != u and y != v:
                    found.append(f"{flow.id} is askew")
                line = (min(x, u), min(y, v), abs(x - u), abs(y - v))
                own = {
                    flow.source,
                    flow.target,
                    next((n.host for n in nodes if n.id == flow.source), ""),
                }
                found += [
                    f"{flow.id} across {node.id}"
                    for node in free
                    if node.id not in own and overlap(line, boxes[node.id])
                ]
    return found


def _within(inner: Box, outer: Box) -> bool:
    return (
        inner[0] >= outer[0]
        and inner[1] >= outer[1]
        and inner[0] + inner[2] <= outer[0] + outer[2]
        and inner[1] + inner[3] <= outer[1] + outer[3]
    )


@pytest.mark.parametrize("pack", PACKS, ids=lambda pack: pack.name)
def test_drawings_of_packs_are_clean(pack: Path) -> None:
    assert [f for d in drawings(pack) for plane in d.planes for f in faults_of(plane)] == []


@settings(max_examples=150, deadline=None)
@given(_ANY, st.booleans())
def test_any_drawing_is_clean(steps: list[Step], portable: bool) -> None:
    (plane,) = item_drawing(item(steps), WORDING, portable=portable).planes
    assert faults_of(plane) == []
