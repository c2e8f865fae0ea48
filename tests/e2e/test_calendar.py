"""Weeks pass in a second: reminders, the results window, and a promise that was not kept."""

from datetime import datetime
from email.utils import parsedate_to_datetime

from playwright.sync_api import expect

from tests.e2e import files
from tests.e2e.acts import MADRID, SignIn
from tests.e2e.pages.results import ResultsPage
from tests.e2e.pages.today import TodayPage
from tests.e2e.qa import Mail, Qa

WINDOW_OPENS, WINDOW_CLOSES = 28, 42
"""Days after an exam on paper; the one of this scenario was seven days ago."""
EXAM_WAS = 7


def test_a_link_that_was_not_followed_is_sent_again(qa: Qa) -> None:
    people = qa.seed("registered-unconfirmed")
    qa.travel(hours=25)
    assert qa.mail(people["amara"].email, subject="Confirm your email address").link("/confirm-email/")
    assert not [mail for mail in qa.mails(people["diego"].email) if "Confirm" in mail.subject]


def test_six_weeks_pass_and_each_thing_happens_on_its_own_day(sign_in: SignIn, qa: Qa) -> None:
    people = qa.seed("registered-unconfirmed")
    began = qa.now()
    qa.travel(days=WINDOW_CLOSES - EXAM_WAS + 1)

    def days_after(mail: Mail) -> int:
        """From the beginning of the story to the day on which the mail was sent, by the clock of the centre."""
        return (written(mail).date() - began.astimezone(MADRID).date()).days

    assert days_after(qa.mail(people["diego"].email, subject="come soon")) == WINDOW_OPENS - EXAM_WAS - 7
    opened = qa.mail(people["ben"].email, subject="the results window is open")
    assert days_after(opened) == WINDOW_OPENS - EXAM_WAS
    assert written(opened).hour == 0, "the window opens with the day"
    late = qa.mail(people["diego"].email, subject="come later")
    assert days_after(late) <= WINDOW_CLOSES - EXAM_WAS, "candidates hear of it before the day has passed"

    expect(TodayPage(sign_in("ben")).section("Overdue")).to_contain_text(files.EXAM_NAME)
    expect(ResultsPage(sign_in("diego")).content).to_contain_text("Your result is late")


def written(mail: Mail) -> datetime:
    """When, by the clock of the centre."""
    return parsedate_to_datetime(mail.headers["Date"]).astimezone(MADRID)
