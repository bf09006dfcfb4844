"""词汇: the Django app of this context."""

from yimen.kernel import contexts


class VocabularyConfig(contexts.ContextConfig):
    """词汇"""

    name = "yimen.vocabulary"
    label = "vocabulary"
    verbose_name = "词汇"
