"""填报标签: what forms of applications need beside the components."""

from uuid import uuid4

from django import template

register = template.Library()


@register.simple_tag
def fresh_key() -> str:
    """请求号: another for each rendering of a form, by which a form sent twice is known."""
    return str(uuid4())
