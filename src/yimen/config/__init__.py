"""配置: where things are and how the parts are put together. Holds no rule."""
