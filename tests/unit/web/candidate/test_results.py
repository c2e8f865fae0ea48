"""The results pages: each state in its own honest words, and the wait told as two dates."""

import json
from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from flask.testing import FlaskClient

from portal.models.batch_row import BatchRow
from portal.models.candidate import Candidate
from portal.models.entry import Entry
from portal.models.release_batch import ReleaseBatch
from portal.models.result_view import ResultView
from tests.unit import factories
from tests.unit.queries import queries
from tests.unit.web.candidate.entered import page, released

SIGN_IN = Callable[[Candidate], FlaskClient]
TRAVEL = Callable[[datetime], None]
AFTER = factories.RELEASE_AT + timedelta(hours=1)
HIGH = {"overall_score": 184, "grade": "A", "cefr_level": "C1"}
LEVEL = {"overall_score": 148, "grade": "LEVEL", "cefr_level": "B1", "certificate": "LEVEL"}
NONE = {"overall_score": 133, "grade": "NONE", "cefr_level": "", "certificate": "NONE"}


def open_result(sign_in: SIGN_IN, entry: Entry) -> str:
    candidate = factories.candidate(entry)
    return page(sign_in(candidate), f"/results/{entry.public_id}")


@pytest.fixture
def entry(travel: TRAVEL) -> Entry:
    """An entry; the clock stands an hour after RELEASE_AT."""
    travel(AFTER)
    return factories.entry()


def test_before_the_release_the_window_is_told_as_two_dates(entry: Entry, sign_in: SIGN_IN) -> None:
    client = sign_in(factories.candidate(entry))
    for path in ("/results", f"/results/{entry.public_id}"):
        assert "Your result comes between 11 and 25 April 2026" in page(client, path)


def test_a_result_shows_grade_level_score_and_each_paper(entry: Entry, sign_in: SIGN_IN) -> None:
    released(entry)
    text = open_result(sign_in, entry)
    for shown in (
        "<span>Grade</span> <b>B</b>",
        "<dt>CEFR level</dt><dd>B2</dd>",
        "<dt>Overall score</dt><dd>173</dd>",
        '<th scope="row">Use of English</th> <td class="number">168</td>',
        "You passed B2 First with grade B. Your English is at level B2, the level of this exam.",
        "The scale of this exam goes from 122 to 190.",
        "14 April 2026, 10:00 (Central European Summer Time), 08:00 UTC",
        "María José Núñez Ibáñez",
    ):
        assert shown in text


@pytest.mark.parametrize(
    ("columns", "said"),
    [
        (HIGH, "Your English is at level C1: one level above this exam."),
        (LEVEL, "It shows that your English is at level B1, and you get a certificate for that level."),
        (NONE, "so there is no grade and no certificate this time. Your best paper was Speaking."),
    ],
)
def test_the_meaning_fits_the_grade(entry: Entry, sign_in: SIGN_IN, columns: dict[str, object], said: str) -> None:
    released(entry, **columns)
    assert said in open_result(sign_in, entry)


def test_a_score_without_grade_and_level_stands_alone(entry: Entry, sign_in: SIGN_IN) -> None:
    released(entry, **NONE)
    text = open_result(sign_in, entry)
    assert "<span>Overall score</span> <b>133</b>" in text
    assert "CEFR level</dt>" not in text


def test_a_paper_that_counts_twice_is_said_to(travel: TRAVEL, sign_in: SIGN_IN) -> None:
    travel(AFTER)
    entry = factories.entry(factories.sitting(exam_code="A2KS"))
    scores = json.dumps({"reading_writing": 133, "listening": 130, "speaking": 138})
    released(entry, overall_score=134, cefr_level="A2", scores=scores)
    assert "Reading and Writing counts twice." in open_result(sign_in, entry)


@pytest.mark.parametrize(
    ("status", "said"),
    [
        ("X", "X: absent from part of the exam"),
        ("Z", "Z: absent from the whole exam"),
        ("PENDING", "Your result cannot be issued at present and will follow."),
        ("WITHHELD", "Your result is withheld. Contact your exam centre."),
    ],
)
def test_a_status_without_scores_has_its_own_words(entry: Entry, sign_in: SIGN_IN, status: str, said: str) -> None:
    released(entry, status=status)
    text = open_result(sign_in, entry)
    assert said in text
    assert "zz001@example.org" in text
    assert "Statement of Results" not in text


def test_a_hold_shows_its_word_and_no_score(entry: Entry, sign_in: SIGN_IN) -> None:
    released(entry)
    BatchRow.update(held_as="WITHHELD").execute()
    text = open_result(sign_in, entry)
    assert "Your result is withheld" in text
    assert "173" not in text


def test_a_recall_hides_the_result_at_once_and_says_why(entry: Entry, sign_in: SIGN_IN) -> None:
    released(entry)
    client = sign_in(factories.candidate(entry))
    assert "173" in page(client, f"/results/{entry.public_id}")
    ReleaseBatch.update(state="recalled", recalled_at=AFTER).execute()
    text = page(client, f"/results/{entry.public_id}")
    assert "were withdrawn on 14 April 2026, 11:00 (Central European Summer Time), 09:00 UTC" in text
    assert "173" not in text
    assert "The results of this exam were withdrawn to be checked." in page(client, "/results")


