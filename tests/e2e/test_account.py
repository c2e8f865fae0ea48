"""What candidates do for themselves: a new password, another address, one more exam."""

from playwright.sync_api import Page, expect

from tests.e2e.acts import SignIn
from tests.e2e.pages.account import AccountPage
from tests.e2e.pages.confirm_email import ConfirmEmailPage
from tests.e2e.pages.reset_password import ResetPasswordPage
from tests.e2e.pages.results import ResultsPage
from tests.e2e.pages.sign_in import SignInPage
from tests.e2e.qa import Qa

NEW_PASSWORD = "seven swans on a still lake"
NEW_ADDRESS = "amara.new@example.org"


def test_diego_forgot_his_password_and_chooses_another(page: Page, sign_in: SignIn, qa: Qa) -> None:
    diego = qa.seed("registered-unconfirmed")["diego"]
    at_home = ResultsPage(sign_in("diego"))
    forgotten = ResetPasswordPage(page)
    forgotten.ask_for_link(diego.id_number)
    expect(forgotten.content).to_contain_text("a link is on its way")
    link = qa.mail(diego.email, subject="Choose a new password")
    forgotten.choose(link, NEW_PASSWORD)
    expect(forgotten.content).not_to_contain_text("Enter Password")

    door = SignInPage(page).open()
    door.sign_in(diego.id_number, diego.password)
    expect(door.problems).to_be_visible()
    door.sign_in(diego.id_number, NEW_PASSWORD)
    expect(door.heading).to_have_text("My results")
    expect(at_home.open().heading).to_have_text("Sign in")


def test_amara_changes_her_address_and_the_old_one_can_take_it_back(page: Page, sign_in: SignIn, qa: Qa) -> None:
    amara = qa.seed("two-entries-one-account")["amara"]
    account = AccountPage(sign_in("amara")).open()
    account.change_address(NEW_ADDRESS, amara.password)
    expect(account.content).to_contain_text("Your address was changed")
    ConfirmEmailPage(page).follow(qa.mail(NEW_ADDRESS)).confirm()
    expect(page.get_by_role("main")).to_contain_text("is confirmed")

    AccountPage(page).undo_change(qa.mail(amara.email, subject="was changed"))
    expect(page.get_by_role("main")).to_contain_text("The old address is back")
    account.open()
    expect(account.content).to_contain_text("Sign in")


def test_amara_adds_the_exam_of_another_entry(sign_in: SignIn, qa: Qa) -> None:
    third_entry = qa.seed("two-entries-one-account")["amara3"]
    amara = sign_in("amara")
    account = AccountPage(amara).open()
    account.add_exam(third_entry)
    expect(account.content).to_contain_text("The exam was added to your account.")
    expect(ResultsPage(amara).open().content).to_contain_text("C2 Proficiency")
