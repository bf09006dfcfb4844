"""门户: the Django app of this context."""

from yimen.kernel import contexts


class WebConfig(contexts.ContextConfig):
    """门户"""

    name = "yimen.web"
    label = "web"
    verbose_name = "门户"
