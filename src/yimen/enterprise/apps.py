"""企业: the Django app of this context."""

from yimen.kernel import contexts


class EnterpriseConfig(contexts.ContextConfig):
    """企业"""

    name = "yimen.enterprise"
    label = "enterprise"
    verbose_name = "企业"
