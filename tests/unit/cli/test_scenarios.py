"""Every scenario: who is in it can do what its sheet says."""

import pytest

from portal import clock
from portal.cli import cast
from portal.cli.scenarios.register import SCENARIOS
from portal.models.candidate import Candidate
from portal.models.centre import Centre
from portal.models.entry import Entry
from portal.models.heartbeat import Heartbeat
from portal.models.outbox_email import OutboxEmail
from portal.models.release_batch import ReleaseBatch
from portal.services import audit, hashing, registration, results, sign_in
from portal.services.errors import SlowDown, WrongPair
from portal.services.sessions import Visit
from tests.unit.cli.conftest import Run, answer

HERE = Visit(network="127.0.0.0")
QA = (
    "fresh-centre", "registered-unconfirmed", "waiting-for-approval", "scheduled-tomorrow", "released-mixed", "held",
    "recalled", "amended", "bounced", "locked", "two-entries-one-account", "zone-changes-tonight",
)  # fmt: skip


@pytest.fixture
def qa(migrated: Run, monkeypatch: pytest.MonkeyPatch) -> Run:
    monkeypatch.setenv("PORTAL_TIME_TRAVEL", "1")
    return migrated


def people(sheet: dict[str, list[dict[str, str]]], name: str) -> dict[str, str]:
    return next(person for person in sheet["people"] if person["name"].startswith(name))


def outcome(person: dict[str, str]) -> results.Outcome | None:
    candidate = Entry.get(Entry.id_number == person["id_number"]).candidate
    return results.list_for(candidate, now=clock.now())[0].outcome


@pytest.mark.parametrize("name", QA)
def test_everybody_on_the_sheet_is_as_it_says(qa: Run, rows, name: str) -> None:
    sheet = answer(qa("seed", name, "--json"))

    def check() -> None:
        for person in sheet["people"]:
            if person["secret_number"]:
                entry = Entry.get(Entry.id_number == person["id_number"])
                assert entry.candidate is None
                assert hashing.verify_secret(entry.secret_hash, person["id_number"], person["secret_number"])
            elif person["id_number"] and "locked" not in person["about"]:
                sign_in.candidate(
                    id_number=person["id_number"], password=person["password"], visit=HERE, now=clock.now()
                )
            elif person["role"] != "candidate":
                code = next(each.code for each in cast.codes(now=clock.now()) if each.email == person["email"])
                sign_in.staff(
                    email=person["email"], password=person["password"], code=code, visit=HERE, now=clock.now()
                )
        assert audit.verify().broken_at is None

    rows(check)


def test_every_scenario_of_the_list_is_there_with_a_line_about_it(run: Run) -> None:
    listed = run("seed").output
    assert set(QA) <= set(SCENARIOS)
    assert all(f"{name} " in listed and scenario.SUMMARY in listed for name, scenario in SCENARIOS.items())


def test_seeding_again_begins_anew_and_leaves_the_workers_signs_of_life(qa: Run, rows) -> None:
    rows(lambda: Heartbeat.create(name="worker", at=clock.machine_now()))
    first = answer(qa("seed", "released-mixed", "--json"))
    assert answer(qa("seed", "released-mixed", "--json")) == first
    assert rows(lambda: (ReleaseBatch.select().count(), Heartbeat.select().count())) == (1, 1)


def test_a_real_centre_refuses_every_scenario(migrated: Run, rows) -> None:
    words = "--name School --country ES --timezone Europe/Madrid --contact-name X --contact-email x@example.org"
    assert migrated("centre", "add", "ES001", *words.split()).exit_code == 0
    for name in SCENARIOS:
        refused = migrated("seed", name)
        assert refused.exit_code == 1
        assert refused.stderr == "Error: This database holds real centres: made-up people are refused.\n"
    assert rows(lambda: [centre.number for centre in Centre.select()]) == ["ES001"]


def test_before_migrating_a_scenario_says_what_to_run(run: Run) -> None:
    assert "Run: portal migrate" in run("seed", "held").stderr


def test_released_mixed_shows_every_outcome(qa: Run, rows) -> None:
    sheet = answer(qa("seed", "released-mixed", "--json"))
    seen = {
        person["about"]: rows(lambda person=person: outcome(person)) for person in sheet["people"] if person["password"]
        and person["id_number"]
    }  # fmt: skip
    assert {about for about, found in seen.items() if (found.grade or found.status) == about} == set(seen)
    assert len(seen) == 9


