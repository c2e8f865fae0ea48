"""A backup while people register and results go out: restored elsewhere, it is whole, and nothing leaves by itself."""

import random
import time
from pathlib import Path

from portal.models.approval import Approval
from portal.models.outbox_email import OutboxEmail
from portal.models.release_batch import ReleaseBatch
from tests.e2e.waiting import until
from tests.faults import cast, ledger
from tests.faults.checker import check_database, check_mails, check_nothing_is_claimed, check_registrations
from tests.faults.conftest import BACKENDS
from tests.faults.journal import Journal
from tests.faults.person import Person
from tests.faults.results import Outcome
from tests.faults.smtp_faults import Rule
from tests.faults.stage import Stage, staged
from tests.faults.test_mail_server import arrived, confirmations, names, waits
from tests.faults.watching import WAITING, await_mails, await_release, seconds_since, soon
from tests.unit.services.backups_made import bound_to

BEFORE, MEANWHILE, SIZE = 4, 60, 300
LATER = 3600
SLOW_SECONDS = 0.5  # emails still wait once the backup was made, and none comes near its deadline


def test_a_backup_under_load_restored_on_a_clean_place(
    stage: Stage, rounds: int, dice: random.Random, outcome: Outcome, tmp_path: Path
) -> None:
    for number in range(rounds):
        folder = tmp_path / str(number)
        folder.mkdir()
        planned, batch = cast.approved(3, release_at=soon(LATER)), cast.approved(SIZE, release_at=cast.now())
        cookie = cast.cookie_of(cast.candidate_of(batch))
        with Journal(stage, cast.unclaimed(BEFORE)) as before:
            pass
        stage.rules(Rule("slow", seconds=SLOW_SECONDS))
        stage.ring()
        with Journal(stage, cast.unclaimed(MEANWHILE)) as meanwhile:
            await_release(batch, stage)
            time.sleep(dice.uniform(0, 0.5))
            stage.command("backup", str(folder / "portal.zip"))
            assert meanwhile.is_going_on, "people register while the backup is made"
            assert OutboxEmail.select().where(OutboxEmail.batch == batch, OutboxEmail.state.in_(WAITING)).exists()
            meanwhile.stop()
        stage.rules()
        await_mails(batch, stage)
        mails = check_mails(batch, stage)
        began = time.monotonic()
        database, queue = BACKENDS[stage.name]
        with (
            staged(folder, "restored", database=database, queue=queue, fill=_restore) as elsewhere,
            bound_to(elsewhere.direct.database_url),
        ):
            outcome.recovered = max(outcome.recovered, seconds_since(began))
            outcome.lost += check_registrations(before.acknowledged, before.attempted)
            check_registrations([], meanwhile.attempted)
            check_database()
            _check_that_all_waits_for_a_person(planned)
            _check_that_sessions_ended(cookie, stage, elsewhere)
            outcome.duplicated += _sent_again(stage, elsewhere)
        outcome.rounds += 1
        outcome.acknowledged += mails.expected + len(before.acknowledged) + len(meanwhile.acknowledged)
        outcome.lost += mails.lost + check_registrations(meanwhile.acknowledged, meanwhile.attempted)
        outcome.early += mails.early
        outcome.duplicated += mails.duplicated
        assert (before.wrong, meanwhile.wrong) == ([], [])
        assert len(before.acknowledged) == BEFORE
    check_nothing_is_claimed()
    assert (outcome.lost, outcome.early, outcome.duplicated) == (0, 0, 0)


def _restore(elsewhere: Stage) -> None:
    elsewhere.command("restore", str(elsewhere.folder / "portal.zip"))


def _check_that_all_waits_for_a_person(planned: ReleaseBatch) -> None:
    """What was planned is stopped, without approvals; what was in the outbox is held."""
    assert ReleaseBatch.get_by_id(planned.id).state == "stopped"
    assert not Approval.select().where(Approval.batch == planned, Approval.voided_at.is_null()).exists()
    held = OutboxEmail.select().where(OutboxEmail.state == "uncertain")
    assert held.exists(), "the backup was made while emails waited"


def _check_that_sessions_ended(cookie: str, stage: Stage, elsewhere: Stage) -> None:
    assert Person(stage.base_url, cookie=cookie).get("/results").status == 200
    assert Person(elsewhere.base_url, cookie=cookie).get("/results").to == "/sign-in"


def _sent_again(stage: Stage, elsewhere: Stage) -> int:
    """How many emails of the old portal the new one sends, until it is at rest after somebody has registered there."""
    newcomer = cast.unclaimed(1)
    with Journal(elsewhere, newcomer) as journal:
        pass
    assert len(journal.acknowledged) == 1, journal.wrong
    rows = confirmations(newcomer)
    until(lambda: arrived(rows, elsewhere), "the newcomer's confirmation")
    until(lambda: not waits(), "the outbox to come to rest")
    new, old = ledger.copies(elsewhere.receipts()), ledger.copies(stage.receipts())
    return len(set(new) & set(old) - set(names(rows)))
