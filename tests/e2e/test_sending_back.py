"""A batch is sent back with a reason, put right, and handed in again."""

from playwright.sync_api import expect

from tests.e2e import acts, files
from tests.e2e.acts import SignIn
from tests.e2e.pages.batch import BatchPage
from tests.e2e.pages.today import TodayPage
from tests.e2e.qa import Qa

REASON = "Candidate 0003 sat the paper of another day."


def test_ada_sends_a_batch_back_and_ben_hands_it_in_again(sign_in: SignIn, qa: Qa) -> None:
    people = qa.seed("waiting-for-approval")
    ada = sign_in("ada")
    today = TodayPage(ada)
    expect(today.section("Waiting for your approval")).to_contain_text(files.EXAM_NAME)
    batch = BatchPage(ada).open(files.EXAM_NAME)
    batch.send_back(REASON)
    expect(batch.state).to_have_text("Draft")
    qa.mail(people["ben"].email, subject="sent back")
    expect(today.open().section("Waiting for your approval")).to_have_count(0)

    batch = BatchPage(sign_in("ben")).open(files.EXAM_NAME)
    expect(batch.content).to_contain_text(REASON)
    batch.submit(acts.soon(qa))
    expect(batch.state).to_have_text("Waiting for approval")
    expect(today.open().section("Waiting for your approval")).to_contain_text(files.EXAM_NAME)
