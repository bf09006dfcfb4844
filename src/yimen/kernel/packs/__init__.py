"""城市包: reading a city's YAML so that every fault names file, line and remedy."""

from yimen.kernel.packs.model import Code, Names, PackModel, Period, Source, as_names
from yimen.kernel.packs.reader import Loaded, PackReader, read_definition

__all__ = [
    "Code",
    "Loaded",
    "Names",
    "PackModel",
    "PackReader",
    "Period",
    "Source",
    "as_names",
    "read_definition",
]
