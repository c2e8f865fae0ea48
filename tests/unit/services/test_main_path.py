"""From the files to the released result, through the services, on both databases."""

import csv
import io
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from types import SimpleNamespace

import pytest

from portal.models.centre import Centre
from portal.models.entry import Entry
from portal.models.outbox_email import OutboxEmail
from portal.models.release_batch import ReleaseBatch
from portal.models.sitting import Sitting
from portal.models.staff import Staff
from portal.rules.catalogue import load
from portal.services import (
    approvals,
    audit,
    delivery,
    intakes,
    registration,
    release,
    results,
    second_factor,
    waves,
)  # fmt: skip
from portal.services.actor import COMMAND, Actor
from portal.services.errors import AlreadyRegistered, NotFound, Refused, WrongPair
from portal.services.letters import PlainPost

IMPORTED = datetime(2026, 4, 10, 9, tzinfo=UTC)
RELEASE_AT = datetime(2026, 4, 14, 8, tzinfo=UTC)
READ = Callable[[str], bytes]


@pytest.fixture
def imported(database: str, read_fixture: READ) -> str:
    """The sample files, imported from the command line."""
    for number in ("ZZ001", "ZZ002", "ZZ003"):
        Centre.create(
            number=number, name=f"Centre {number}", country="ES", timezone="Europe/Madrid",
            contact_name="Contact", contact_email="contact@example.org", created_at=IMPORTED,
        )  # fmt: skip
    for kind in ("entries", "results"):
        content = read_fixture(f"march-2026/{kind}.csv")
        assert _import(kind, content).state == "accepted"
    return database


def _import(kind: str, content: bytes) -> intakes.Intake:
    intake = intakes.receive(kind=kind, file_name=f"{kind}.csv", content=content, actor=COMMAND, now=IMPORTED)
    intake = intakes.check(intake, catalogue=load())
    intake = intakes.accept(intake, actor=COMMAND, now=IMPORTED)
    return intakes.save(intake, catalogue=load(), now=IMPORTED)


def _staff(role: str, centre: Centre | None, email: str) -> Staff:
    staff = Staff.create(
        email=email, name=email.split("@")[0], role=role, centre=centre, password_hash="-", created_at=IMPORTED
    )
    second_factor.begin(staff=staff)
    staff = Staff.get_by_id(staff.id)
    code = second_factor.current_code(staff=staff, now=IMPORTED)
    second_factor.enrol(staff=staff, code=code, now=IMPORTED)
    return Staff.get_by_id(staff.id)


def _sample(read_fixture: READ) -> dict[str, str]:
    text = read_fixture("march-2026/entries.csv").decode("utf-8-sig")
    return next(row for row in csv.DictReader(io.StringIO(text)) if row["centre_number"] == "ZZ001")


def _wish(row: dict[str, str], **changes: str) -> registration.Registration:
    return registration.Registration(
        id_number=row["id_number"],
        secret_number=changes.get("secret_number", row["secret_number"]),
        email="amara@example.org",
        password="a long walk to the sea",
        wants_news=False,
        terms_version="1",
    )


def _submitted(id_number: str) -> ReleaseBatch:
    entry = Entry.get(Entry.id_number == id_number)
    batch = ReleaseBatch.get(ReleaseBatch.sitting == entry.sitting_id)
    officer = _staff("officer", entry.centre, "ben@example.org")
    return approvals.submit(batch, actor=Actor.of_staff(officer), release_at=RELEASE_AT, now=IMPORTED)


def _approve(batch: ReleaseBatch, staff: Staff, now: datetime) -> ReleaseBatch:
    return approvals.approve(
        batch, actor=Actor.of_staff(staff), session=None, candidate_count=batch.row_count,
        code=second_factor.current_code(staff=staff, now=now), seen_hash=batch.content_hash, required=2, now=now,
    )  # fmt: skip


def test_the_whole_path(imported: str, read_fixture: READ) -> None:
    row = _sample(read_fixture)
    amara = registration.register(_wish(row), now=IMPORTED)
    batch = _submitted(row["id_number"])
    later = IMPORTED + timedelta(minutes=5)
    batch = _approve(batch, _staff("approver", batch.sitting.centre, "ada@example.org"), later)
    assert batch.state == "submitted"
    batch = _approve(batch, _staff("board", None, "bo@example.org"), later)
    assert batch.state == "approved"

    early = RELEASE_AT - timedelta(seconds=1)
    assert release.release_due_batches(required=2, now=early) == []
    assert results.list_for(amara, now=early)[0].outcome is None

    assert len(release.release_due_batches(required=2, now=RELEASE_AT)) == 1
    assert release.release_due_batches(required=2, now=RELEASE_AT) == []
    outcome = results.list_for(amara, now=RELEASE_AT)[0].outcome
    assert outcome is not None
    assert outcome.overall_score == 140
    assert outcome.grade == "C"

    sent: list[str] = []

    def send(email: OutboxEmail) -> delivery.Delivery:
        sent.append(email.unique_key)
        return SimpleNamespace(outcome="sent", detail="")

    while delivery.deliver_due(post=PlainPost(send), now=RELEASE_AT) or waves.open_waves(now=RELEASE_AT):
        pass
    assert sum(key.startswith(f"results_released:c{amara.id}:") for key in sent) == 1
    assert len(sent) == len(set(sent))
    verdict = audit.verify()
    assert verdict.events > 0
    assert verdict.broken_at is None


def test_every_sitting_has_a_batch_of_its_own(imported: str) -> None:
    assert ReleaseBatch.select().count() == Sitting.select().count()
    assert Entry.select().count() == 180


def test_the_same_file_twice_is_refused(imported: str, read_fixture: READ) -> None:
    with pytest.raises(Refused, match="already_imported"):
        _import("entries", read_fixture("march-2026/entries.csv"))


def test_a_wrong_secret_claims_nothing(imported: str, read_fixture: READ) -> None:
    row = _sample(read_fixture)
    with pytest.raises(WrongPair):
        registration.register(_wish(row, secret_number="9999"), now=IMPORTED)
    assert Entry.get(Entry.id_number == row["id_number"]).candidate_id is None


def test_only_the_right_pair_learns_that_an_entry_is_claimed(imported: str, read_fixture: READ) -> None:
    row = _sample(read_fixture)
    registration.register(_wish(row), now=IMPORTED)
    with pytest.raises(AlreadyRegistered):
        registration.register(_wish(row), now=IMPORTED)
    with pytest.raises(WrongPair):
        registration.register(_wish(row, secret_number="9999"), now=IMPORTED)


def test_who_submitted_does_not_approve(imported: str, read_fixture: READ) -> None:
    batch = _submitted(_sample(read_fixture)["id_number"])
    officer = Staff.get(Staff.email == "ben@example.org")
    Staff.update(role="approver").where(Staff.id == officer.id).execute()
    with pytest.raises(Refused, match="own_work"):
        _approve(batch, Staff.get_by_id(officer.id), IMPORTED + timedelta(minutes=5))


def test_charlie_of_another_centre_finds_nothing(imported: str, read_fixture: READ) -> None:
    batch = _submitted(_sample(read_fixture)["id_number"])
    charlie = _staff("approver", Centre.get(Centre.number == "ZZ002"), "charlie@example.org")
    with pytest.raises(NotFound):
        _approve(batch, charlie, IMPORTED + timedelta(minutes=5))
