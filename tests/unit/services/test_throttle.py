"""The throttle: a place is taken before the check, so no number of parallel guesses slips by."""

from datetime import timedelta

import pytest

from portal.models.throttle import Throttle
from portal.services import throttle
from portal.services.errors import Busy, SlowDown
from portal.services.throttle import Limit
from tests.unit.at_once import at_once, kinds
from tests.unit.factories import NOW

pytestmark = pytest.mark.usefixtures("database")

THREE = Limit("three", 3, timedelta(minutes=15))
TEN = Limit("ten", 10, timedelta(minutes=10))


def take(*buckets: tuple[Limit, str], minutes: int = 0) -> throttle.Reservation:
    return throttle.reserve(buckets or ((THREE, "amara"),), now=NOW + timedelta(minutes=minutes))


def test_the_limit_is_reached_exactly() -> None:
    for _ in range(3):
        take()
    with pytest.raises(SlowDown):
        take()


def test_it_says_how_long_to_wait() -> None:
    for _ in range(3):
        take()
    with pytest.raises(SlowDown) as slow:
        take(minutes=5)
    assert slow.value.seconds == 600


def test_a_new_period_begins_when_the_old_one_is_over() -> None:
    for _ in range(3):
        take()
    take(minutes=15)
    assert Throttle.get().count == 1


def test_a_refusal_takes_no_place_in_the_other_buckets() -> None:
    for _ in range(3):
        take()
    for _ in range(20):
        with pytest.raises(SlowDown):
            take((THREE, "amara"), (TEN, "network"))
    for _ in range(10):
        take((TEN, "network"))


def test_a_refund_gives_the_place_back() -> None:
    for _ in range(8):
        throttle.refund(take())
    assert Throttle.get().count == 0


def test_a_refund_of_an_older_period_does_not_help_in_a_new_one() -> None:
    old = take()
    take(minutes=15)
    throttle.refund(old)
    assert Throttle.get().count == 1


def test_only_the_named_errors_are_refunded() -> None:
    for error in (Busy, ValueError):
        with pytest.raises(error), throttle.refunding(take(), Busy):
            raise error
    assert Throttle.get().count == 1


def test_clearing_opens_one_bucket_only() -> None:
    for subject in ("amara", "bea"):
        for _ in range(3):
            take((THREE, subject))
    throttle.clear(THREE, "amara")
    take((THREE, "amara"))
    with pytest.raises(SlowDown):
        take((THREE, "bea"))


def test_old_buckets_are_removed() -> None:
    take((THREE, "amara"))
    take((TEN, "amara"))
    assert throttle.tidy(now=NOW + timedelta(minutes=12)) == 1
    assert ":three:" in Throttle.get().key


def test_the_table_holds_no_personal_value() -> None:
    take((THREE, "claim:QXA104233:192.0.2.0"))
    assert "QXA" not in Throttle.get().key
    assert "192" not in Throttle.get().key


def test_parallel_tries_do_not_pass_the_limit() -> None:
    outcomes = at_once(24, lambda _: take((TEN, "amara"), (THREE, "amara")))
    assert kinds(outcomes) == {"Reservation": 3, "SlowDown": 21}
    assert sorted(row.count for row in Throttle.select()) == [3, 3]


def test_clearing_an_owner_opens_every_bucket_of_theirs_and_nobody_elses() -> None:
    for network in ("192.0.2.0", "198.51.100.0"):
        take((throttle.PER_ID_AND_NETWORK, f"sign-in:QXA000001:{network}"), (throttle.PER_ID, "sign-in:QXA000001"))
    take((throttle.PER_ID, "sign-in:QXA000002"), (throttle.PER_NETWORK, "sign-in:192.0.2.0"))
    assert throttle.clear_all("sign-in:QXA000001") == 3
    assert Throttle.select().count() == 2


def test_an_owner_is_locked_while_one_bucket_is_full() -> None:
    subject = "sign-in:QXA000001:192.0.2.0"
    for _ in range(throttle.PER_ID_AND_NETWORK.count):
        assert not throttle.is_full("sign-in:QXA000001", now=NOW)
        take((throttle.PER_ID_AND_NETWORK, subject))
    assert throttle.is_full("sign-in:QXA000001", now=NOW)
    assert not throttle.is_full("sign-in:QXA000002", now=NOW)
    assert not throttle.is_full("sign-in:QXA000001", now=NOW + throttle.PER_ID_AND_NETWORK.period)