def test_a_held_candidate_sees_pending(qa: Run, rows) -> None:
    sheet = answer(qa("seed", "held", "--json"))
    assert rows(lambda: outcome(people(sheet, "Amara"))).status == "PENDING"
    assert rows(lambda: outcome(people(sheet, "Diego"))).grade == "C"


def test_recalled_results_are_withdrawn_for_everybody(qa: Run, rows) -> None:
    sheet = answer(qa("seed", "recalled", "--json"))
    candidate = rows(lambda: Entry.get(Entry.id_number == people(sheet, "Amara")["id_number"]).candidate)
    [view] = rows(lambda: results.list_for(candidate, now=clock.now()))
    assert (view.outcome, view.withdrawn_at is None) == (None, False)


def test_an_amended_result_shows_the_new_grade(qa: Run, rows) -> None:
    sheet = answer(qa("seed", "amended", "--json"))
    amara, diego = (rows(lambda name=name: outcome(people(sheet, name))) for name in ("Amara", "Diego"))
    assert (amara.grade, amara.version, amara.updated_at is not None) == ("A", 2, True)
    assert (diego.grade, diego.version, diego.updated_at) == ("C", 1, None)


def test_a_scheduled_batch_is_approved_for_tomorrow(qa: Run) -> None:
    qa("seed", "scheduled-tomorrow")
    [batch] = answer(qa("batch", "list", "--json"))
    assert (batch["state"], batch["local_release_at"][-19:]) == ("approved", "10:00 Europe/Madrid")


def test_a_locked_candidate_is_told_to_wait_and_a_locked_entry_takes_no_secret(qa: Run, rows) -> None:
    sheet = answer(qa("seed", "locked", "--json"))
    amara, diego = people(sheet, "Amara"), people(sheet, "Diego")

    def try_them() -> None:
        with pytest.raises(SlowDown):
            sign_in.candidate(id_number=amara["id_number"], password=amara["password"], visit=HERE, now=clock.now())
        with pytest.raises(WrongPair):
            registration.proven_entry(
                id_number=diego["id_number"], secret_number=diego["secret_number"], network="home", now=clock.now()
            )

    rows(try_them)


def test_an_unconfirmed_candidate_waits_for_the_email(qa: Run, rows) -> None:
    sheet = answer(qa("seed", "registered-unconfirmed", "--json"))
    amara = people(sheet, "Amara")
    waiting = rows(lambda: list(OutboxEmail.select().where(OutboxEmail.state == "queued")))
    assert [email.kind for email in waiting] == ["registration_confirmed"]
    assert rows(lambda: Candidate.get(Candidate.email == amara["email"]).email_confirmed_at) is None


def test_a_bounced_address_shows_as_failed(qa: Run) -> None:
    qa("seed", "bounced")
    [failed] = answer(qa("outbox", "list", "--state", "failed", "--json"))
    assert (failed["kind"], failed["last_error"]) == ("results_released", "5.1.1 No such user")


def test_two_entries_stand_in_one_account(qa: Run, rows) -> None:
    sheet = answer(qa("seed", "two-entries-one-account", "--json"))
    candidate = rows(lambda: Entry.get(Entry.id_number == sheet["people"][0]["id_number"]).candidate)
    views = rows(lambda: results.list_for(candidate, now=clock.now()))
    assert sorted(view.entry.exam_code for view in views) == ["B2F", "C1A"]
    assert [view.entry.exam_code for view in views if view.outcome] == ["B2F"]


def test_the_clock_stands_on_the_eve_of_a_change(qa: Run, rows) -> None:
    sheet = answer(qa("seed", "zone-changes-tonight", "--json"))
    [note] = sheet["notes"]
    assert "Europe/Madrid" in note
    assert "does not exist" in note or "comes twice" in note


def test_the_change_of_the_clock_needs_time_travel(migrated: Run) -> None:
    refused = migrated("seed", "zone-changes-tonight")
    assert refused.exit_code == 1
    assert "PORTAL_TIME_TRAVEL=1" in refused.stderr
