"""目录权限: who may publish definitions."""

from yimen.kernel import permissions

permissions.register(
    "catalogue.publish", "发布事项", "系统管理员", permissions.is_platform_or_administrator
)
