"""A candidate calls the centre, and is helped within a minute."""

import re
from collections.abc import Callable

from playwright.sync_api import Page, expect

from tests.e2e.acts import SignIn
from tests.e2e.pages.confirm_email import ConfirmEmailPage
from tests.e2e.pages.help_desk import HelpDeskPage
from tests.e2e.pages.register import RegisterPage
from tests.e2e.pages.results import ResultsPage
from tests.e2e.pages.sign_in import SignInPage
from tests.e2e.qa import Qa
from tests.e2e.watch import Watch

RIGHT_ADDRESS = "amara.okafor@example.org"


def test_lucia_lost_her_secret_number_and_registers_with_a_new_one(page: Page, sign_in: SignIn, qa: Qa) -> None:
    """She is found without the accents of her name; the old number is dead from that moment on."""
    lucia = qa.seed("waiting-for-approval")["lucia"]
    desk = HelpDeskPage(sign_in("ben")).find("munoz")
    expect(desk.name).to_have_text(lucia.name)
    number = desk.give_new_secret()
    assert re.fullmatch("[0-9]{4}", number)
    assert number != lucia.secret_number

    form = RegisterPage(page).open()
    form.register(lucia, email="lucia@example.org")
    expect(form.problems).to_contain_text("do not match our records")
    form.open().register(lucia, email="lucia@example.org", secret_number=number)
    expect(page.get_by_role("heading", level=1)).to_have_text("You are registered")


def test_amara_typed_her_password_wrong_too_often_and_is_let_in(
    page: Page, sign_in: SignIn, qa: Qa, watch: Watch
) -> None:
    watch.expect("429")
    amara = qa.seed("locked")["amara"]
    door = SignInPage(page).open()
    door.sign_in(amara.id_number, amara.password)
    expect(door.news).to_contain_text("Too many passwords were tried")
    desk = HelpDeskPage(sign_in("ben")).find(amara.id_number)
    expect(desk.content).to_contain_text("Locked")
    desk.unlock()
    expect(desk.news).to_contain_text("Unlocked")
    door.open().sign_in(amara.id_number, amara.password)
    expect(page.get_by_role("heading", level=1)).to_have_text("My results")


def test_amara_mistyped_her_address_and_the_link_comes_to_the_right_one(page: Page, sign_in: SignIn, qa: Qa) -> None:
    qa.seed("registered-unconfirmed")
    desk = HelpDeskPage(sign_in("ben")).find("Amara")
    expect(desk.content).to_contain_text("Not yet")
    desk.correct_address(RIGHT_ADDRESS)
    expect(desk.news).to_contain_text("The address was changed")
    ConfirmEmailPage(page).follow(qa.mail(RIGHT_ADDRESS)).confirm()
    expect(page.get_by_role("main")).to_contain_text("is confirmed")


def test_diego_left_a_computer_signed_in(sign_in: SignIn, qa: Qa) -> None:
    qa.seed("registered-unconfirmed")
    left_alone = sign_in("diego")
    desk = HelpDeskPage(sign_in("ben")).find("Diego")
    expect(desk.content).to_contain_text("In 1 place")
    desk.sign_out_everywhere()
    expect(desk.news).to_contain_text("Signed out in 1 place")
    ResultsPage(left_alone).open()
    expect(left_alone.get_by_role("heading", level=1)).to_have_text("Sign in")


def test_a_stranger_registered_with_diegos_paper_and_two_people_take_it_back(
    new_page: Callable[..., Page], sign_in: SignIn, qa: Qa
) -> None:
    diego = qa.seed("released-mixed")["diego"]
    stranger = ResultsPage(sign_in("diego"))
    expect(stranger.content).to_contain_text("See my result")
    ben = HelpDeskPage(sign_in("ben")).find(diego.id_number)
    ben.ask_to_take_back("Diego is here with his passport.")
    expect(ben.news).to_contain_text("waits for another person")
    stranger.open()
    expect(stranger.content).to_contain_text("Withheld")
    expect(stranger.content).not_to_contain_text("See my result")

    bo = HelpDeskPage(sign_in("bo")).find(diego.id_number)
    number = bo.take_back(qa.code(qa.people["bo"].email))
    expect(stranger.open().heading).to_have_text("Sign in")
    owner = new_page()
    RegisterPage(owner).open().register(diego, email="the.real.diego@example.org", secret_number=number)
    expect(owner.get_by_role("heading", level=1)).to_have_text("You are registered")
    results = ResultsPage(owner).open()
    results.see_my_result()
    expect(results.content).to_contain_text("Overall score")
