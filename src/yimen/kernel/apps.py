"""内核: the Django app of this context."""

from yimen.kernel import contexts


class KernelConfig(contexts.ContextConfig):
    """内核"""

    name = "yimen.kernel"
    label = "kernel"
    verbose_name = "内核"
