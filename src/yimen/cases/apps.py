"""办件: the Django app of this context."""

from yimen.kernel import contexts


class CasesConfig(contexts.ContextConfig):
    """办件"""

    name = "yimen.cases"
    label = "cases"
    verbose_name = "办件"
