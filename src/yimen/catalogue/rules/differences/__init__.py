"""规则差异: what a change of definitions means, in words that a law officer understands."""
