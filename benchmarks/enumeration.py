"""S1: whether a stopwatch tells an unknown ID number or person from a known one, at every door, on each database."""

import logging
import math
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, suppress
from statistics import median
from typing import Any, cast

from benchmarks import databases, population
from benchmarks.findings import Finding, Goal
from portal.models.candidate import Candidate
from portal.models.entry import Entry
from portal.models.staff import Staff
from portal.services import hashing, password_reset, registration, sign_in
from portal.services.errors import WrongPair, WrongSignIn
from portal.services.sessions import Visit

SAMPLES = 64
"""Tries of each kind in a round; the kinds take turns, so that a noisy moment hits both."""
UNNOTICEABLE_MS = 5.0
SURE = 0.001
Door = Callable[[str, int], None]


def run(rounds: int) -> Iterator[Finding]:
    logging.getLogger("portal.services.guess_alarm").setLevel(logging.CRITICAL)  # it is right, and not news
    for name, database in databases.available().items():
        for door, act in DOORS.items():
            with cast(Callable[[], AbstractContextManager[str]], database)():
                population.registered(population.sitting(), SAMPLES * rounds + 1)
                Candidate.update(email_confirmed_at=population.IMPORTED).execute()
                Entry.update(secret_hash=hashing.hash_secret("QXA000000", "0042")).execute()
                Staff.insert_many(_people(SAMPLES * rounds + 1)).execute()
                yield _compare(f"{door}, {name}", act, rounds)


def _compare(what: str, act: Door, rounds: int) -> Finding:
    """In how many rounds somebody could tell: the medians lie apart, and chance does not explain it."""
    _once(act, "known", 0)
    _once(act, "unknown", 0)
    told, notes = [], []
    for turn in range(rounds):
        known, unknown = _samples(act, turn)
        apart, doubt = abs(median(known) - median(unknown)), mann_whitney(known, unknown)
        told.append(float(apart >= UNNOTICEABLE_MS and doubt < SURE))
        notes.append(f"{median(known):.1f} and {median(unknown):.1f} ms, p {doubt:.2g}")
    return Finding("S1", f"{what}: rounds that tell known from unknown", Goal(at_most=0), told, "; ".join(notes))


def _samples(act: Door, turn: int) -> tuple[list[float], list[float]]:
    known, unknown = [], []
    for number in range(1 + turn * SAMPLES, 1 + (turn + 1) * SAMPLES):
        for kind in ("known", "unknown") if number % 2 else ("unknown", "known"):
            (known if kind == "known" else unknown).append(_once(act, kind, number))
    return known, unknown


def mann_whitney(one: list[float], other: list[float]) -> float:
    """The two-sided p of the rank sum test, by the normal approximation: good from some 20 samples of each on."""
    ranked = sorted([(value, 0) for value in one] + [(value, 1) for value in other])
    rank_sum = sum(place for place, (_, kind) in enumerate(ranked, start=1) if kind == 0)
    n, m = len(one), len(other)
    middle, spread = n * (n + m + 1) / 2, math.sqrt(n * m * (n + m + 1) / 12)
    return math.erfc(abs(rank_sum - middle) / spread / math.sqrt(2))


def _once(act: Door, kind: str, number: int) -> float:
    started = time.perf_counter()
    with suppress(WrongPair, WrongSignIn):
        act(kind, number)
    return (time.perf_counter() - started) * 1000


def _id(kind: str, number: int) -> str:
    return population.id_number(number + 1) if kind == "known" else f"ZZZ{number:06}"


def _register(kind: str, number: int) -> None:
    wish = registration.Registration(
        id_number=_id(kind, number), secret_number="9999", email="guess@example.org", wants_news=False,
        password="seven small grey herons", terms_version="1", network=f"{kind}{number}",
    )  # fmt: skip
    registration.register(wish, now=population.NOW)


def _sign_in(kind: str, number: int) -> None:
    visit = Visit(network=f"{kind}{number}")
    sign_in.candidate(id_number=_id(kind, number), password="not the password", visit=visit, now=population.NOW)


def _reset(kind: str, number: int) -> None:
    password_reset.ask(id_number=_id(kind, number), network=f"{kind}{number}", now=population.NOW)


def _staff(kind: str, number: int) -> None:
    visit = Visit(network=f"{kind}{number}")
    sign_in.staff(
        email=f"{kind}{number}@example.org", password="not the password", code="1", visit=visit, now=population.NOW
    )


def _people(count: int) -> list[dict[str, Any]]:
    password = hashing.hash_password(population.PASSWORD)
    return [
        {
            "email": f"known{n}@example.org", "name": f"Known {n}", "role": "board", "centre": None,
            "password_hash": password, "created_at": population.IMPORTED, "public_id": f"{n:020x}", "totp_last_step": 0,
        }
        for n in range(count)
    ]  # fmt: skip


DOORS: dict[str, Door] = {
    "registering": _register,
    "signing in": _sign_in,
    "asking for a new password": _reset,
    "signing in as staff": _staff,
}
