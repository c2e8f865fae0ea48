"""The main path: files in, two approvals, the minute of the release, the mail, and the result."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from playwright.sync_api import Page, expect

from tests.e2e import acts, files
from tests.e2e.acts import MADRID
from tests.e2e.pages.batch import BatchPage
from tests.e2e.pages.imports import ImportsPage
from tests.e2e.pages.register import PASSWORD, RegisterPage
from tests.e2e.pages.results import ResultsPage
from tests.e2e.pages.sign_in import SignInPage
from tests.e2e.qa import Person, Qa

NewPage = Callable[..., Page]
EMAIL = "candidate@example.org"


@pytest.fixture(params=[True, False], ids=["with script", "without script"])
def script(request: pytest.FixtureRequest) -> bool:
    return bool(request.param)


def test_from_the_files_to_the_result(new_page: NewPage, sign_in: NewPage, qa: Qa, script: bool) -> None:
    qa.seed("fresh-centre")
    sitting = files.sitting(qa.now())
    row, outcome = sitting.passed()
    release_at = (qa.now() + timedelta(days=1)).astimezone(MADRID).replace(hour=10, minute=0)

    ben = sign_in("ben", java_script_enabled=script)
    acts.bring_in_both(ben, qa, sitting)
    batch = BatchPage(ben).open(files.EXAM_NAME)
    batch.submit(release_at)
    expect(batch.state).to_have_text("Waiting for approval")

    amara = new_page(java_script_enabled=script)
    RegisterPage(amara).open().register(candidate(row), email=EMAIL)
    expect(amara.get_by_role("heading", level=1)).to_have_text("You are registered")
    before = ResultsPage(amara).open()
    expect(before.content).to_contain_text("Your result comes")

    acts.approve(
        lambda name: sign_in(name, java_script_enabled=script), qa, files.EXAM_NAME, candidates=len(sitting.rows)
    )
    qa.let_the_worker_finish()
    expect(before.open().content).to_contain_text("Your result comes")

    qa.travel_to(release_at)
    mail = qa.mail(EMAIL, subject="results")
    assert outcome["overall_score"] not in mail.text + mail.html
    SignInPage(amara).open().sign_in(row["id_number"], PASSWORD)
    after = ResultsPage(amara)
    after.see_my_result()
    expect(after.heading).to_have_text(files.EXAM_NAME)
    for shown in (outcome["overall_score"], outcome["grade"], outcome["cefr_level"]):
        expect(after.content).to_contain_text(shown)


def test_nobody_is_early_and_everybody_is_told_once(sign_in: NewPage, qa: Qa) -> None:
    people = qa.seed("scheduled-tomorrow")
    release_at = (qa.now() + timedelta(days=1)).astimezone(MADRID).replace(hour=10, minute=0, second=0)

    qa.travel_to(release_at - timedelta(minutes=2))
    diego = ResultsPage(sign_in("diego"))
    expect(diego.content).to_contain_text("Your result comes")
    assert [times_told(person, qa) for person in (people["amara"], people["diego"])] == [0, 0]

    qa.travel_to(release_at)
    assert [times_told(person, qa) for person in (people["amara"], people["diego"])] == [1, 1]
    diego.open().see_my_result()
    expect(diego.heading).to_have_text(files.EXAM_NAME)


def test_a_file_with_a_mistake_is_refused_whole(sign_in: NewPage, qa: Qa) -> None:
    qa.seed("fresh-centre")
    sitting = files.sitting(qa.now())
    sitting.rows[3]["secret_number"] = "42"
    page = sign_in("ben")
    imports = ImportsPage(page).open()
    imports.check("Entries", sitting.entries)
    expect(imports.verdict).to_have_text("Nothing was saved")
    expect(page.get_by_role("main")).to_contain_text("spreadsheets drop leading zeros")


def candidate(row: dict[str, str]) -> Person:
    """Somebody out of a file."""
    name = f"{row['given_names']} {row['family_name']}"
    return Person(name, "candidate", row["id_number"], row["secret_number"], "", "", "out of the file")


def times_told(person: Person, qa: Qa) -> int:
    return sum("results are out" in mail.subject for mail in qa.mails(person.email))
