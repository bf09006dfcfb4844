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
from yimen.catalogue.actions.searching import (
    add_synonym,
    embed_passages,
    load_synonyms,
    note_miss,
    settle_miss,
    withdraw_synonym,
)
from yimen.catalogue.actions.simulating import ask_simulation, keep_simulation

__all__ = [
    "add_synonym",
    "ask_simulation",
    "drop_part",
    "embed_passages",
    "keep_simulation",
    "load_synonyms",
    "note_miss",
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
    "settle_miss",
    "settle_remark",
    "submit_change",
    "withdraw_change",
    "withdraw_synonym",
]
