"""The stateful model: a short profile here, at least 100,000 commands by `make test-model`."""

import os

import pytest
from hypothesis import HealthCheck, settings
from hypothesis.stateful import run_state_machine_as_test
from machine import CaseMachine, commands

WANTED = int(os.environ.get("YIMEN_MODEL_COMMANDS", "0"))
CHECKS = [HealthCheck.too_slow, HealthCheck.filter_too_much, HealthCheck.data_too_large]


@pytest.mark.usefixtures("demo_city")
def test_cases_do_what_the_reference_does() -> None:
    profile = settings(
        max_examples=12, stateful_step_count=40, deadline=None, suppress_health_check=CHECKS
    )
    run_state_machine_as_test(CaseMachine, settings=profile)
    while commands["done"] < WANTED:
        longer = settings(
            max_examples=100,
            stateful_step_count=60,
            deadline=None,
            suppress_health_check=CHECKS,
            database=None,
        )
        run_state_machine_as_test(CaseMachine, settings=longer)
        print(f"{commands['done']:,} commands", flush=True)
