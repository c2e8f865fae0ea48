"""Who gets in where: every route of the portal, asked for by every kind of visitor, against one table.

A route without a row fails, and so does a row without a route. The columns are the visitors of VISITORS, in order:
i = in (whatever the page then says), s = sent to sign in, 3 = refused for the role (403), 4 = no such page (404).
"""

from collections.abc import Callable

import pytest
from flask import Flask
from werkzeug.routing import Rule
from werkzeug.test import TestResponse

from portal import clock
from portal.models.candidate import Candidate
from portal.models.entry import Entry
from portal.models.release_batch import ReleaseBatch
from portal.models.staff import Staff
from portal.services import intakes
from portal.services.actor import Actor
from tests.unit import factories
from tests.unit.web.browser import Browser

VISITORS = ("nobody", "amara", "diego", "ben", "ada", "bo", "audrey", "charlie")
"""Not signed in; the candidate whose rows are asked for; another candidate; the officer and the approver of her
centre; the board; the auditor; an approver of ANOTHER centre."""

OPEN = "iiiiiiii"
CANDIDATES = "siisssss"
OWN_ENTRY = "si4sssss"
STAFF = "sssiiiii"
GONE = "44444444"
"""A dead link."""
LEAVES = "ssssssss"
"""Signing out ends on the page to sign in, whoever does it."""
NOT_RELEASED = "s44sssss"
OWN_CENTRE = "sssiiii4"
OFFICERS = "sssi3i34"
APPROVERS = "sss3ii34"
OFFICERS_AND_APPROVERS = "sssiii34"
BOARD = "sss33i33"

ACCESS = {
    "GET public.home": OPEN,
    "GET public.terms": OPEN,
    "GET public.privacy": OPEN,
    "GET public.help_page": OPEN,
    "GET public.unsubscribe": GONE,
    "POST public.unsubscribe": GONE,
    "GET languages.choose": OPEN,
    "GET health.health": OPEN,
    "GET health.ready": OPEN,
    "GET health.numbers": GONE,  # without its token
    # the candidates' door
    "GET candidate.register": OPEN,
    "POST candidate.register": OPEN,
    "POST candidate.validate_register": OPEN,
    "GET candidate.sign_in": OPEN,
    "POST candidate.sign_in": OPEN,
    "POST candidate.validate_sign_in": OPEN,
    "POST candidate.sign_out": LEAVES,
    "GET candidate.reset_password": OPEN,
    "POST candidate.reset_password": OPEN,
    "GET candidate.new_password": GONE,
    "POST candidate.new_password": GONE,
    "GET candidate.start_again": OPEN,
    "POST candidate.start_again": OPEN,
    "GET candidate.confirm_email": GONE,
    "POST candidate.confirm_email": GONE,
    "GET candidate.undo_email": GONE,
    "POST candidate.undo_email": GONE,
    "GET candidate.email_undone": OPEN,
    # the candidates' own pages
    "GET candidate.registered": CANDIDATES,
    "POST candidate.resend_confirmation": CANDIDATES,
    "POST candidate.correct_email": CANDIDATES,
    "GET candidate.results": CANDIDATES,
    "POST candidate.hide_results": CANDIDATES,
    "GET candidate.result": OWN_ENTRY,
    "GET candidate.statement": NOT_RELEASED,
    "GET candidate.statement_pdf": NOT_RELEASED,
    "GET candidate.account": CANDIDATES,
    "GET candidate.account_download": CANDIDATES,
    "GET candidate.account_email": CANDIDATES,
    "POST candidate.account_email": CANDIDATES,
    "POST candidate.validate_account_email": CANDIDATES,
    "GET candidate.account_entries": CANDIDATES,
    "POST candidate.account_entries": CANDIDATES,
    "GET candidate.account_mail": CANDIDATES,
    "GET candidate.account_password": CANDIDATES,
    "POST candidate.account_password": CANDIDATES,
    "GET candidate.account_sessions": CANDIDATES,
    "POST candidate.account_sessions": NOT_RELEASED,  # no session is named
    "GET candidate.account_updates": CANDIDATES,
    "POST candidate.account_updates": CANDIDATES,
    # the staff's door
    "GET staff.sign_in": OPEN,
    "POST staff.sign_in": OPEN,
    "POST staff.sign_out": LEAVES,
    "GET staff.invitation": GONE,
    "POST staff.invitation": GONE,
    "GET staff.two_factor": STAFF,
    "POST staff.two_factor": STAFF,
    "GET staff.two_factor_picture": "sss44444",  # theirs is set up
    "GET staff.account": STAFF,
    "POST staff.account_password": STAFF,
    "POST staff.account_sessions": "sss44444",  # no session is named
    "GET staff.today": STAFF,
    # batches
    "GET staff.batches": STAFF,
    "GET staff.batch": OWN_CENTRE,
    "GET staff.progress": OWN_CENTRE,
    "GET staff.preview": OWN_CENTRE,
    "POST staff.submit": OFFICERS,
    "POST staff.withdraw": OFFICERS,
    "POST staff.correct": OFFICERS,
    "POST staff.follow_up": OFFICERS,
    "GET staff.amend": OFFICERS,
    "POST staff.amend": OFFICERS,
    "POST staff.approve": APPROVERS,
    "POST staff.send_back": APPROVERS,
    "POST staff.stop": APPROVERS,
    "POST staff.cancel": APPROVERS,
    "POST staff.recall": APPROVERS,
    "GET staff.hold": OWN_CENTRE,
    "POST staff.hold": APPROVERS,
    "POST staff.hold_news": APPROVERS,
    "POST staff.lift": APPROVERS,
    "POST staff.resume": OFFICERS_AND_APPROVERS,
    "POST staff.go_on": OFFICERS_AND_APPROVERS,
    "POST staff.retry": OFFICERS_AND_APPROVERS,
    "POST staff.confirm_recall": "sss33i34",
    "POST staff.drop_recall": "sss33i34",
    # files
    "GET staff.imports": STAFF,
    "POST staff.send_import": "sssi3i33",
    "GET staff.intake": OWN_CENTRE,
    "GET staff.intake_progress": OWN_CENTRE,
    "GET staff.refused_rows": OWN_CENTRE,
    "POST staff.accept_import": OFFICERS,
    "POST staff.drop_import": OFFICERS,
    # the help desk
    "GET staff.candidates": STAFF,
    "POST staff.search": STAFF,
    "GET staff.candidate": OWN_CENTRE,
    "POST staff.reissue_secret": OFFICERS,
    "GET staff.slip": OFFICERS,
    "GET staff.slip_picture": OFFICERS,
    "POST staff.correct_address": OFFICERS,
    "POST staff.unlock": OFFICERS,
    "POST staff.end_sessions": OFFICERS,
    "GET staff.revoke": OFFICERS,
    "POST staff.revoke": OFFICERS,
    "POST staff.confirm_revoke": OFFICERS,
    "POST staff.drop_revoke": OFFICERS,
    "GET staff.erase": "sss33i34",
    "POST staff.erase": "sss33i34",
    # the board's
    "GET staff.centres": BOARD,
    "GET staff.new_centre": BOARD,
    "POST staff.new_centre": BOARD,
    "GET staff.centre": BOARD,
    "POST staff.centre": BOARD,
    "GET staff.people": BOARD,
    "GET staff.invite": BOARD,
    "POST staff.invite": BOARD,
    "GET staff.person": BOARD,
    "POST staff.move_person": BOARD,
    "POST staff.person_act": BOARD,
    "POST staff.confirm_reset": BOARD,
    "GET staff.audit": "sss33ii3",
    "GET staff.audit_export": "sss33ii3",
}
SIGN_IN_PAGES = ("/sign-in", "/staff/sign-in")


