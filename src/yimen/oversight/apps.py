"""督查: the Django app of this context."""

from yimen.kernel import contexts


class OversightConfig(contexts.ContextConfig):
    """督查"""

    name = "yimen.oversight"
    label = "oversight"
    verbose_name = "督查"
