"""目录表: published versions, and what leads to them."""

from yimen.catalogue.models.versions import BundleVersion, ItemVersion, Version

__all__ = ["BundleVersion", "ItemVersion", "Version"]
