"""操作者: who does an action now."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum


class ActorKind(StrEnum):
    """操作者类别: what kind of being acts."""

    PERSON = "person"
    STAFF = "staff"
    DEVICE = "device"
    CLIENT = "client"
    CLOCK = "clock"
    STRANGER = "stranger"


@dataclass(frozen=True)
class Actor:
    """操作者: who acts, in which roles, for which unit or party.

    `id` is opaque (an account's id, a device's id, a job's name). `roles` maps each unit code to
    the roles held there (`{"tax": {"reviewer"}}`); roles without a unit stand under `""`.
    `party` is whom the actor acts for: themselves, or the party that authorised them (agent).
    """

    kind: ActorKind
    id: str
    name: str = ""
    roles: Mapping[str, frozenset[str]] = field(default_factory=dict)
    party: str | None = None
    request: str = ""
    """Identifies the request or job in which the action is done."""

    def has(self, role: str, unit: str | None = None) -> bool:
        """担任: whether the actor holds `role` (in `unit`, when one is named)."""
        if unit is not None:
            return role in self.roles.get(unit, frozenset())
        return any(role in held for held in self.roles.values())

    def units(self, role: str | None = None) -> frozenset[str]:
        """所属部门: codes of the units in which the actor holds `role` (or any role)."""
        return frozenset(
            unit for unit, held in self.roles.items() if unit and (role is None or role in held)
        )


STRANGER = Actor(ActorKind.STRANGER, "stranger", "访客")


def clock(name: str) -> Actor:
    """时钟: the platform itself, acting in the job called `name`."""
    return Actor(ActorKind.CLOCK, f"clock:{name}", "系统", {"": frozenset({"system"})})
