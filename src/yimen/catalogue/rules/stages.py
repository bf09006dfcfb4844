"""联办次序: which items of a bundle run side by side, and which wait for others."""

from collections.abc import Sequence

from yimen.catalogue.rules.definitions import ItemDefinition


def stages(items: Sequence[ItemDefinition]) -> list[list[ItemDefinition]]:
    """先后次序: the items in groups; those of a group begin together, each as early as it can.

    An item waits for the items that produce an element without which its first steps (those
    after no other) cannot open. Items that wait for each other in a circle stand together at
    the end.
    """
    makers = {code: item.code for item in items for code in item.produces}
    waits = {item.code: _waits(item, makers) for item in items}
    found: list[list[ItemDefinition]] = []
    placed: set[str] = set()
    left = list(items)
    while left:
        group = [item for item in left if waits[item.code] <= placed] or left
        found.append(group)
        placed |= {item.code for item in group}
        left = [item for item in left if item.code not in placed]
    return found


def _waits(item: ItemDefinition, makers: dict[str, str]) -> set[str]:
    first = [set(step.needs) for step in item.steps if not step.after]
    needed = set.intersection(*first) if first else set()
    return {makers[code] for code in needed if code in makers} - {item.code}
