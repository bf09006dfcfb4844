"""情形测试: what a pack's rules should come to in named situations, and whether they do."""
