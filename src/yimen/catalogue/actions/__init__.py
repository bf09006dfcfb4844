"""目录动作: publishing versions of items and bundles."""

from yimen.catalogue.actions.publishing import publish_bundle, publish_item

__all__ = ["publish_bundle", "publish_item"]
