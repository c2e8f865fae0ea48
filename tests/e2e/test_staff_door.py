"""New colleagues: invited by mail, in with two factors, and out at once when they leave."""

from playwright.sync_api import Page, expect

from tests.e2e.acts import SignIn
from tests.e2e.pages.invitation import InvitationPage
from tests.e2e.pages.people import PeoplePage
from tests.e2e.pages.staff_sign_in import StaffSignInPage
from tests.e2e.pages.today import TodayPage
from tests.e2e.qa import Qa

EMAIL = "nora@example.org"
PASSWORD = "a lighthouse behind seven hills"


def test_nora_is_invited_joins_and_is_shut_out_again(page: Page, sign_in: SignIn, qa: Qa) -> None:
    qa.seed("fresh-centre")
    people = PeoplePage(sign_in("bo"))
    people.invite("Nora Adeyemi", EMAIL, role="Officer", centre="ZZ001")
    expect(people.content).to_contain_text("The invitation is on its way")

    nora = InvitationPage(page).follow(qa.mail(EMAIL))
    nora.choose_password(PASSWORD)
    expect(page.get_by_role("status").first).to_contain_text("Your password is saved")
    StaffSignInPage(page).fill_in(EMAIL, PASSWORD, code="")
    expect(page.get_by_role("heading", level=1)).to_have_text("Set up your authenticator app")
    nora.set_up_the_app(qa)
    expect(nora.recovery_codes).to_have_count(10)
    nora.keep_the_recovery_codes()
    expect(page.get_by_role("heading", level=1)).to_have_text("Today")

    people.disable()
    expect(people.content).to_contain_text("This person is shut out")
    TodayPage(page).open()
    expect(page.get_by_role("heading", level=1)).to_have_text("Sign in for staff")
