"""变更表单: the inputs of an editing sheet as its page draws them, and the rows of its tables."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext

from yimen.cases.http.wording import period_words
from yimen.catalogue.api import LANGUAGES, UNITS, PackContents, Remark, Sheet
from yimen.catalogue.api import at as value_at
from yimen.kernel.packs import Names, as_names
from yimen.kernel.problems import Invalid
from yimen.kernel.worktime import Period
from yimen.web.http.change_words import listed_words
from yimen.web.http.flows import KINDS

Row = dict[str, Any]
Options = list[tuple[str, str]]


@dataclass
class Words:
    """词汇: what inputs pick from: codes with their names, by list, in the page's language."""

    pack: PackContents
    steps: Options = field(default_factory=list)

    def options(self, name: str) -> Options:
        """一个列表: code and name, in order of codes but for steps."""
        if name == "steps":
            return self.steps
        return sorted((code, one.name.shown) for code, one in self._things(name).items())

    def called(self, name: str, code: str) -> str:
        """名称: of one code; empty for a code that is not in the list."""
        if name == "steps":
            return dict(self.steps).get(code, "")
        thing = self._things(name).get(code)
        return thing.name.shown if thing else ""

    def _things(self, name: str) -> Mapping[str, Any]:
        pack = self.pack
        if name == "units":
            units = pack.units.value.units if pack.units else []
            return {one.code: one for one in units}
        known: dict[str, Mapping[str, Any]] = {
            "elements": pack.element_of,
            "documents": pack.document_of,
            "items": pack.item_of,
            "entries": pack.entry_of,
        }
        return known[name]


def words_for(pack: PackContents, value: Any) -> Words:
    """取词汇: of a pack, with the steps of the definition that is edited."""
    steps = value_at(value, ("steps",)) or []
    named = [one for one in steps if isinstance(one, dict) and one.get("code")]
    return Words(pack, [(str(one["code"]), name_words(one.get("name"))) for one in named])


def name_words(value: Any) -> str:
    """名称: as it stands in a text, by languages or not, in the page's language."""
    given = as_names(value)
    if not isinstance(given, dict) or not isinstance(given.get("zh_hans"), str):
        return ""
    said = {key: str(given.get(key, "")) for key, _ in LANGUAGES}
    return Names.model_validate(said).shown if said["zh_hans"] else ""


@dataclass
class Drawn:
    """画表单: turns shown asks into what the template of inputs takes."""

    words: Words
    remarks: Mapping[str, list[Remark]]
    lists: set[str] = field(default_factory=set)
    """The lists of words whose options the page has to hold."""

    def form(self, asks: Iterable[Row], *, top: bool = True) -> list[Row]:
        """一组输入项: those at the top carry the comments of their place."""
        return [self.ask(one, top=top) for one in asks]

    def ask(self, shown: Row, *, top: bool) -> Row:
        """一个输入项"""
        ask, name = shown["ask"], shown["name"]
        drawn = {
            **shown,
            "label": gettext(ask.label),
            "hint": gettext(ask.hint) if ask.hint else "",
            "optional": not ask.needed,
            "top": top,
            "remarks": self.remarks.get(name, []) if top else [],
            "options": [(value, gettext(label)) for value, label in ask.options],
        }
        return {**drawn, **self._kind(drawn)}

    def _kind(self, drawn: Row) -> Row:
        draw = getattr(self, f"_{drawn['kind']}", None)
        return draw(drawn) if draw else {}

    def _names(self, drawn: Row) -> Row:
        spoken = [(key, gettext(label), drawn["value"][key]) for key, label in LANGUAGES]
        return {"spoken": spoken}

    def _period(self, drawn: Row) -> Row:
        return {"units": [(unit, gettext(label)) for unit, label in UNITS]}

    def _choice(self, drawn: Row) -> Row:
        ask = drawn["ask"]
        return {"blank": not ask.needed and ask.default in (None, "")}

    def _code(self, drawn: Row) -> Row:
        words = drawn["ask"].words
        self.lists.add(words)
        return {"called": self.words.called(words, str(drawn["value"]))}

    def _codes(self, drawn: Row) -> Row:
        words = drawn["ask"].words
        self.lists.add(words)
        codes = [*(drawn["value"] or []), ""]
        return {"codes": [(one, self.words.called(words, one)) for one in codes]}

    def _ticks(self, drawn: Row) -> Row:
        own, known = drawn["value"] or [], self.words.options(drawn["ask"].words)
        lost = [(one, one) for one in own if one not in dict(known)]
        return {"options": [*known, *lost], "value": own}

    def _group(self, drawn: Row) -> Row:
        return {"asks": self.form(drawn["asks"], top=True)}

    def _rows(self, drawn: Row) -> Row:
        return {"rows": [self.form(row, top=False) for row in drawn["rows"]]}

    def datalists(self) -> list[Row]:
        """备选: the lists that the inputs drawn so far pick from."""
        return [
            {"id": f"words-{name}", "options": self.words.options(name)}
            for name in sorted(self.lists)
        ]


