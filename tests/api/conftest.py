"""Programs that speak to the JSON API with the tokens of the fictional city's people."""

from collections.abc import Callable

import pytest
from api_caller import Caller

from yimen.parties.api import Account, actor_of, issue_token


@pytest.fixture
def caller(demo_city: None) -> Callable[..., Caller]:
    """Gives the caller of a log-in; its token is made without the cost of its password."""

    def of(login: str = "") -> Caller:
        if not login:
            return Caller()
        account = Account.objects.get(login=login)
        return Caller(issue_token(actor_of(account), account)[0])

    return of
