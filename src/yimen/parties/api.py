"""主体接口: what other contexts may use."""

from yimen.parties.actions import (
    authorise,
    issue_token,
    load_demo_people,
    load_units,
    register_organisation,
)
from yimen.parties.models import Account, Party, Unit
from yimen.parties.queries import (
    ROLE_NAMES,
    account_by_token,
    account_counts,
    actor_of,
    demo_logins,
    identifier_of,
    mandates_of,
    staff_of,
    unit_and_above,
    unit_definitions,
    unit_names,
    units_with,
)
from yimen.parties.rules import DemoFile, UnitDefinition, UnitFile

__all__ = [
    "ROLE_NAMES",
    "Account",
    "DemoFile",
    "Party",
    "Unit",
    "UnitDefinition",
    "UnitFile",
    "account_by_token",
    "account_counts",
    "actor_of",
    "authorise",
    "demo_logins",
    "identifier_of",
    "issue_token",
    "load_demo_people",
    "load_units",
    "mandates_of",
    "register_organisation",
    "staff_of",
    "unit_and_above",
    "unit_definitions",
    "unit_names",
    "units_with",
]
