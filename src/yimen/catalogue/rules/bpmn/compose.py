"""流程图组成: what is drawn of an item, and of a bundle with its members.

A bundle is two pictures: how its members follow each other, each a call; and the members' own
processes one below the other, joined by the elements that one produces and others wait for.
"""

from collections.abc import Mapping

from yimen.catalogue.rules.bpmn.build import END, START, process_of
from yimen.catalogue.rules.bpmn.drawing import (
    Drawing,
    Link,
    Node,
    Plane,
    Process,
    Shape,
    Trigger,
    Wording,
    joined,
    process_id,
)
from yimen.catalogue.rules.definitions import BundleDefinition, BundleMember, ItemDefinition


def item_drawing(item: ItemDefinition, wording: Wording, *, portable: bool = False) -> Drawing:
    """事项流程图: an item's steps; see `process_of` for `portable` and for what it raises."""
    process = process_of(item, wording, portable=portable)
    return Drawing(item.code, process.name, (Plane(process.name, (process,)),))


def bundle_drawing(
    bundle: BundleDefinition,
    items: Mapping[str, ItemDefinition],
    wording: Wording,
    *,
    portable: bool = False,
) -> Drawing:
    """一件事流程图: the order of the members first, then all their steps with what joins them.

    `items` holds the definition of every member. Raises `Invalid` where one is not sound.
    """
    members = [items[member.item] for member in bundle.members]
    processes = tuple(
        process_of(
            item,
            wording,
            prefix=item.code,
            announced=_made_elsewhere(item, members),
            portable=portable,
        )
        for item in members
    )
    order = _Order(bundle, items, wording).process()
    name = bundle.name.zh_hans
    together = Plane(f"{name}：全部环节", processes, tuple(_messages(members)))
    return Drawing(bundle.code, name, (Plane(f"{name}：联办次序", (order,)), together))


def _made_elsewhere(item: ItemDefinition, members: list[ItemDefinition]) -> set[str]:
    others = [member for member in members if member.code != item.code]
    return {code for member in others for code in member.produces} - set(item.produces)


def _messages(members: list[ItemDefinition]) -> list[Link]:
    """From the steps that make an element to those of other members that wait for it.

    An item makes what it produces with its automatic steps, or by its end if it has none.
    """
    found = []
    for waiting in members:
        awaited = _made_elsewhere(waiting, members)
        for step in waiting.steps:
            for need in (code for code in step.needs if code in awaited):
                target = joined(waiting.code, step.code, "needs", need)
                for maker in (member for member in members if need in member.produces):
                    for source in _makers(maker):
                        link = f"Message_{source}..{target}"
                        found.append(Link(link, source, target, need))
    return found


def _makers(item: ItemDefinition) -> list[str]:
    kinds = {step.kind for step in item.steps}
    kind = "automatic" if "automatic" in kinds else "issue"
    return [joined(item.code, step.code) for step in item.steps if step.kind == kind]


class _Order:
    """The process of a bundle: a call for each member, behind what all its first steps need."""

    def __init__(
        self, bundle: BundleDefinition, items: Mapping[str, ItemDefinition], wording: Wording
    ) -> None:
        self.bundle, self.items, self.wording = bundle, items, wording
        self.nodes: list[Node] = []
        self.flows: list[Link] = []

    def process(self) -> Process:
        start = self._node(START, Shape.START, "提交申请")
        groups = self._groups()
        fork = start
        if len(groups.get((), ())) + len(groups) - (() in groups) > 1:
            fork = self._after(start, self._node("fork", Shape.PARALLEL))
        ends = [end for member in groups.pop((), []) for end in [self._member(member, fork)]]
        for number, (needs, members) in enumerate(groups.items(), start=1):
            here = self._after(fork, self._wait(str(number), needs))
            if len(members) > 1:
                gateway = self._node(joined("fork", str(number)), Shape.PARALLEL)
                here = self._after(here, gateway)
            ends += [self._member(member, here) for member in members]
        here = ends[0]
        if len(ends) > 1:
            here = self._node("join", Shape.PARALLEL)
            for end in ends:
                self._after(end, here)
        self._after(here, self._node(END, Shape.END, "全部办结"))
        return Process(
            self.bundle.code,
            self.bundle.name.zh_hans,
            tuple(self.nodes),
            tuple(self.flows),
            is_bundle=True,
        )

    def _groups(self) -> dict[tuple[str, ...], list[BundleMember]]:
        """Members by the elements without which none of their first steps can open."""
        members = [self.items[member.item] for member in self.bundle.members]
        groups: dict[tuple[str, ...], list[BundleMember]] = {}
        for member in self.bundle.members:
            item = self.items[member.item]
            roots = [step for step in item.steps if not step.after]
            # A step that may fall away waits for nothing, and what follows it neither.
            first = [set[str]() if step.when else set(step.needs) for step in roots]
            needed = set.intersection(*first) & _made_elsewhere(item, members)
            groups.setdefault(tuple(sorted(needed)), []).append(member)
        return groups

    def _member(self, member: BundleMember, here: str) -> str:
        item = self.items[member.item]
        called = self._node(
            joined("call", item.code), Shape.CALL, item.name.zh_hans, text=process_id(item.code)
        )
        if not member.when:
            return self._after(here, called)
        name = f"办{item.name.zh_hans}？"
        gate = self._after(here, self._node(joined("when", item.code), Shape.EXCLUSIVE, name))
        merge = self._node(joined("merge", item.code), Shape.EXCLUSIVE)
        self._after(gate, called, name="是", condition=member.when)
        self._after(called, merge)
        return self._after(gate, merge, name="否", is_default=True, side="above")

    def _wait(self, number: str, needs: tuple[str, ...]) -> str:
        name = "等" + "、".join(self.wording.element(code) for code in needs)
        text = " && ".join(f'known("{code}")' for code in needs)
        return self._node(
            joined("needs", number),
            Shape.CATCH,
            name,
            trigger=Trigger.CONDITION,
            text=text,
            needs=needs,
        )

    def _node(self, part: str, shape: Shape, name: str = "", **more: object) -> str:
        node = Node(joined("Bundle", part), shape, name, **more)  # type: ignore[arg-type]
        self.nodes.append(node)
        return node.id

    def _after(self, source: str, target: str, **more: object) -> str:
        link = f"Flow_{source}..{target}"
        self.flows.append(Link(link, source, target, **more))  # type: ignore[arg-type]
        return target
