"""The throttle: reserve before the check, refund when it succeeded, so that parallel guesses can not slip by."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache, reduce
from operator import or_

from peewee import EXCLUDED, Case, Expression

from portal import keys
from portal.models.base import EPOCH, MICROSECOND, db, microseconds
from portal.models.built_once import BuiltStatement, given
from portal.models.throttle import Throttle
from portal.services.errors import SlowDown


@dataclass(frozen=True)
class Limit:
    """At most `count` within `period`; `name` keeps its buckets apart from other limits'."""

    name: str
    count: int
    period: timedelta


# The document of what is limited, and how. "Refund" says what a success gives back.
PER_ID_AND_NETWORK = Limit("id-network", 10, timedelta(minutes=15))
PER_ID = Limit("id", 100, timedelta(hours=24))
PER_NETWORK = Limit("network", 300, timedelta(minutes=10))
PER_KNOWN_BROWSER = Limit("browser", 10, timedelta(minutes=15))
PER_STAFF = Limit("staff", 5, timedelta(minutes=15))  # of an address and network: password and code together
PER_CODE = Limit("code", 5, timedelta(minutes=15))
FAILING_ID = Limit("failing-id", 1, timedelta(minutes=10))  # an ID number counts once towards the alarm
FAILING_IDS = Limit("failing-ids", 50, timedelta(minutes=10))  # of the whole portal: more of them raise the alarm
RESET_MAILS = Limit("reset-mail", 3, timedelta(hours=1))
CONFIRM_MAILS = Limit("confirm-mail", 5, timedelta(hours=1))
LIFETIME_WRONG_SECRETS = 10


@dataclass(frozen=True)
class Place:
    """A bucket as it is after one more was counted in it."""

    key: str
    count: int
    resets_at: datetime


@dataclass(frozen=True)
class Reservation:
    """The places taken in each bucket, to be given back by `refund`."""

    places: tuple[tuple[str, datetime], ...]


def reserve(buckets: Sequence[tuple[Limit, str]], *, now: datetime) -> Reservation:
    """Take a place in every bucket, or in none. Raises SlowDown with the seconds to wait."""
    wanted = {_key(limit, subject): limit for limit, subject in buckets}
    with db.atomic() as transaction:
        places = _take(wanted, now)
        for place in places:
            if place.count > wanted[place.key].count:
                transaction.rollback()
                raise SlowDown(max(1, int((place.resets_at - now).total_seconds())))
    return Reservation(tuple((place.key, place.resets_at) for place in places))


def count(limit: Limit, subject: str, *, now: datetime) -> int:
    """Count one more and refuse nothing; returns how many there are in this period."""
    with db.atomic():
        return int(_take({_key(limit, subject): limit}, now)[0].count)


def counted(limit: Limit, subject: str, *, now: datetime) -> int:
    """How many were counted in the period that runs now."""
    row: Throttle | None = Throttle.get_or_none(Throttle.key == _key(limit, subject), Throttle.resets_at > now)
    return 0 if row is None else int(row.count)


def refund(reservation: Reservation) -> None:
    """Give the places back: the try succeeded and shall not count."""
    values: dict[str, object] = {}
    for number, (key, resets_at) in enumerate(reservation.places):
        values |= {f"key{number}": key, f"until{number}": microseconds(resets_at)}
    with db.atomic():
        _giving_back(len(reservation.places))(**values)


@contextmanager
def refunding(reservation: Reservation, *errors: type[Exception]) -> Iterator[None]:
    """Give the places back when one of these errors shows that nothing was guessed."""
    try:
        yield
    except errors:
        refund(reservation)
        raise


def is_full(owner: str, *, now: datetime) -> bool:
    """Whether a bucket of this owner ("sign-in:ABC123456") has no place left, from whatever network it was filled."""
    counts = {limit.name: limit.count for limit in (PER_ID_AND_NETWORK, PER_ID, PER_KNOWN_BROWSER)}
    rows = Throttle.select().where(_of(owner), Throttle.resets_at > now)
    return any(row.count >= counts.get(row.key.split(":")[1], row.count + 1) for row in rows)


def clear(limit: Limit, subject: str) -> None:
    """Empty one bucket."""
    Throttle.delete().where(Throttle.key == _key(limit, subject)).execute()


def clear_all(owner: str) -> int:
    """Empty every bucket of this owner (the help desk unlocks somebody); returns how many there were."""
    return int(Throttle.delete().where(_of(owner)).execute())


def tidy(*, now: datetime) -> int:
    """Remove buckets whose period has passed; returns how many."""
    return int(Throttle.delete().where(Throttle.resets_at <= now).execute())


def _take(wanted: dict[str, Limit], now: datetime) -> list[Place]:
    """Count one more in each bucket by one statement, always in the same order, so that nobody waits in a circle."""
    values: dict[str, object] = {"now": microseconds(now)}
    for number, (key, limit) in enumerate(sorted(wanted.items())):
        values |= {f"key{number}": key, f"until{number}": microseconds(now + limit.period)}
    rows = _taking(len(wanted))(**values).fetchall()
    return [Place(key, count, EPOCH + resets_at * MICROSECOND) for key, count, resets_at in rows]


@cache
def _taking(buckets: int) -> BuiltStatement:
    """A bucket whose period has passed begins anew."""
    over = Throttle.resets_at <= given("now")
    rows = [{"key": given(f"key{n}"), "count": 1, "resets_at": given(f"until{n}")} for n in range(buckets)]
    changes = {
        Throttle.count: Case(None, [(over, 1)], Throttle.count + 1),
        Throttle.resets_at: Case(None, [(over, EXCLUDED.resets_at)], Throttle.resets_at),
    }
    return BuiltStatement(
        lambda: (
            Throttle.insert_many(rows)
            .on_conflict(conflict_target=[Throttle.key], update=changes)
            .returning(Throttle.key, Throttle.count, Throttle.resets_at)
        )
    )


@cache
def _giving_back(buckets: int) -> BuiltStatement:
    taken = [(Throttle.key == given(f"key{n}")) & (Throttle.resets_at == given(f"until{n}")) for n in range(buckets)]
    return BuiltStatement(
        lambda: Throttle.update(count=Throttle.count - 1).where(reduce(or_, taken), Throttle.count > 0)
    )


def _key(limit: Limit, subject: str) -> str:
    """The subject's first two words ("sign-in:ABC123456") are its owner; the owner's buckets lie side by side."""
    owner = ":".join(subject.split(":")[:2])
    return f"{_owner(owner)}:{limit.name}:{keys.fingerprint('throttle', subject)}"


def _owner(owner: str) -> str:
    return keys.fingerprint("throttle-owner", owner)[:20]


def _of(owner: str) -> Expression:
    name = _owner(owner)
    return (Throttle.key > f"{name}:") & (Throttle.key < f"{name};")
