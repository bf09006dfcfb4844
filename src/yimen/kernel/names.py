"""名称: how code calls the contexts in stored names."""


def context_of(module: str) -> str:
    """业务域名: the context that a module belongs to (`yimen.cases.actions.work` → `cases`)."""
    return module.removeprefix("yimen.").split(".")[0]
