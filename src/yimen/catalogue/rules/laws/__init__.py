"""法律文本: a collection of texts of law, and what a pack's citations are worth against it."""
