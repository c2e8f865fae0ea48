"""The main path: files in, two approvals, the minute of the release, the mail, and the result."""

import re
from collections.abc import Callable
from datetime import timedelta
from zoneinfo import ZoneInfo

import pytest
from playwright.sync_api import Page, expect

from tests.e2e import files
from tests.e2e.files import SittingFiles
from tests.e2e.pages.batch import BatchPage
from tests.e2e.pages.imports import ImportsPage
from tests.e2e.pages.register import PASSWORD, RegisterPage
from tests.e2e.pages.results import ResultsPage
from tests.e2e.pages.sign_in import SignInPage
from tests.e2e.pages.staff_sign_in import StaffSignInPage
from tests.e2e.qa import Person, Qa
from tests.e2e.watch import Watch

NewPage = Callable[..., Page]
EMAIL = "candidate@example.org"
MADRID = ZoneInfo("Europe/Madrid")


@pytest.fixture(params=[True, False], ids=["with script", "without script"])
def script(request: pytest.FixtureRequest) -> bool:
    return bool(request.param)


def test_from_the_files_to_the_result(new_page: NewPage, qa: Qa, script: bool) -> None:
    people = qa.seed("fresh-centre")
    sitting = files.sitting(qa.now())
    row, outcome = sitting.passed()
    release_at = (qa.now() + timedelta(days=1)).astimezone(MADRID).replace(hour=10, minute=0)

    ben = new_page(java_script_enabled=script)
    StaffSignInPage(ben).sign_in(people["ben"], qa)
    bring_in(ben, qa, sitting)
    batch = BatchPage(ben).open(files.EXAM_NAME)
    batch.submit(release_at)
    expect(batch.state).to_have_text("Waiting for approval")

    amara = new_page(java_script_enabled=script)
    RegisterPage(amara).open().register(candidate(row), email=EMAIL)
    expect(amara.get_by_role("heading", level=1)).to_have_text("You are registered")
    before = ResultsPage(amara).open()
    expect(before.content).to_contain_text("Your result comes")

    for name in ("ada", "bo"):
        approve(new_page(java_script_enabled=script), qa, people[name], len(sitting.rows))
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


def test_a_file_with_a_mistake_is_refused_whole(page: Page, qa: Qa) -> None:
    people = qa.seed("fresh-centre")
    sitting = files.sitting(qa.now())
    sitting.rows[3]["secret_number"] = "42"
    StaffSignInPage(page).sign_in(people["ben"], qa)
    imports = ImportsPage(page).open()
    imports.check("Entries", sitting.entries)
    expect(imports.verdict).to_have_text("Nothing was saved")
    expect(page.get_by_role("main")).to_contain_text("spreadsheets drop leading zeros")


def test_staff_of_another_centre_find_nothing(new_page: NewPage, qa: Qa, watch: Watch) -> None:
    people = qa.seed("waiting-for-approval")
    ada, charlie = new_page(), new_page()
    StaffSignInPage(ada).sign_in(people["ada"], qa)
    BatchPage(ada).open(files.EXAM_NAME)
    StaffSignInPage(charlie).sign_in(people["charlie"], qa)
    watch.expect("404")
    answer = charlie.goto(ada.url)
    assert answer is not None
    assert answer.status == 404
    expect(charlie.get_by_role("main")).not_to_contain_text(files.EXAM_NAME)


def bring_in(page: Page, qa: Qa, sitting: SittingFiles) -> None:
    """Entries, then results: look at each file first, then accept it."""
    imports = ImportsPage(page)
    for kind, content in (("Entries", sitting.entries), ("Results", sitting.results)):
        imports.open().check(kind, content)
        qa.let_the_worker_finish()
        imports.refresh()
        expect(imports.verdict).to_contain_text("can be imported")
        imports.accept()
        qa.let_the_worker_finish()
        imports.refresh()
        expect(imports.verdict).to_contain_text("imported")


def approve(page: Page, qa: Qa, person: Person, candidates: int) -> None:
    StaffSignInPage(page).sign_in(person, qa)
    BatchPage(page).open(files.EXAM_NAME).approve(person, qa, candidates=candidates)
    expect(page.get_by_role("status").first).to_contain_text(re.compile("approv", re.IGNORECASE))


def candidate(row: dict[str, str]) -> Person:
    """Somebody out of a file."""
    name = f"{row['given_names']} {row['family_name']}"
    return Person(name, "candidate", row["id_number"], row["secret_number"], "", "", "out of the file")
