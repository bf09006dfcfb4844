"""城市包词汇: the field types that all pack models share."""

from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field, PlainSerializer
from pydantic.functional_validators import BeforeValidator

from yimen.kernel import worktime
from yimen.kernel.problems import Problem


class PackModel(BaseModel):
    """城市包模型: base of every model read from a pack; an unknown key is an error."""

    model_config = ConfigDict(extra="forbid", frozen=True, arbitrary_types_allowed=True)


class Names(PackModel):
    """名称: one name in the languages of the interface; Simplified Chinese is required."""

    zh_hans: str = Field(min_length=1)
    zh_hant: str = ""
    en: str = ""

    def in_language(self, language: str) -> str:
        """按语言取名: the name in `zh-hans`, `zh-hant` or `en`; else in Simplified Chinese."""
        named: str = getattr(self, language.replace("-", "_"), "")
        return named or self.zh_hans

    @property
    def shown(self) -> str:
        """当前名称: the name in the language of the page; for display, never to be stored."""
        from django.utils.translation import get_language  # commands read packs without Django

        return self.in_language(get_language() or "zh-hans")


def as_names(value: Any) -> Any:
    """名称简写: plain text in a pack is the Simplified Chinese name."""
    return {"zh_hans": value} if isinstance(value, str) else value


def _as_period(value: Any) -> Any:
    if not isinstance(value, str):
        return value
    try:
        return worktime.Period.parse(value)
    except Problem as problem:
        raise ValueError(problem.detail) from problem


Named = Annotated[Names, BeforeValidator(as_names)]
Code = Annotated[str, Field(pattern=r"^[a-z][a-z0-9]*([._-][a-z0-9]+)*$", max_length=80)]
Period = Annotated[worktime.Period, BeforeValidator(_as_period), PlainSerializer(str)]


class Source(PackModel):
    """依据: where a figure or rule of the pack comes from.

    A law is cited by `law`, `version` (date of the text) and `article`; anything else by `note`.
    What could not be read in a text of law says `unverified`.
    """

    law: str = ""
    version: str = ""
    article: str = ""
    note: str = ""
    unverified: bool = False
