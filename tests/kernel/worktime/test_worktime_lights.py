"""What has been used, what is left, and its colour."""

from datetime import datetime, timedelta
from decimal import Decimal

import pytest
from worktime_strategies import ZONE, china

from yimen.kernel.problems import Invalid
from yimen.kernel.worktime import Light, Pause, elapsed, light, remaining


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=ZONE)


DUE = at("2021-03-08T17:30")


@pytest.mark.parametrize(
    ("now", "left", "colour"),
    [
        ("2021-03-05T08:30", "2.0000", Light.GREEN),
        ("2021-03-05T17:30", "1.0000", Light.YELLOW),
        ("2021-03-06T12:00", "1.0000", Light.YELLOW),
        ("2021-03-08T17:30", "0.0000", Light.YELLOW),
        ("2021-03-08T17:31", "0.0000", Light.RED),  # over, though no office time has passed
        ("2021-03-09T12:00", "-0.5000", Light.RED),
    ],
)
def test_lights(now: str, left: str, colour: Light) -> None:
    assert remaining(at(now), DUE, china) == Decimal(left)
    assert light(at(now), DUE, china, Decimal(1)) is colour
    assert light(at(now), DUE, china, Decimal(1), stopped=True) is Light.STOPPED


def test_elapsed_across_a_holiday() -> None:
    used = elapsed(at("2020-09-30T14:00"), at("2020-10-09T09:30"), china)
    assert used.worked == timedelta(hours=4.5)
    assert used.working_days == Decimal("0.6429")


def test_pauses_are_taken_out_once() -> None:
    pauses = [
        Pause(at("2021-03-02T08:00"), at("2021-03-02T12:00")),
        Pause(at("2021-03-02T10:00"), at("2021-03-02T18:00")),
        Pause(at("2021-03-03T14:00"), None),
    ]
    used = elapsed(at("2021-03-01T14:00"), at("2021-03-05T12:00"), china, pauses)
    assert used.working_days == Decimal("1.0000")


def test_a_pause_after_the_end_is_not_taken_out() -> None:
    pause = Pause(at("2021-03-02T08:00"), at("2021-03-04T12:00"))
    used = elapsed(at("2021-03-01T14:00"), at("2021-03-01T17:30"), china, [pause])
    assert used.worked == timedelta(hours=3.5)


def test_the_end_before_the_start_is_refused() -> None:
    with pytest.raises(Invalid, match="结束时间早于开始时间"):
        elapsed(at("2021-03-02T08:00"), at("2021-03-01T08:00"), china)
