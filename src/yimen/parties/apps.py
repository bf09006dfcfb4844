"""主体: the Django app of this context."""

from yimen.kernel import contexts


class PartiesConfig(contexts.ContextConfig):
    """主体"""

    name = "yimen.parties"
    label = "parties"
    verbose_name = "主体"
