"""目录动作: publishing versions, and the changes that lead to them."""

from yimen.catalogue.actions.publishing import (
    publish_bundle,
    publish_definitions,
    publish_item,
)

__all__ = ["publish_bundle", "publish_definitions", "publish_item"]
