"""译文目录: gettext catalogues, as text for translators (.po) and compiled for the platform (.mo).

What the GNU tools would do, in the part of the format that this platform uses: no contexts, no
translator comments but the places of a text, no dates, so that the same texts give the same bytes.
"""

import ast
import json
import struct
from collections.abc import Mapping, Sequence
from pathlib import Path

from ._extraction import Message

_MAGIC = 0x950412DE
_PLURAL_FORMS = {
    "en": "nplurals=2; plural=(n != 1);",
    "zh_Hant": "nplurals=1; plural=0;",
}
Translations = dict[Message, tuple[str, ...]]


def forms(locale: str) -> int:
    """复数形式: how many forms a counted thing has in a language."""
    return int(_PLURAL_FORMS[locale].split(";")[0].partition("=")[2])


def _header(locale: str) -> str:
    return (
        f"Language: {locale}\nMIME-Version: 1.0\nContent-Type: text/plain; charset=UTF-8\n"
        f"Content-Transfer-Encoding: 8bit\nPlural-Forms: {_PLURAL_FORMS[locale]}\n"
    )


def read_po(path: Path) -> tuple[Translations, set[Message]]:
    """读 .po: translations, and those marked fuzzy; both empty where there is no file."""
    found: Translations = {}
    fuzzy: set[Message] = set()
    entries = path.read_text("utf-8").split("\n\n") if path.exists() else []
    for entry in entries:
        message, told, is_fuzzy = _read_entry(entry)
        if message is not None and message.text:
            found[message] = told
            fuzzy |= {message} if is_fuzzy else set()
    return found, fuzzy


def _read_entry(entry: str) -> tuple[Message | None, tuple[str, ...], bool]:
    values: dict[str, str] = {}
    key, is_fuzzy = "", False
    for line in entry.splitlines():
        if line.startswith("#"):
            is_fuzzy = is_fuzzy or (line.startswith("#,") and "fuzzy" in line)
            continue
        word, quote, rest = line.partition('"')
        if quote:
            key = word.strip() or key
            values[key] = values.get(key, "") + ast.literal_eval(quote + rest)
    if "msgid" not in values:
        return None, (), is_fuzzy
    told = tuple(value for name, value in values.items() if name.startswith("msgstr"))
    return Message(values["msgid"], values.get("msgid_plural", "")), told, is_fuzzy


def po(locale: str, told: Translations, places: Mapping[Message, Sequence[str]]) -> str:
    """写 .po: the catalogue as text, in the order of `places`; what has no translation is empty."""
    entries = [f'msgid ""\nmsgstr ""\n{_lines(_header(locale))}']
    for message, where in places.items():
        lines = [f"#: {place}" for place in where]
        lines.append(f"msgid {_quoted(message.text)}")
        values = told.get(message, ("",) * (forms(locale) if message.plural else 1))
        if message.plural:
            lines.append(f"msgid_plural {_quoted(message.plural)}")
            lines += [f"msgstr[{n}] {_quoted(value)}" for n, value in enumerate(values)]
        else:
            lines.append(f"msgstr {_quoted(values[0])}")
        entries.append("\n".join(lines))
    return "\n\n".join(entries) + "\n"


def _quoted(text: str) -> str:
    if "\n" in text[:-1]:
        return '""\n' + _lines(text)
    return json.dumps(text, ensure_ascii=False)


def _lines(text: str) -> str:
    return "\n".join(json.dumps(line, ensure_ascii=False) for line in text.splitlines(True))


def mo(locale: str, told: Translations) -> bytes:
    """编译 .mo: the catalogue as gettext reads it; what is not translated is left out."""
    table = {b"": _header(locale).encode()}
    for message, values in told.items():
        if all(values):
            key = "\0".join(filter(None, message)).encode()
            table[key] = "\0".join(values).encode()
    keys = sorted(table)
    texts = [*keys, *(table[key] for key in keys)]
    start = 28 + 8 * len(texts)
    index, body = b"", b""
    for text in texts:
        index += struct.pack("<II", len(text), start + len(body))
        body += text + b"\0"
    count = len(keys)
    head = struct.pack("<7I", _MAGIC, 0, count, 28, 28 + 8 * count, 0, 28 + 16 * count)
    return head + index + body
