"""A release is stopped with one press, and goes out at another time."""

from datetime import timedelta

from playwright.sync_api import expect

from tests.e2e import acts, files
from tests.e2e.acts import SignIn
from tests.e2e.pages.batch import BatchPage
from tests.e2e.pages.results import ResultsPage
from tests.e2e.pages.today import TodayPage
from tests.e2e.qa import Qa


def test_a_stopped_batch_stays_until_it_is_resumed_and_approved_again(sign_in: SignIn, qa: Qa) -> None:
    people = qa.seed("scheduled-tomorrow")
    batch = BatchPage(sign_in("ada")).open(files.EXAM_NAME)
    batch.stop()
    expect(batch.state).to_have_text("Stopped")
    before = len(qa.mails(people["diego"].email))

    qa.travel(days=2)
    diego = sign_in("diego")
    expect(ResultsPage(diego).content).to_contain_text("Your result comes")
    assert len(qa.mails(people["diego"].email)) == before
    ben = sign_in("ben")
    expect(TodayPage(ben).section("Stopped")).to_contain_text("Ada Fischer stopped it")
    batch = BatchPage(ben).open(files.EXAM_NAME)
    release_at = acts.soon(qa) + timedelta(minutes=1)
    batch.resume(release_at)
    expect(batch.state).to_have_text("Waiting for approval")
    acts.approve(sign_in, qa, files.EXAM_NAME, candidates=8)

    qa.travel_to(release_at)
    qa.mail(people["diego"].email, subject="results are out")
    expect(batch.refresh().state).to_have_text("Released")
    results = ResultsPage(diego).open()
    results.see_my_result()
    expect(results.content).to_contain_text("with grade C")
