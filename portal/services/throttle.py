"""The throttle: reserve before the check, refund when it succeeded, so that parallel guesses can not slip by."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta

from peewee import Case, Expression

from portal import keys
from portal.models.base import db, microseconds
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
RESET_MAILS = Limit("reset-mail", 3, timedelta(hours=1))
CONFIRM_MAILS = Limit("confirm-mail", 5, timedelta(hours=1))
LIFETIME_WRONG_SECRETS = 10


@dataclass(frozen=True)
class Reservation:
    """The places taken in each bucket, to be given back by `refund`."""

    places: tuple[tuple[str, datetime], ...]


def reserve(buckets: Sequence[tuple[Limit, str]], *, now: datetime) -> Reservation:
    """Take a place in every bucket, or in none. Raises SlowDown with the seconds to wait."""
    places: list[tuple[str, datetime]] = []
    with db.atomic() as transaction:
        for limit, subject in sorted(buckets, key=lambda bucket: _key(*bucket)):
            count, resets_at = _take(_key(limit, subject), limit.period, now)
            if count > limit.count:
                transaction.rollback()
                raise SlowDown(max(1, int((resets_at - now).total_seconds())))
            places.append((_key(limit, subject), resets_at))
    return Reservation(tuple(places))


def refund(reservation: Reservation) -> None:
    """Give the places back: the try succeeded and shall not count."""
    with db.atomic():
        for key, resets_at in reservation.places:
            Throttle.update(count=Throttle.count - 1).where(
                Throttle.key == key, Throttle.resets_at == resets_at, Throttle.count > 0
            ).execute()


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


def _take(key: str, period: timedelta, now: datetime) -> tuple[int, datetime]:
    over = Throttle.resets_at <= now
    row = (
        Throttle.insert(key=key, count=1, resets_at=now + period)
        .on_conflict(
            conflict_target=[Throttle.key],
            update={
                Throttle.count: Case(None, [(over, 1)], Throttle.count + 1),
                Throttle.resets_at: Case(None, [(over, microseconds(now + period))], Throttle.resets_at),
            },
        )
        .returning(Throttle.count, Throttle.resets_at)
        .execute()
    )
    taken = next(iter(row))
    return taken.count, taken.resets_at


def _key(limit: Limit, subject: str) -> str:
    """The subject's first two words ("sign-in:ABC123456") are its owner; the owner's buckets lie side by side."""
    owner = ":".join(subject.split(":")[:2])
    return f"{_owner(owner)}:{limit.name}:{keys.fingerprint('throttle', subject)}"


def _owner(owner: str) -> str:
    return keys.fingerprint("throttle-owner", owner)[:20]


def _of(owner: str) -> Expression:
    name = _owner(owner)
    return (Throttle.key > f"{name}:") & (Throttle.key < f"{name};")
