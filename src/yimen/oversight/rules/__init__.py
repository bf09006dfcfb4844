"""改革要点规则: reading a reform plan as published; pure: no database, no clock, no files."""

from yimen.oversight.rules.figures import Comparator, Figure, find_figures
from yimen.oversight.rules.pack_yaml import plan_as_data, plan_yaml, to_pack_yaml
from yimen.oversight.rules.plan_text import PlanItemText, PlanPart, PlanText, parse_plan
from yimen.oversight.rules.responsibility import Responsibility, read_responsibility
from yimen.oversight.rules.typography import Manuscript, decode, manuscript
from yimen.oversight.rules.units import UnitNames, resolve_plan, resolve_units

__all__ = [
    "Comparator",
    "Figure",
    "Manuscript",
    "PlanItemText",
    "PlanPart",
    "PlanText",
    "Responsibility",
    "UnitNames",
    "decode",
    "find_figures",
    "manuscript",
    "parse_plan",
    "plan_as_data",
    "plan_yaml",
    "read_responsibility",
    "resolve_plan",
    "resolve_units",
    "to_pack_yaml",
]
