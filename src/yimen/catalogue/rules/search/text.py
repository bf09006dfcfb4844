"""检索文字: folding, cutting into words, and marking the words found.

Both scripts of Chinese are folded to Simplified, so that it does not matter in which one a name
stands and in which one people ask.
"""

import logging
import re
import unicodedata
import warnings
from collections.abc import Iterable, Iterator
from functools import lru_cache
from threading import Lock
from typing import Any

from opencc import OpenCC

LONGEST = 100
"""The longest search that is read, in characters; what stands beyond is left out."""
NO_WORD = "~"
"""What tokens begin with that are two neighbouring characters rather than a word."""
_CHINESE = re.compile("[\u3400-\u9fff]+")
_RUN = re.compile("[\u3400-\u9fff]+|[a-z0-9]+")
# What people say around what they want, in Simplified, as jieba cuts it.
_SAID_AROUND = """
我 我们 我要 我想 你 你们 他 她 它 咱 咱们 俺 自己 想 要 想要 需要 打算 准备 希望 能 能够 能不能
可以 可不可以 会 应该 得 怎么 怎么办 怎样 怎么样 如何 咋 咋办 哪 哪里 哪儿 哪个 哪些 什么 啥 几
多少 多久 吗 呢 吧 啊 呀 嘛 么 了 的 地 着 过 个 一个 一家 一间 间 家 点 一点 一下 下 些 这 这个
那 那个 是 是不是 有 没有 在 到 去 来 给 把 被 让 对 和 与 及 或 或者 还是 以及 跟 同 就 都 也
还 又 才 只 很 太 最 请 请问 帮 帮我 麻烦 谢谢 你好 您好 办 办理 办事 申请 申办 弄 搞 做 手续
流程 步骤 要求 条件 材料 资料 业务 事项 服务 相关 有关 关于 问题 时候 怎 为 为了 由 从 向 点样
边度 边 边个 嘅 咗 唔 冇 系 佢 俾 畀 攞 整 搵 啲 嘢 而家 咩 啦 喇 噉 咁 咪 乜 乜嘢 几时 可唔可以
唔该 a an the i we my to of for in on at how do does can what where is want need get apply
please
"""
_NO_WORDS = ("想开",)
"""Words of the dictionary that are two here: “想” and “开” in “我想开店”."""
_EMPTY = frozenset(re.findall(r"\S+", _SAID_AROUND))


@lru_cache(maxsize=1)
def _simplified() -> OpenCC:
    return OpenCC("t2s")


@lru_cache(maxsize=4096)
def fold(text: str) -> str:
    """折叠: one spelling of a text: compatibility forms, small letters, Simplified characters."""
    folded: str = _simplified().convert(unicodedata.normalize("NFKC", text).casefold())
    return folded


_loading = Lock()


@lru_cache(maxsize=1)
def cutter() -> Any:
    """分词器: jieba with its dictionary read (a second, some 90 MB).

    Its own start is not used: that keeps a dump of the dictionary in the folder for temporary
    files, and runs whatever it finds there by that name.
    """
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of its way to write regular expressions
        import jieba

    jieba.setLogLevel(logging.WARNING)
    cutter = jieba.Tokenizer()
    cutter.FREQ, cutter.total = cutter.gen_pfdict(cutter.get_dict_file())
    cutter.initialized = True
    cutter.FREQ.update(dict.fromkeys(_NO_WORDS, 0))
    return cutter


def warm() -> None:
    """预热: read the dictionaries now, rather than during somebody's first search."""
    fold("预热")
    cut("预热")


@lru_cache(maxsize=8192)
def cut(text: str) -> tuple[str, ...]:
    """分词: the words of a folded text in order, long ones also by their parts."""
    with _loading:
        dictionary = cutter()
    found: list[str] = []
    for run in _RUN.findall(text):
        found += dictionary.cut_for_search(run, HMM=False) if _CHINESE.match(run) else [run]
    return tuple(found)


def tokens(text: str) -> Iterator[tuple[str, bool]]:
    """索引单元: the words of a folded text, and every two neighbouring characters.

    Each is told with whether it is a word; pairs of characters find what was cut in another way.
    """
    for word in cut(text):
        if len(word) > 1:
            yield word, True
    for run in _CHINESE.findall(text):
        yield from ((pair, False) for pair in pairs(run))


def pairs(run: str) -> Iterator[str]:
    """二字: the neighbouring characters of a run of Chinese, as tokens that are no words."""
    for n in range(len(run) - 1):
        yield NO_WORD + run[n : n + 2]


def content(text: str) -> list[str]:
    """实词段: the parts of a folded search that say something, without what people say around it.

    A search of nothing but empty words is taken as it stands.
    """
    with _loading:
        dictionary = cutter()
    parts: list[str] = [""]
    for run in _RUN.findall(text):
        words = dictionary.cut(run, HMM=False) if _CHINESE.match(run) else [run]
        for word in words:
            if word in _EMPTY:
                parts.append("")
            elif _CHINESE.match(word):
                parts[-1] += word
            else:
                parts += [word, ""]
        parts.append("")
    said = [part for part in parts if part]
    return said or _RUN.findall(text)


def is_loose(word: str) -> bool:
    """单字: one Chinese character that says something, which the dictionary joins to nothing."""
    return len(word) == 1 and word not in _EMPTY and bool(_CHINESE.match(word))


def marked(text: str, words: Iterable[str]) -> list[tuple[str, bool]]:
    """标出: a text in pieces, each with whether it is one of the (folded) words.

    Where folding changes a text's length nothing is marked.
    """
    folded = fold(text)
    found = [False] * len(text)
    if len(folded) == len(text):
        for word in words:
            start = folded.find(word) if word else -1
            while start >= 0:
                found[start : start + len(word)] = [True] * len(word)
                start = folded.find(word, start + 1)
    pieces: list[tuple[str, bool]] = []
    for sign, is_found in zip(text, found, strict=True):
        if pieces and pieces[-1][1] == is_found:
            pieces[-1] = (pieces[-1][0] + sign, is_found)
        else:
            pieces.append((sign, is_found))
    return pieces
