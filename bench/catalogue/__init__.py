"""目录测速: loading and checking packs, deciding conditions, beside other engines."""
