"""事项目录: the Django app of this context."""

from yimen.kernel import contexts


class CatalogueConfig(contexts.ContextConfig):
    """事项目录"""

    name = "yimen.catalogue"
    label = "catalogue"
    verbose_name = "事项目录"
