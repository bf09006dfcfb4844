"""企业反应: the automatic steps that this context offers to packs."""

from collections.abc import Mapping
from typing import Any

from yimen.cases.api import AutomaticStep, automatic, checks_element
from yimen.enterprise.actions import register_enterprise
from yimen.enterprise.queries import is_name_taken
from yimen.kernel.actors import Actor


@automatic("enterprise.register")
def register(by: Actor, step: AutomaticStep) -> Mapping[str, Any]:
    """登记企业: produces `enterprise.credit_code` and `enterprise.founded_on`."""
    kind = str(step.form.get("enterprise.type") or "")
    enterprise = register_enterprise(by, step.subject, step.unit, step.case, kind)
    return {
        "enterprise.credit_code": enterprise.credit_code,
        "enterprise.founded_on": enterprise.founded_on.isoformat(),
    }


@checks_element("enterprise.name")
def name_is_free(name: str) -> str | None:
    """名称未被占用: a company name stands in the register once."""
    if is_name_taken(name):
        return f"企业名称“{name}”已经登记给另一家企业，请换一个字号"
    return None
