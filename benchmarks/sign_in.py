"""P3: sign-ins a second against pure argon2id calls a second, with the service alone and no page load."""

import time
from collections.abc import Iterator

from benchmarks import databases, population
from benchmarks.findings import Finding, Goal, alternate
from portal.services import hashing, sign_in
from portal.services.sessions import Visit

SIGN_INS = 60


def run(rounds: int) -> Iterator[Finding]:
    with databases.sqlite():
        population.registered(population.sitting(), SIGN_INS)
        stored = hashing.hash_password(population.PASSWORD)
        found = alternate(_sign_in, lambda: _hash(stored), rounds=rounds)
    best = max(found.ours)
    yield Finding(
        "P3", "sign-ins a second, one process, against pure argon2id", Goal(at_least=0.9), found.ratios,
        f"best {best:.0f}/s, pure {max(found.reference):.0f}/s",
    )  # fmt: skip


def _sign_in() -> float:
    started = time.perf_counter()
    for n in range(1, SIGN_INS + 1):
        sign_in.candidate(
            id_number=population.id_number(n), password=population.PASSWORD,
            visit=Visit(network=f"10.0.{n}.0", browser="benchmark"), now=population.NOW,
        )  # fmt: skip
    return SIGN_INS / (time.perf_counter() - started)


def _hash(stored: str) -> float:
    started = time.perf_counter()
    for _ in range(SIGN_INS):
        hashing.verify_password(stored, population.PASSWORD)
    return SIGN_INS / (time.perf_counter() - started)
