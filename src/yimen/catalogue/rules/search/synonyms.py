"""检索词对照: people's words for official ones, kept by the city's operators.

`search.yaml` of a pack holds those it begins with.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from pydantic import Field

from yimen.catalogue.rules.search.text import fold
from yimen.kernel.packs.model import PackModel
from yimen.kernel.problems import FieldError

MOST_MEANINGS = 8
SHORTEST, LONGEST = 2, 30
"""Characters of a word: it is looked for within what people type, where one alone is anywhere."""


@dataclass(frozen=True)
class Synonym:
    """检索词对照: who says `say` means the official words `means`; `both`: and the reverse."""

    say: str
    means: tuple[str, ...]
    both: bool = False


class SynonymEntry(PackModel):
    """检索词: one entry of `search.yaml`; see `Synonym`."""

    say: str = Field(min_length=SHORTEST, max_length=LONGEST)
    means: list[str] = Field(min_length=1, max_length=MOST_MEANINGS)
    both: bool = False

    def as_synonym(self) -> Synonym:
        """对照: as search uses it."""
        return Synonym(fold(self.say), tuple(fold(one) for one in self.means), self.both)


class SearchFile(PackModel):
    """检索文件: the content of `search.yaml`."""

    synonyms: list[SynonymEntry] = []


def meant(words: str, synonyms: Iterable[Synonym]) -> list[str]:
    """所指: the official words behind what was asked (folded), without repeats.

    Of two entries that stand in the same place the longer decides: “奶茶店” is not also “店”.
    """
    asked = words.replace(" ", "")
    found = [(word, said) for word, said in _directions(synonyms) if word in asked]
    found.sort(key=lambda one: -len(one[0]))
    taken = [False] * len(asked)
    official: dict[str, None] = {}
    for word, said in found:
        places = [at for at in _places(word, asked) if not all(taken[at : at + len(word)])]
        if not places:
            continue
        official.update(dict.fromkeys(said))
        for at in places:
            taken[at : at + len(word)] = [True] * len(word)
    return list(official)


def wrong_with(say: str, means: Sequence[str], known: Iterable[str]) -> list[FieldError]:
    """对照有何错: what is wrong with an entry, given everything that bundles and items are called.

    An official word must stand in one of those names, or it would find nothing.
    """
    told = []
    if len(fold(say).replace(" ", "")) < SHORTEST:
        told.append(FieldError("say", "写群众的说法，至少两个字，例如“奶茶店”。"))
    elif len(say) > LONGEST:
        told.append(FieldError("say", f"最长 {LONGEST} 个字：写一个词，不写整句话。"))
    if not means:
        told.append(FieldError("means", "写对应的规范用语，至少一个。"))
    elif len(means) > MOST_MEANINGS:
        told.append(FieldError("means", f"最多 {MOST_MEANINGS} 个。"))
    names = [fold(name) for name in known]
    for one in means:
        if fold(one) == fold(say):
            told.append(FieldError("means", f"“{one}”与群众的说法相同。"))
        elif not any(fold(one) in name for name in names):
            told.append(
                FieldError("means", f"没有名称或别名里有“{one}”的事项：照事项名称里的字写。")
            )
    return told


def _directions(synonyms: Iterable[Synonym]) -> Iterator[tuple[str, tuple[str, ...]]]:
    for one in synonyms:
        yield one.say.replace(" ", ""), one.means
        if one.both:
            for word in one.means:
                yield word.replace(" ", ""), (one.say,)


def _places(word: str, within: str) -> Iterator[int]:
    at = within.find(word)
    while at >= 0:
        yield at
        at = within.find(word, at + 1)
