"""性能测试: what `make bench-…` runs; never imported by the product."""
