"""材料与证照规则: pure rules on files and certificates — no database, no clock, no network."""

from yimen.documents.rules.address import digest, path
from yimen.documents.rules.content import identify
from yimen.documents.rules.kinds import ACCEPTED, FileKind, Limits
from yimen.documents.rules.life_cycle import EDGES, Edge, State, Verb, possible_verbs, transition

__all__ = [
    "ACCEPTED",
    "EDGES",
    "Edge",
    "FileKind",
    "Limits",
    "State",
    "Verb",
    "digest",
    "identify",
    "path",
    "possible_verbs",
    "transition",
]
