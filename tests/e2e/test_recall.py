"""Results that may be wrong are withdrawn by two people, corrected, and released again."""

from playwright.sync_api import expect

from portal.cli.scenarios import recalled
from tests.e2e import acts, files
from tests.e2e.acts import SignIn
from tests.e2e.pages.batch import BatchPage
from tests.e2e.pages.results import ResultsPage
from tests.e2e.qa import Qa

REASON = "The key of the Reading paper was wrong."
AT_ONCE_MS = 5_000


def test_two_people_withdraw_results_and_nobody_sees_them_any_more(sign_in: SignIn, qa: Qa) -> None:
    people = qa.seed("released-mixed")
    diego = ResultsPage(sign_in("diego"))
    diego.see_my_result()
    expect(diego.content).to_contain_text("Overall score")
    ada = BatchPage(sign_in("ada")).open(files.EXAM_NAME)
    expect(ada.fact("Have seen theirs")).to_have_text("1")
    ada.ask_for_recall(people["ada"], qa, reason=REASON)
    expect(ada.news).to_contain_text("The recall is asked for")
    expect(diego.refresh().content).to_contain_text("Overall score")

    bo = BatchPage(sign_in("bo")).open(files.EXAM_NAME)
    expect(bo.content).to_contain_text(REASON)
    bo.withdraw_the_results(people["bo"], qa)
    expect(bo.state).to_have_text("Recalled")
    expect(diego.refresh().content).to_contain_text("Withdrawn to be checked", timeout=AT_ONCE_MS)
    expect(diego.content).not_to_contain_text("Overall score")
    mail = qa.mail(people["diego"].email, subject="being checked")
    assert REASON not in mail.text + mail.html


def test_the_corrected_version_tells_only_whose_result_changed(sign_in: SignIn, qa: Qa) -> None:
    people = qa.seed("recalled")
    ben = sign_in("ben")
    batch = BatchPage(ben).open(files.EXAM_NAME)
    batch.open_for_correction()
    expect(batch.state).to_have_text("Draft")
    acts.bring_in(ben, qa, "Results", files.corrected(recalled.PLAN, {"Amara": "A"}, qa.now()))
    batch.open(files.EXAM_NAME)
    release_at = acts.soon(qa)
    batch.submit(release_at)
    expect(batch.state).to_have_text("Waiting for approval")
    acts.approve(sign_in, qa, files.EXAM_NAME, candidates=recalled.PLAN.size)

    qa.travel_to(release_at)
    qa.mail(people["amara"].email, subject="was corrected")
    assert not [mail for mail in qa.mails(people["diego"].email) if "corrected" in mail.subject]
    amara = ResultsPage(sign_in("amara"))
    amara.see_my_result()
    expect(amara.content).to_contain_text("with grade A")
    expect(amara.content).to_contain_text("This result replaces the one that stood here before")
    diego = ResultsPage(sign_in("diego"))
    diego.see_my_result()
    expect(diego.content).to_contain_text("Checked and unchanged")