# --- the rows of tables ----------------------------------------------------------------------


def table_rows(sheet: Sheet, value: Any, words: Words, remarks: Mapping[str, Any]) -> list[Row]:
    """列表各行: of the sheet's table, each in a few words."""
    assert sheet.table
    entries = value_at(value, (sheet.table.key,)) or []
    rows = []
    for place, entry in enumerate(entries if isinstance(entries, list) else []):
        path = f"{sheet.table.key}/{place}"
        told = entry if isinstance(entry, dict) else {}
        rows.append(
            {
                "path": path,
                "number": place + 1,
                "is_first": place == 0,
                "is_last": place == len(entries) - 1,
                "when": told.get("when", ""),
                "remarks": sum(
                    len(found) for at, found in remarks.items() if f"{at}/".startswith(f"{path}/")
                ),
                **_ROWS[sheet.table.key](told, words),
            }
        )
    return rows


def _called(words: Words, name: str, code: Any, own: Any = None) -> Row:
    return {"name": name_words(own) or words.called(name, str(code)) or str(code), "code": code}


def _field(entry: Row, words: Words) -> Row:
    element = words.pack.element_of.get(str(entry.get("element", "")))
    notes = [] if entry.get("required", True) else [gettext("选填")]
    if element and element.source:
        notes.append(gettext("数据资源带入"))
    return {
        **_called(words, "elements", entry.get("element", ""), entry.get("name")),
        "notes": notes,
    }


def _paper(entry: Row, words: Words) -> Row:
    essential = entry.get("essential", True)
    notes = [gettext("主审") if essential else gettext("非主审")]
    notes += [gettext("可容缺")] if entry.get("may_defer") else []
    notes += [gettext("可承诺")] if entry.get("may_promise") else []
    document = words.pack.document_of.get(str(entry.get("document", "")))
    if document and (document.source or document.issued_by_item):
        notes.append(gettext("可免交"))
    return {**_called(words, "documents", entry.get("document", "")), "notes": notes}


def _question(entry: Row, words: Words) -> Row:
    options = entry.get("options") or []
    named = [name_words(one.get("name")) for one in options if isinstance(one, dict)]
    notes = [gettext("、").join(named)] if named else [gettext("是或否")]
    code = entry.get("code", "")
    return {"name": name_words(entry.get("question")) or code, "code": code, "notes": notes}


def _step(entry: Row, words: Words) -> Row:
    after = [dict(words.steps).get(str(one), str(one)) for one in entry.get("after") or []]
    notes = [gettext(KINDS[entry["kind"]])] if entry.get("kind") in KINDS else []
    unit = words.called("units", str(entry.get("unit", "")))
    notes += [unit] if unit else []
    notes += [_period_words(entry["within"])] if entry.get("within") else []
    if after:
        notes.append(gettext("在%(after)s之后") % {"after": gettext("、").join(after)})
    code = entry.get("code", "")
    return {"name": name_words(entry.get("name")) or code, "code": code, "notes": notes}


def _period_words(text: Any) -> str:
    """A limit in words; as it stands where it is none."""
    try:
        return period_words(Period.parse(str(text)))
    except Invalid:
        return str(text)


def _member(entry: Row, words: Words) -> Row:
    return {**_called(words, "items", entry.get("item", "")), "notes": []}


def _section(entry: Row, words: Words) -> Row:
    codes = entry.get("elements") or []
    named = [words.called("elements", str(one)) or str(one) for one in codes]
    code = entry.get("code", "")
    return {
        "name": name_words(entry.get("name")) or code,
        "code": code,
        "notes": [gettext("、").join(named)],
    }


def _entry(entry: Row, words: Words) -> Row:
    document = entry.get("document", "")
    name = words.called("documents", str(document)) or str(document)
    return {
        **_called(words, "items", entry.get("item", "")),
        "notes": [name] if name else [],
    }


_ROWS = {
    "fields": _field,
    "papers": _paper,
    "scenario": _question,
    "steps": _step,
    "members": _member,
    "sections": _section,
    "entries": _entry,
}


def title_of(sheet: Sheet, at: str, rows: Iterable[Row]) -> str:
    """条目标题: of the entry that is edited: its number and name, or that it is a new one."""
    assert sheet.table
    one = gettext(sheet.table.one)
    found = next((row for row in rows if row["path"] == at), None)
    if found is None:
        return gettext("新增%(one)s") % {"one": one}
    return listed_words([f"{one} {found['number']}", str(found["name"])])
