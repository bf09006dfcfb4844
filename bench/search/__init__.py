"""检索测量: how well and how fast search finds what people say they want."""
