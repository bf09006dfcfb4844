"""目录动作: publishing versions, and the changes that lead to them."""

from yimen.catalogue.actions.changes import (
    drop_part,
    open_change,
    publish_change,
    remark,
    renew_part,
    reopen_change,
    review_change,
    save_part,
    settle_remark,
    submit_change,
    withdraw_change,
)
from yimen.catalogue.actions.publishing import (
    publish_bundle,
    publish_definitions,
    publish_item,
)

__all__ = [
    "drop_part",
    "open_change",
    "publish_bundle",
    "publish_change",
    "publish_definitions",
    "publish_item",
    "remark",
    "renew_part",
    "reopen_change",
    "review_change",
    "save_part",
    "settle_remark",
    "submit_change",
    "withdraw_change",
]
