"""Mail servers that are down, busy, slow, picky or broken: nobody who registers waits, and nothing is lost."""

import time
from collections import Counter

import pytest

from portal.models.entry import Entry
from portal.models.outbox_email import OutboxEmail
from tests.e2e.waiting import until
from tests.faults import cast, ledger
from tests.faults.checker import check_database, check_mails, check_nothing_is_claimed, check_registrations
from tests.faults.journal import Journal
from tests.faults.results import Outcome
from tests.faults.smtp_faults import Rule
from tests.faults.stage import DEADLINE_SECONDS, Stage
from tests.faults.watching import await_mails, await_release, seconds_since

# An answer within this long is "at once" for a form, on a busy machine with four registrations at the same time.
AT_ONCE_SECONDS = 8
SIZE = 3
NOT_NOW = {
    "down": None,
    "421": Rule("421", stage="greeting"),
    "450": Rule("450"),
    "451": Rule("451", stage="data"),
    "greylisting": Rule("451", times=1),
    "rate limit": Rule("rate", per_second=1),
}


def confirmations(entries: list[Entry]) -> list[OutboxEmail]:
    """The confirmations to who registered with these entries, who came first first."""
    owners = Entry.select(Entry.candidate).where(Entry.id.in_([entry.id for entry in entries]))
    written = OutboxEmail.select().where(
        OutboxEmail.kind == "registration_confirmed", OutboxEmail.candidate.in_(owners)
    )
    return list(written.order_by(OutboxEmail.created_at, OutboxEmail.id))


def names(rows: list[OutboxEmail]) -> list[str]:
    return [f"<{row.unique_key.replace(':', '.')}@127.0.0.1>" for row in rows]


def arrived(rows: list[OutboxEmail], stage: Stage) -> bool:
    copies = ledger.copies(stage.receipts())
    return all(copies[name] for name in names(rows))


def in_order(rows: list[OutboxEmail], stage: Stage) -> bool:
    wanted = names(rows)
    return [receipt.message_id for receipt in stage.receipts() if receipt.message_id in wanted] == wanted


@pytest.mark.parametrize("why", NOT_NOW)
def test_a_mail_server_that_takes_nothing_now(stage: Stage, rounds: int, outcome: Outcome, why: str) -> None:
    outcome.fault = f"mail server: {why}"
    rule = NOT_NOW[why]
    for _ in range(rounds):
        people = cast.unclaimed(SIZE)
        if rule is None:
            stage.parts["sink"].terminate()
        else:
            stage.rules(rule)
        with Journal(stage, people) as journal:
            pass
        assert journal.wrong == []
        assert journal.slowest < AT_ONCE_SECONDS
        began = time.monotonic()
        if rule is None:
            stage.restart_sink()
        elif rule.times is None and rule.behaviour != "rate":
            stage.rules()
        rows = confirmations(people)
        until(lambda rows=rows: arrived(rows, stage), "the confirmations", seconds=90)
        if rule is None:
            assert in_order(rows, stage), "what waited longest leaves first"
        outcome.recovered = max(outcome.recovered, seconds_since(began))
        outcome.rounds += 1
        outcome.acknowledged += len(journal.acknowledged)
        outcome.lost += check_registrations(journal.acknowledged, journal.attempted)
    until(lambda: not waits(), "the outbox to come to rest")
    check_nothing_is_claimed()
    check_database()
    assert outcome.lost == 0


def waits() -> bool:
    return OutboxEmail.select().where(OutboxEmail.claim_token != "").exists()


PICKY = {
    0: Rule("550"),
    1: Rule("tarpit", seconds=0.5),
    2: Rule("cut_before_data"),
    3: Rule("cut_in_data"),
    4: Rule("cut_after_data"),
    5: Rule("drop_answer"),
    6: Rule("accept_and_drop"),
    7: Rule("slow", seconds=0.3),
    8: Rule("554", stage="body"),
}
ENDS = {0: "failed", 1: "sent", 2: "sent", 3: "sent", 4: "uncertain", 5: "uncertain", 6: "sent", 7: "sent", 8: "failed"}


