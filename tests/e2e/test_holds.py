"""One candidate's result is held while the others go out, and follows later."""

from datetime import timedelta

from playwright.sync_api import expect

from tests.e2e import acts, files
from tests.e2e.acts import MADRID, SignIn
from tests.e2e.pages.batch import BatchPage
from tests.e2e.pages.hold import HoldPage
from tests.e2e.pages.results import ResultsPage
from tests.e2e.pages.today import TodayPage
from tests.e2e.qa import Qa
from tests.e2e.watch import Watch

REASON = "Two scripts differ in handwriting."


def test_a_hold_voids_what_others_approved_and_another_person_lifts_it(sign_in: SignIn, qa: Qa) -> None:
    qa.seed("scheduled-tomorrow")
    ada = sign_in("ada")
    batch = BatchPage(ada).open(files.EXAM_NAME)
    expect(batch.state).to_have_text("Approved")
    batch.go_to_hold("Diego Vidal")
    HoldPage(ada).hold(
        shown_as="Withheld", reason=REASON, owner="Ben Ortega",
        news_on=(qa.now() + timedelta(days=7)).astimezone(MADRID).date(),
    )  # fmt: skip
    expect(batch.state).to_have_text("Waiting for approval")
    expect(batch.timeline).to_contain_text("Approvals void")
    batch.go_to_hold("Diego Vidal")
    expect(HoldPage(ada).content).to_contain_text("somebody else lifts it")
    expect(HoldPage(ada).lift).to_have_count(0)

    bo = sign_in("bo")
    batch = BatchPage(bo).open(files.EXAM_NAME)
    expect(batch.fact("Held")).to_have_text("1")
    batch.go_to_hold("Diego Vidal")
    HoldPage(bo).lift.click()
    expect(batch.news).to_contain_text("Lifted")
    expect(batch.fact("Held")).to_have_count(0)


def test_a_page_that_others_have_overtaken_approves_nothing(sign_in: SignIn, qa: Qa, watch: Watch) -> None:
    watch.expect("409")
    people = qa.seed("waiting-for-approval")
    ada = BatchPage(sign_in("ada")).open(files.EXAM_NAME)
    bo = sign_in("bo")
    BatchPage(bo).open(files.EXAM_NAME).go_to_hold("Amara Okafor")
    HoldPage(bo).hold(
        shown_as="Pending", reason=REASON, owner="Ada Fischer", news_on=(qa.now() + timedelta(days=7)).date()
    )
    expect(BatchPage(bo).news).to_contain_text("Held")
    ada.approve(people["ada"], qa, candidates=8)
    expect(ada.content.get_by_role("alert")).to_contain_text("changed after this page was shown")
    expect(ada.content).to_contain_text("0 of 2")


def test_a_lifted_result_goes_out_with_a_follow_up_batch(sign_in: SignIn, qa: Qa) -> None:
    people = qa.seed("held")
    amara = sign_in("amara")
    expect(ResultsPage(amara).content).to_contain_text("Pending")
    bo = sign_in("bo")
    batch = BatchPage(bo).open(files.EXAM_NAME)
    batch.go_to_hold("Amara Okafor")
    HoldPage(bo).lift.click()

    follow_up = BatchPage(sign_in("ben")).open(files.EXAM_NAME)
    follow_up.make_follow_up()
    expect(follow_up.content).to_contain_text("Follow-up")
    release_at = acts.soon(qa)
    follow_up.submit(release_at)
    expect(follow_up.state).to_have_text("Waiting for approval")
    acts.approve(sign_in, qa, files.EXAM_NAME, candidates=1)
    expect(ResultsPage(amara).open().content).to_contain_text("Pending")

    qa.travel_to(release_at)
    assert "out" in qa.mail(people["amara"].email).subject
    results = ResultsPage(amara).open()
    results.see_my_result()
    expect(results.content).to_contain_text("You passed B2 First with grade B.")


def test_a_hold_without_news_comes_first_for_staff_and_the_candidate_is_told(sign_in: SignIn, qa: Qa) -> None:
    people = qa.seed("held")
    qa.travel(days=9)
    mail = qa.mail(people["amara"].email, subject="takes longer")
    assert "handwriting" not in mail.text + mail.html
    qa.mail(people["ben"].email, subject="a held result needs news")
    today = TodayPage(sign_in("ben"))
    expect(today.sections.first).to_contain_text("Holds without news")
    expect(today.section("Holds without news")).to_contain_text("Amara Okafor")
    expect(ResultsPage(sign_in("amara")).content).to_contain_text("Pending")
