"""数据共享: the Django app of this context."""

from yimen.kernel import contexts


class ExchangeConfig(contexts.ContextConfig):
    """数据共享"""

    name = "yimen.exchange"
    label = "exchange"
    verbose_name = "数据共享"
