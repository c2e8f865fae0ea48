"""Staff as people: who may invite, move and shut out whom, and what follows at once."""

import threading
from datetime import timedelta

import pytest

from portal.models.audit_event import AuditEvent
from portal.models.base import db
from portal.models.connection import connection
from portal.models.outbox_email import OutboxEmail
from portal.models.staff import Staff
from portal.services import hashing, links, people, sessions, staff
from portal.services.actor import COMMAND, Actor
from portal.services.errors import LinkDead, NotAllowed, NotFound, Refused
from portal.services.sessions import Visit
from portal.services.staff import Place
from tests.unit import factories
from tests.unit.factories import NOW

pytestmark = pytest.mark.usefixtures("database")


def _board() -> Actor:
    return Actor.of_staff(factories.bo())


def _officer_place() -> Place:
    return Place("officer", factories.centre())


def _invited(actor: Actor) -> tuple[Staff, str]:
    eve = staff.invite(email="eve@example.org", name="Eve", place=_officer_place(), actor=actor, now=NOW)
    return eve, links.token(OutboxEmail.get(OutboxEmail.staff == eve).link)


def _session(person: Staff) -> str:
    return sessions.start(staff=person, visit=Visit(), second_factor=True, now=NOW)


def test_joining_sets_name_and_password_and_spends_the_link() -> None:
    eve, token = _invited(_board())
    assert not staff.has_joined(eve)
    staff.join(token=token, name="Eve Adeyemi", password="seven grey herons", network="", now=NOW)
    eve = Staff.get_by_id(eve.id)
    assert hashing.verify_password(eve.password_hash, "seven grey herons")
    with pytest.raises(LinkDead):
        staff.join(token=token, name="X", password="another long one", network="", now=NOW)


def test_a_new_password_leaves_the_second_factor_and_ends_the_sessions() -> None:
    bo, ben = _board(), factories.ben()
    token = _session(ben)
    staff.send_link(person=ben, actor=bo, now=NOW)
    mailed = links.token(OutboxEmail.get(OutboxEmail.staff == ben).link)
    staff.join(token=mailed, name="Ben", password="seven grey herons", network="", now=NOW)
    assert Staff.get_by_id(ben.id).totp_secret == ben.totp_secret
    assert sessions.find(token=token, now=NOW) is None
    assert AuditEvent.select().where(AuditEvent.action == "staff.new_password").exists()


@pytest.mark.parametrize("email", ["ben@example.org", "BEN@EXAMPLE.ORG"])
def test_an_address_is_one_person(email: str) -> None:
    factories.ben()
    with pytest.raises(Refused, match="known"):
        staff.invite(email=email, name="Ben", place=_officer_place(), actor=_board(), now=NOW)
    assert not OutboxEmail.select().exists()


@pytest.mark.parametrize(
    ("role", "at_centre", "code"),
    [("officer", False, "centre_needed"), ("approver", False, "centre_needed"), ("board", True, "no_centre")],
)
def test_a_role_fits_its_place(role: str, at_centre: bool, code: str) -> None:
    place = Place(role, factories.centre() if at_centre else None)
    with pytest.raises(Refused, match=code):
        staff.invite(email="eve@example.org", name="Eve", place=place, actor=_board(), now=NOW)


@pytest.mark.parametrize("role", ["officer", "approver", "auditor"])
def test_only_the_board_and_the_command_line_do_it(role: str) -> None:
    ben = factories.ben()
    other = Actor.of_staff(factories.staff("Other", role, factories.centre()))
    for act in (
        lambda: staff.invite(email="e@example.org", name="E", place=_officer_place(), actor=other, now=NOW),
        lambda: staff.move(person=ben, place=_officer_place(), actor=other, now=NOW),
        lambda: staff.disable(person=ben, actor=other, now=NOW),
        lambda: staff.enable(person=ben, actor=other, now=NOW),
        lambda: staff.send_link(person=ben, actor=other, now=NOW),
        lambda: staff.end_sessions(person=ben, actor=other, now=NOW),
    ):
        with pytest.raises((NotAllowed, NotFound)):
            act()
    staff.disable(person=ben, actor=COMMAND, now=NOW)
    assert Staff.get_by_id(ben.id).disabled_at == NOW


def test_a_role_change_is_in_force_at_once() -> None:
    bo, ben = _board(), factories.ben()
    token = _session(ben)
    staff.move(person=ben, place=Place("auditor", None), actor=bo, now=NOW)
    assert sessions.find(token=token, now=NOW) is None
    event = AuditEvent.get(AuditEvent.action == "staff.move")
    assert '"officer"' in event.before
    assert '"auditor"' in event.after


def test_a_disabled_board_member_does_nothing_more() -> None:
    bo, ben = factories.bo(), factories.ben()
    actor = Actor.of_staff(bo)
    Staff.update(disabled_at=NOW).where(Staff.id == bo.id).execute()
    with pytest.raises(NotAllowed):
        staff.disable(person=ben, actor=actor, now=NOW)
    assert Staff.get_by_id(ben.id).disabled_at is None


def test_of_two_who_shut_each_other_out_one_stays() -> None:
    bo, bea = factories.bo(), factories.staff("Bea", "board", None)
    start, refused = threading.Barrier(2), []

    def shut_out(actor: Staff, person: Staff) -> None:
        with connection():
            start.wait()
            try:
                staff.disable(person=person, actor=Actor.of_staff(actor), now=NOW)
            except NotAllowed:
                refused.append(actor.name)

    threads = [threading.Thread(target=shut_out, args=pair) for pair in ((bo, bea), (bea, bo))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(20)
    assert len(refused) == 1
    assert Staff.select().where(Staff.disabled_at.is_null()).count() == 1
    assert not db.in_transaction()


def test_the_list_counts_live_sessions_only() -> None:
    ben = factories.ben()
    _session(ben)
    _session(ben)
    assert people.one(ben, now=NOW).sessions == 2
    assert people.one(ben, now=NOW + timedelta(minutes=16)).sessions == 0


def test_the_list_names_the_state_of_each() -> None:
    bo = _board()
    _invited(bo)
    factories.staff("Dora", "officer", factories.centre(), enrolled=False)
    factories.staff("Fay", "officer", factories.centre(), disabled_at=NOW)
    states = {person.staff.name: person.state for person in people.everybody(now=NOW)}
    assert states == {"Bo": "active", "Eve": "invited", "Dora": "no_app", "Fay": "disabled"}


@pytest.mark.parametrize(("wanted", "found"), [("DORA", ["Dora"]), ("zz001", ["Dora"]), ("example.org", 2), ("%", [])])
def test_the_search_takes_what_is_typed_as_it_is(wanted: str, found: object) -> None:
    factories.bo()
    factories.staff("Dora", "officer", factories.centre())
    names = [person.staff.name for person in people.everybody(now=NOW, wanted=wanted)]
    assert found in (names, len(names))
