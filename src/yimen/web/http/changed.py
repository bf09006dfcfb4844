"""变更单内容: what the page of one change shows, and its effect on what runs."""

from collections.abc import Iterable
from typing import Any

from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext

from yimen.cases.api import running_by_item
from yimen.catalogue.api import (
    ChangeView,
    Finding,
    PartView,
    Remark,
    Review,
    definition_differences,
    item_differences,
    place_of,
    place_words,
    remarks_of,
    sheet_at,
    verbs,
    vocabulary_of,
)
from yimen.kernel.actors import Actor
from yimen.web.http.change_words import (
    KINDS,
    OFFICES,
    SEVERITIES,
    STATES,
    listed_words,
    natures_words,
)

Row = dict[str, Any]


def page_of(by: Actor, view: ChangeView) -> Row:
    """变更单页: everything that its readers need to judge it."""
    change = view.change
    remarks = list(remarks_of(change))
    name, colour = STATES[change.state]
    may = verbs(by, view)
    return {
        "change": change,
        "state": gettext(name),
        "colour": colour,
        "may": may,
        "may_review": [one.removeprefix("review:") for one in sorted(may) if ":" in one],
        "reviewing": [
            {"code": one.removeprefix("review:"), "name": gettext(OFFICES[one[7:]])}
            for one in sorted(may)
            if ":" in one
        ],
        "parts": [_part(view, part, remarks) for part in view.parts],
        "offices": [_office(view, office) for office in view.offices],
        "rounds": _rounds(change.reviews.all()),
        "findings": findings_of(view, view.findings),
        "errors_found": len(view.errors),
        "warnings_found": len(view.findings) - len(view.errors),
        "outdated": any(part.is_outdated for part in view.parts),
        "effects": _effects(view),
        "remarks": [remark_row(one) for one in remarks if not one.settled_at],
        "settled": [remark_row(one) for one in remarks if one.settled_at],
    }


def _part(view: ChangeView, part: PartView, remarks: Iterable[Remark]) -> Row:
    definition = part.after or part.before
    row, name = part.part, f"{part.part.kind}/{part.part.code}"
    mine = [one for one in remarks if one.part_id == row.id and not one.settled_at]
    return {
        "part": row,
        "key": name,
        "id": name.replace("/", "-"),
        "kind": gettext(KINDS[row.kind]),
        "name": definition.name if definition else None,
        "since": getattr(part.after, "effective_from", None),
        "natures": natures_words(part.natures),
        "url": reverse("web:change-part", args=[row.change_id, row.kind, row.code]),
        "live": _live(view, row.kind, row.code),
        "is_outdated": part.is_outdated,
        "errors": sum(one.file == name for one in view.errors),
        "remarks": len(mine),
        "differences": differences_of(view, part),
        "is_new": part.before is None,
        "is_unread": part.after is None,
    }


def _live(view: ChangeView, kind: str, code: str) -> str:
    """The public page of what was published."""
    if view.change.state != "published" or kind == "entry":
        return ""
    if kind == "list":
        return reverse("catalogue:list", args=[code])
    return reverse(f"web:{kind}", args=[code])


def differences_of(view: ChangeView, part: PartView) -> list[Row]:
    """改了什么: one part in words, for people who burden or ease first; nothing while unread."""
    if part.after is None or part.before is None:
        return []
    words = vocabulary_of(view.before, view.after)
    kind: Any = part.part.kind
    if kind == "item":
        found = item_differences(part.before, part.after, words)  # type: ignore[arg-type]
    else:
        found = definition_differences(kind, part.before, part.after, words)
    return [
        {
            "sentence": one.sentence,
            "consequence": one.consequence,
            "severity": gettext(SEVERITIES[one.severity][0]),
            "colour": SEVERITIES[one.severity][1],
        }
        for one in found
    ]


def _office(view: ChangeView, office: str) -> Row:
    review = view.reviews.get(office)
    waits = view.change.state == "submitted"
    if review:
        said = gettext("同意") if review.approved else gettext("退回")
        colour = "green" if review.approved else "red"
    else:
        said = gettext("等待审核") if waits else gettext("送审后审核")
        colour = "yellow" if waits else "grey"
    return {"name": gettext(OFFICES[office]), "said": said, "colour": colour, "review": review}


def _rounds(reviews: Iterable[Review]) -> list[Row]:
    """What every office said, round by round, the newest first."""
    found: dict[int, list[Row]] = {}
    for one in reviews:
        found.setdefault(one.round, []).append(
            {"review": one, "office": gettext(OFFICES[one.office])}
        )
    return [{"round": n, "reviews": found[n]} for n in sorted(found, reverse=True)]


def findings_of(view: ChangeView, findings: Iterable[Finding]) -> list[Row]:
    """检查发现: each with its place in words, and the way to where it is put right."""
    parts = {f"{one.part.kind}/{one.part.code}": one for one in view.parts}
    return [_finding(parts.get(one.file), one) for one in findings]


def _finding(part: PartView | None, found: Finding) -> Row:
    row: Row = {"finding": found, "is_error": found.level == "error", "place": "", "url": ""}
    if part is None:
        return row
    own = part.part
    url = reverse("web:change-part", args=[own.change_id, own.kind, own.code])
    if part.loaded is None or not found.line:
        return {**row, "url": f"{url}?sheet=text#line-{max(found.line, 1)}"}
    path = place_of(part.loaded.marks.lines, found.line)
    return {
        **row,
        "place": listed_words([gettext(word) for word in place_words(own.kind, path)]),
        "url": place_url(url, own.kind, path) or f"{url}?sheet=text#line-{found.line}",
        "text_url": f"{url}?sheet=text#line-{found.line}",
    }


def place_url(url: str, kind: str, path: tuple[str | int, ...]) -> str:
    """编辑位置: the address at which the value at a path is edited by a form; empty for none."""
    sheet = sheet_at(kind, path)
    if sheet.code == "text":
        return ""
    query = {"sheet": sheet.code}
    if sheet.table and len(path) > 1:
        query["at"] = f"{path[0]}/{path[1]}"
        path = path[:3]
    return f"{url}?{urlencode(query)}#{'/'.join(str(one) for one in path[:3])}"


def remark_row(one: Remark) -> Row:
    """一条批注: with its place in words and the way there."""
    part = one.part
    path = tuple(int(w) if w.isdecimal() else w for w in one.path.split("/") if w)
    url = reverse("web:change-part", args=[part.change_id, part.kind, part.code])
    return {
        "remark": one,
        "place": listed_words([gettext(word) for word in place_words(part.kind, path)]),
        "url": (place_url(url, part.kind, path) if path else "") or f"{url}?sheet=text",
        "part": f"{part.kind}/{part.code}",
    }


def _effects(view: ChangeView) -> list[Row]:
    """The items that would get a new version, and how many cases run under the old one."""
    items = {one.code: one for one in view.definitions.items}
    known = [code for code in items if code in view.before.item_of]
    drafted = {one.part.code for one in view.parts if one.part.kind == "item"}
    running = running_by_item(known)
    return [
        {
            "code": code,
            "name": items[code].name,
            "running": running[code],
            "by_list": code not in drafted,
            "bundles": [one.value.name for one in view.after.bundles_with(code)],
        }
        for code in known
    ]
