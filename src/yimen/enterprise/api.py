"""企业接口: what other contexts may use."""

from yimen.enterprise.actions import register_enterprise
from yimen.enterprise.models import Enterprise

__all__ = ["Enterprise", "register_enterprise"]
