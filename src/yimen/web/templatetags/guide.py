"""指南标签: citations as people read them."""

from django import template
from django.utils.translation import gettext

from yimen.kernel.packs.model import Source

register = template.Library()


@register.filter
def citation(source: Source) -> str:
    """依据: “《公司法》第六条（2018-10-26 版）”, or the note; law names stay as they are."""
    if not source.law:
        return source.note
    told = {"law": source.law, "article": source.article, "version": source.version}
    form = (
        gettext("《%(law)s》%(article)s（%(version)s 版）")
        if source.version
        else "《%(law)s》%(article)s"
    )
    words = form % told
    return gettext("：").join([words, source.note]) if source.note else words


@register.filter
def as_list(source: Source | None) -> list[Source]:
    """单条依据: one citation as a list of one; none as an empty list."""
    return [source] if source else []