@pytest.fixture
def people(app: Flask) -> dict[str, Candidate | Staff]:
    """Amara's entry, in a submitted batch of her centre, and a file that ben uploaded; everybody is there."""
    sitting = factories.sitting()
    entries = factories.entry(sitting), factories.entry(sitting)
    amara = factories.candidate(entries[0])
    diego = factories.candidate(entries[1], email="diego@example.org")
    factories.batch(sitting, *(factories.result(entry) for entry in entries), state="submitted")
    ben = factories.ben()
    intakes.receive(
        kind="entries", file_name="x.csv", content=b"a,b\n1,2\n", actor=Actor.of_staff(ben), now=clock.now()
    )
    return {
        "amara": amara, "diego": diego, "ben": ben, "ada": factories.ada(), "bo": factories.bo(),
        "audrey": factories.audrey(), "charlie": factories.charlie(),
    }  # fmt: skip


def routes(app: Flask) -> dict[str, Rule]:
    """Every method of every route but those that only answer about another, with `METHOD endpoint` as its name."""
    return {
        f"{method} {rule.endpoint}": rule
        for rule in app.url_map.iter_rules()
        for method in (rule.methods or set()) - {"HEAD", "OPTIONS"}
    }


def address(app: Flask, rule: Rule) -> str:
    """The route's address for amara's rows; tokens are dead ones."""
    entry = Entry.select().order_by(Entry.id).first().public_id
    person = Staff.get(Staff.email == "ben@example.org").public_id
    batch = ReleaseBatch.select().first().public_id
    intake = intakes.Intake.select().first().public_id
    named = {
        "staff.intake": intake, "staff.accept_import": intake, "staff.drop_import": intake,
        "staff.intake_progress": intake, "staff.refused_rows": intake,
    }  # fmt: skip
    by_folder = {"candidates": entry, "people": person, "results": entry, "batches": batch}
    folder = next((part for part in rule.rule.split("/") if part in by_folder), "")
    values = {
        "public_id": named.get(rule.endpoint) or by_folder.get(folder, "0" * 20), "entry": entry,
        "entry_public_id": entry, "token": "dead", "code": "en", "number": "ZZ001",
        "message_id": "none", "act": "disable",
        "field": "email" if rule.endpoint == "candidate.validate_account_email" else "id_number",
    }  # fmt: skip
    with app.test_request_context():
        return app.url_for(rule.endpoint, **{name: values[name] for name in rule.arguments})


def letter(answer: TestResponse) -> str:
    if answer.status_code in {302, 303} and answer.location.startswith(SIGN_IN_PAGES):
        return "s"
    assert answer.status_code < 500 or answer.status_code == 503, answer.text
    assert answer.status_code != 400, answer.text
    return {403: "3", 404: "4"}.get(answer.status_code, "i")


def test_every_route_has_a_row_and_every_row_a_route(app: Flask) -> None:
    assert sorted(routes(app)) == sorted(ACCESS)


@pytest.mark.parametrize("visitor", VISITORS)
def test_who_gets_in(
    app: Flask,
    people: dict[str, Candidate | Staff],
    client: Browser,
    sign_in: Callable[[Candidate | Staff], Browser],
    visitor: str,
) -> None:
    found = {}
    for name, rule in sorted(routes(app).items()):
        browser = client if visitor == "nobody" else sign_in(people[visitor])
        browser.judges_pages = False
        found[name] = letter(browser.open(address(app, rule), method=name.split()[0], data={}))
    expected = {name: row[VISITORS.index(visitor)] for name, row in ACCESS.items()}
    assert found == expected
