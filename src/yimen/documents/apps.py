"""材料与证照: the Django app of this context."""

from yimen.kernel import contexts


class DocumentsConfig(contexts.ContextConfig):
    """材料与证照"""

    name = "yimen.documents"
    label = "documents"
    verbose_name = "材料与证照"
