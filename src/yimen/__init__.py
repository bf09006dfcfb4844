"""一门 Yimen: one door for every public service of a city."""

__version__ = "0.1.0"
