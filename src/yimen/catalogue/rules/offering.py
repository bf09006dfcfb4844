"""停办说明: why an item or bundle takes no applications, in words for who wants to apply."""

from yimen.catalogue.rules.definitions import BundleDefinition, ItemDefinition


def why_stopped(service: ItemDefinition | BundleDefinition) -> str:
    """停办理由: of what is suspended or cancelled, or an approval that the reform has cancelled;
    with the note that its definition gives. Empty for what is open."""
    name = service.name.zh_hans
    note = service.status_note.zh_hans if service.status_note else ""
    if service.status == "suspended":
        return _told(f"“{name}”暂停办理", note)
    if service.status == "cancelled":
        return _told(f"“{name}”已经取消", note)
    reform = getattr(service, "reform", None)
    if reform is not None and reform.mode == "cancelled":
        return _told(f"“{name}”已经取消审批，不用申请", reform.note.zh_hans)
    return ""


def _told(what: str, why: str) -> str:
    return f"{what}：{why}" if why else f"{what}。"
