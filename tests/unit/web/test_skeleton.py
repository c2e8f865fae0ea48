"""A page that is filled in is the page that Jinja draws, byte for byte, whoever it is for."""

from dataclasses import replace
from datetime import timedelta
from random import Random

import pytest
from flask import Flask, session

from portal.models.centre import Centre
from portal.models.entry import Entry
from portal.models.sitting import Sitting
from portal.rules.languages import LANGUAGES
from portal.services import catalogue
from portal.services.seen import EntryView, Outcome, SeenEntry
from portal.web import form_token, skeleton
from portal.web.result_view import context_of, parts_of
from tests.unit import factories

TEMPLATE = "candidate/result.html"
PAGES = 100
NAMES = (
    "María José Núñez Ibáñez", "O'Brien & Søn", "<b>Bo</b> \"B\"", "{{ 7 * 7 }}", "مريم الخطيب", "王小明", "a\u00a0b",
    "&amp;", "mark0x1x", "\\1 %s %(x)s",
)  # fmt: skip
PLACES = ("Europe/Madrid", "Asia/Dhaka", "America/St_Johns")
CONTACTS = ({}, {"contact_email": "a&b@example.org"}, {"contact_phone": "+34 91 000", "contact_name": "<Eva>"})
GRADES = (("A", "C1"), ("B", "B2"), ("C", "B2"), ("LEVEL", "B1"), ("NONE", ""))


def view_of(chance: Random) -> EntryView:
    """A candidate with a result or without, of any exam, also of one that the catalogue does not know."""
    codes = [*catalogue.current().exams, "GONE"]
    sitting = Sitting(
        exam_code=chance.choice(codes), exam_date=factories.EXAM_DATE,
        results_from=factories.EXAM_DATE + timedelta(chance.choice((20, 28))),
        results_by=factories.EXAM_DATE + timedelta(42),
    )  # fmt: skip
    centre = Centre(
        number="ZZ001", name=chance.choice(NAMES), timezone=chance.choice(PLACES), contact_name="Irene Soto",
        contact_email="zz001@example.org", contact_phone="",
    )  # fmt: skip
    sitting.centre = centre
    entry = SeenEntry.of(Entry(
        given_names=chance.choice(NAMES), family_name=chance.choice(NAMES), sitting=sitting,
        candidate_number=f"{chance.randrange(10_000):04}", **chance.choice(CONTACTS),
    ))  # fmt: skip
    kind = chance.choice(("waiting", "late", "withdrawn", "X", "Z", "PENDING", "WITHHELD", "OK", "OK", "OK"))
    if kind == "waiting" or kind == "late":
        return EntryView(entry, is_late=kind == "late")
    if kind == "withdrawn":
        return EntryView(entry, withdrawn_at=factories.RELEASE_AT)
    return EntryView(entry, _outcome(chance, kind, sitting.exam_code))


def _outcome(chance: Random, status: str, exam_code: str) -> Outcome:
    later = chance.choice((None, None, factories.RELEASE_AT + timedelta(days=1)))
    shared = {"released_at": factories.RELEASE_AT, chance.choice(("updated_at", "confirmed_at")): later}
    if status != "OK":
        return Outcome(status, **shared)
    exam = catalogue.current().exams.get(exam_code)
    low, high = (exam.lowest, exam.highest) if exam else (100, 190)
    papers = [paper.code for paper in exam.papers] if exam else ["reading", "speaking"]
    scores = {code: chance.randint(low, high) for code in papers[chance.choice((0, 0, 1)) :]}
    grade, level = chance.choice(GRADES)
    return Outcome(
        "OK", overall_score=chance.randint(low, high), grade=grade, cefr_level=level, scores=scores,
        certificate=chance.choice(("QUALIFICATION", "NONE")), **shared,
    )  # fmt: skip


@pytest.mark.parametrize("language", LANGUAGES)
def test_filled_in_and_drawn_whole_are_the_same_bytes(app: Flask, language: str) -> None:
    chance = Random(language)
    for _ in range(PAGES):
        common, own = parts_of(view_of(chance), is_hidden=chance.random() < 0.2)
        with app.test_request_context("/results/x"):
            session["language"] = language
            whole = skeleton._page(TEMPLATE, common, own | {form_token.NAME: form_token.token()}, context_of)
            assert skeleton.render(TEMPLATE, common, own, context_of) == whole
            assert skeleton.render(TEMPLATE, common, own, context_of) == whole, "filled in once more"


def test_another_name_is_filled_into_the_same_drawing(app: Flask) -> None:
    chance = Random(1)
    views = [view_of(chance) for _ in range(PAGES)]
    with app.test_request_context("/results/x"):
        for view in views:
            common, own = parts_of(view, is_hidden=False)
            for name in NAMES:
                page = skeleton.render(TEMPLATE, common, own | {"full_name": name}, context_of)
                assert skeleton.MARK not in page
        kept = app.extensions[skeleton.KEPT_AS].cache_info()
    assert kept.misses <= PAGES
    assert kept.hits + kept.misses == PAGES * len(NAMES)


def test_while_time_travels_every_page_is_drawn_anew(app: Flask) -> None:
    """Its frame shows the time."""
    common, own = parts_of(view_of(Random(2)), is_hidden=False)
    with app.test_request_context("/results/x"):
        app.config["SETTINGS"] = replace(app.config["SETTINGS"], time_travel=True)
        skeleton.render(TEMPLATE, common, own, context_of)
    assert app.extensions[skeleton.KEPT_AS].cache_info().currsize == 0
