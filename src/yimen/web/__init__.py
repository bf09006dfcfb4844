"""门户: pages and the API, put together from the contexts below; holds no rule."""