def test_single_recipients_that_go_wrong(stage: Stage, rounds: int, outcome: Outcome) -> None:
    """Those end as they must, and nobody else waits for them longer than a deadline."""
    for _ in range(rounds):
        batch = cast.approved(60, release_at=cast.now())
        people = [row.entry.candidate.email for row in batch.rows.order_by("id").limit(40)]
        troubled = {number: people[number + 25] for number in PICKY}
        stage.rules(*(_for(PICKY[number], address) for number, address in troubled.items()))
        began = time.monotonic()
        stage.ring()
        await_release(batch, stage)
        until(lambda batch=batch, t=troubled: _others_are_sent(batch, t), "everybody else's email", seconds=60)
        outcome.recovered = max(outcome.recovered, seconds_since(began))
        until(lambda batch=batch, t=troubled: _have_ended(batch, t), "the nine to come to their ends", seconds=100)
        outcome.rounds += 1
        outcome.acknowledged += 60
        _check_the_nine(batch, troubled, stage)
    check_database()
    check_nothing_is_claimed()


def _for(rule: Rule, address: str) -> Rule:
    times = 1 if rule.behaviour in {"cut_before_data", "cut_in_data", "tarpit"} else None
    return Rule(rule.behaviour, to=address, times=times, stage=rule.stage, seconds=rule.seconds)


def _states(batch: object, addresses: dict[int, str]) -> dict[int, str]:
    rows = OutboxEmail.select().where(OutboxEmail.batch == batch, OutboxEmail.kind == "results_released")
    by_address = {row.candidate.email: row.state for row in rows if row.candidate}
    return {number: by_address[address] for number, address in addresses.items()}


def _others_are_sent(batch: object, troubled: dict[int, str]) -> bool:
    rows = OutboxEmail.select().where(OutboxEmail.batch == batch, OutboxEmail.kind == "results_released")
    return all(row.state == "sent" for row in rows if row.candidate and row.candidate.email not in troubled.values())


def _have_ended(batch: object, troubled: dict[int, str]) -> bool:
    """What is uncertain waits for half a minute here; nobody wants to wait for that in a test."""
    OutboxEmail.update(due_at=cast.now()).where(
        OutboxEmail.batch == batch, OutboxEmail.state == "queued", OutboxEmail.possible_duplicate
    ).execute()
    return all(state != "queued" for state in _states(batch, troubled).values())


def _check_the_nine(batch: object, troubled: dict[int, str], stage: Stage) -> None:
    assert _states(batch, troubled) == ENDS
    taken = Counter(receipt.to for receipt in stage.receipts())
    assert taken[troubled[0]] == 0
    assert taken[troubled[5]] == 2, "kept without an answer: sent once more, with the same Message-ID"
    assert len({receipt.message_id for receipt in stage.receipts() if receipt.to == troubled[5]}) == 1


def test_a_mail_server_that_never_answers(stage: Stage, rounds: int, outcome: Outcome) -> None:
    """A tarpit for everybody: registering goes on, and the worker is free again after each deadline."""
    for _ in range(rounds):
        stage.rules(Rule("tarpit", seconds=5))
        people = cast.unclaimed(SIZE)
        with Journal(stage, people) as journal:
            pass
        assert journal.slowest < AT_ONCE_SECONDS
        batch = cast.approved(5, release_at=cast.now())
        began = time.monotonic()
        stage.ring()
        await_release(batch, stage, seconds=10 * DEADLINE_SECONDS)
        stage.rules()
        await_mails(batch, stage)
        rows = confirmations(people)
        until(lambda rows=rows: arrived(rows, stage), "the confirmations", seconds=90)
        outcome.recovered = max(outcome.recovered, seconds_since(began))
        outcome.rounds += 1
        mails = check_mails(batch, stage)
        outcome.acknowledged += mails.expected + len(journal.acknowledged)
        outcome.lost += mails.lost
        outcome.duplicated += mails.duplicated
    check_database()
    assert outcome.lost == 0
