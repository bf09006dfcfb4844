"""事项目录: what can be applied for: items and bundles as dated, published definitions."""