def test_an_amended_result_says_when_it_was_updated(entry: Entry, sign_in: SIGN_IN) -> None:
    released(entry)
    ReleaseBatch.update(kind="amendment").execute()
    assert "Updated on 14 April 2026, 10:00" in open_result(sign_in, entry)


def test_a_result_that_was_checked_and_stands_says_so(entry: Entry, sign_in: SIGN_IN) -> None:
    released(entry)
    ReleaseBatch.update(version=2, recalled_at=factories.NOW + timedelta(hours=1)).execute()
    text = open_result(sign_in, entry)
    assert "Checked and unchanged" in text
    assert "Updated on" not in text


def test_a_passed_window_is_admitted(entry: Entry, travel: TRAVEL, sign_in: SIGN_IN) -> None:
    travel(factories.NOW + timedelta(days=13))
    client = sign_in(factories.candidate(entry))
    assert "It was due by 25 April 2026 and is not out yet. We are sorry." in page(
        client, f"/results/{entry.public_id}"
    )
    assert "Your result is late: it was due by 25 April 2026." in page(client, "/results")


def test_the_list_never_shows_a_grade_or_score(entry: Entry, sign_in: SIGN_IN) -> None:
    released(entry)
    text = page(sign_in(factories.candidate(entry)), "/results")
    assert "See my result" in text
    assert "173" not in text
    assert "Grade" not in text


def test_covering_is_remembered_and_taken_back(entry: Entry, sign_in: SIGN_IN) -> None:
    released(entry)
    candidate = factories.candidate(entry)
    client = sign_in(candidate)
    assert "<details>" not in page(client, f"/results/{entry.public_id}")
    assert client.post("/results/hide", data={"hide": "yes"}).status_code == 303
    covered = page(sign_in(candidate), f"/results/{entry.public_id}")
    assert covered.index("<details>") < covered.index("173") < covered.index("</details>")
    client.post("/results/hide", data={"hide": "no"})
    assert "<details>" not in page(client, f"/results/{entry.public_id}")


def test_a_covered_list_does_not_tell_a_good_result_from_another(entry: Entry, sign_in: SIGN_IN) -> None:
    released(entry, status="PENDING")
    text = page(sign_in(factories.candidate(entry, hides_results=True)), "/results")
    assert "Result ready" in text
    assert "Pending" not in text


@pytest.mark.parametrize("hide", ["", "perhaps", "\0", "x" * 60_000])
def test_a_strange_choice_changes_nothing(entry: Entry, sign_in: SIGN_IN, hide: str) -> None:
    candidate = factories.candidate(entry, hides_results=True)
    assert sign_in(candidate).post("/results/hide", data={"hide": hide}).status_code == 303
    assert Candidate.get_by_id(candidate.id).hides_results


def test_the_first_look_is_noted_and_the_list_is_no_look(entry: Entry, sign_in: SIGN_IN) -> None:
    released(entry)
    client = sign_in(factories.candidate(entry))
    page(client, "/results")
    assert ResultView.select().count() == 0
    page(client, f"/results/{entry.public_id}")
    page(client, f"/results/{entry.public_id}")
    assert ResultView.select().count() == 1


@pytest.mark.parametrize("path", ["", "/statement", "/statement.pdf"])
def test_somebody_elses_entry_is_not_there(entry: Entry, sign_in: SIGN_IN, path: str) -> None:
    released(entry)
    factories.candidate(entry)
    stranger = factories.candidate(factories.entry(factories.sitting(factories.centre("ZZ002"))), email="s@example.org")
    page(sign_in(stranger), f"/results/{entry.public_id}{path}", status=404)


@pytest.mark.parametrize("path", ["/results", "/results/0123456789", "/results/0123456789/statement.pdf"])
def test_nobody_gets_in_without_signing_in(client: FlaskClient, path: str) -> None:
    answer = client.get(path)
    assert answer.status_code == 303
    assert answer.location.startswith("/sign-in")


def test_nothing_may_be_kept_by_a_cache_or_compared_with_an_old_copy(entry: Entry, sign_in: SIGN_IN) -> None:
    released(entry)
    client = sign_in(factories.candidate(entry))
    for path in ("/results", f"/results/{entry.public_id}", f"/results/{entry.public_id}/statement.pdf"):
        answer = client.get(path, headers={"If-None-Match": "*", "If-Modified-Since": "Mon, 01 Jan 2030 00:00:00 GMT"})
        assert answer.status_code == 200
        assert answer.headers["Cache-Control"] == "no-store"
        assert "ETag" not in answer.headers
        assert "Last-Modified" not in answer.headers


def test_a_page_asks_the_database_a_few_times_however_many_exams_there_are(entry: Entry, sign_in: SIGN_IN) -> None:
    candidate = factories.candidate(entry)
    client = sign_in(candidate)
    released(entry)
    counts = []
    for number in range(3):
        with queries() as asked:
            page(client, "/results")
        counts.append(len(asked))
        more = factories.entry(factories.sitting(factories.centre(f"ZZ10{number}")), candidate=candidate)
        released(more)
    assert counts[0] == counts[1] == counts[2] <= 3
    page(client, f"/results/{entry.public_id}")
    with queries() as asked:
        page(client, f"/results/{entry.public_id}")
    assert len(asked) <= 3
