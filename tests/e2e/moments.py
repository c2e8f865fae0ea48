"""States that pass, or that only some scenario has: judged and photographed like the places."""

from collections.abc import Callable, Iterator

from playwright.sync_api import Page, expect

from tests.e2e import files
from tests.e2e.acts import SignIn
from tests.e2e.pages.batch import BatchPage
from tests.e2e.pages.help_desk import HelpDeskPage
from tests.e2e.pages.imports import ImportsPage
from tests.e2e.pages.invitation import InvitationPage
from tests.e2e.pages.people import PeoplePage
from tests.e2e.pages.register import PASSWORD, RegisterPage
from tests.e2e.pages.staff_sign_in import StaffSignInPage
from tests.e2e.qa import Qa

Shown = Iterator[tuple[Page, str]]
NEWCOMER = "nora@example.org"


def of_results(sign_in: SignIn, qa: Qa) -> Shown:
    """What is not simply a grade, the cover that a tap lifts, and a recall on its way."""
    people = qa.seed("released-mixed")
    for name, person in people.items():
        if person.about in {"X", "Z", "PENDING", "WITHHELD"}:
            page = _result_of(sign_in(name))
            yield page, f"result-{person.about.lower()}"
    diego = sign_in("diego")
    diego.get_by_role("button", name="Cover my results").click()
    diego.get_by_role("button", name="Do not cover").wait_for()
    yield diego, "results-covered"
    yield _result_of(diego), "result-covered"
    ada = sign_in("ada")
    batch = BatchPage(ada).open(files.EXAM_NAME)
    _unfold_everything(ada)
    yield ada, "batch-with-everything-unfolded"
    batch.open(files.EXAM_NAME)
    batch.ask_for_recall(people["ada"], qa, reason="A doubt.")
    expect(batch.news).to_contain_text("asked for")
    yield ada, "batch-recall-asked"
    bo = sign_in("bo")
    BatchPage(bo).open(files.EXAM_NAME)
    _unfold_everything(bo)
    yield bo, "batch-recall-to-confirm"


def of_a_recall(sign_in: SignIn, qa: Qa) -> Shown:
    qa.seed("recalled")
    amara = sign_in("amara")
    yield _result_of(amara), "result-withdrawn"
    amara.goto("/account/mail")
    yield amara, "account-mail"
    ben = sign_in("ben")
    BatchPage(ben).open(files.EXAM_NAME)
    yield ben, "batch-recalled"


def of_an_amendment(sign_in: SignIn, qa: Qa) -> Shown:
    qa.seed("amended")
    yield _result_of(sign_in("amara")), "result-amended"


def of_a_batch(sign_in: SignIn, qa: Qa) -> Shown:
    """Approved, stopped, refused because somebody was faster, cancelled."""
    qa.seed("scheduled-tomorrow")
    ada, bo = sign_in("ada"), sign_in("bo")
    late = BatchPage(bo).open(files.EXAM_NAME)
    batch = BatchPage(ada).open(files.EXAM_NAME)
    _unfold_everything(ada)
    yield ada, "batch-approved"
    batch.open(files.EXAM_NAME)
    batch.stop()
    expect(batch.state).to_have_text("Stopped")
    _unfold_everything(ada)
    yield ada, "batch-stopped"
    late.stop()
    expect(late.content).to_contain_text("stopped", ignore_case=True)
    yield bo, "batch-refused"
    batch.refresh().cancel("It was a trial.")
    expect(batch.state).to_have_text("Cancelled")
    yield ada, "batch-cancelled"


def of_mistakes(sign_in: SignIn, qa: Qa) -> Shown:
    """A file that is refused; a stranger's account and a candidate who wants to be forgotten; one's own account."""
    qa.seed("scheduled-tomorrow")
    ben, bo = sign_in("ben"), sign_in("bo")
    imports = ImportsPage(ben).open()
    imports.check("Entries", files.sitting(qa.now()).entries.replace(b",B2F,", b",B2X,"))
    expect(imports.verdict).to_have_text("Nothing was saved")
    yield ben, "import-refused"
    ben.goto("/staff/account")
    yield ben, "staff-account"
    for act, name in (("Take the entry back", "revoke"), ("See what goes and what stays", "erase")):
        HelpDeskPage(bo).find("Amara")
        bo.get_by_role("link", name=act).click()
        bo.wait_for_url(f"**/{name}")
        yield bo, name


def of_joining(sign_in: SignIn, qa: Qa) -> Shown:
    """From the invitation to the recovery codes."""
    qa.seed("fresh-centre")
    PeoplePage(bo := sign_in("bo")).invite("Nora Adeyemi", NEWCOMER, role="Officer", centre="ZZ001")
    mail = qa.mail(NEWCOMER)
    bo.get_by_role("button", name="Sign out").click()
    bo.get_by_role("heading", name="Sign in for staff").wait_for()
    nora = InvitationPage(bo).follow(mail)
    yield bo, "invitation"
    nora.choose_password(PASSWORD)
    StaffSignInPage(bo).fill_in(NEWCOMER, PASSWORD, code="")
    bo.get_by_role("heading", name="Set up your authenticator app").wait_for()
    yield bo, "two-factor"
    nora.set_up_the_app(qa)
    expect(nora.recovery_codes).to_have_count(10)
    yield bo, "recovery-codes"
    nora.keep_the_recovery_codes()
    bo.goto("/staff/two-factor")
    yield bo, "two-factor-set"


def of_waiting(sign_in: SignIn, qa: Qa) -> Shown:
    """Before there is a result, and right after registering."""
    people = qa.seed("waiting-for-approval")
    diego = sign_in("diego")
    yield _result_of(diego), "result-waiting"
    diego.get_by_role("button", name="Sign out").click()
    form = RegisterPage(diego).open()
    form.register(people["lucia"], email="lucia@hotmial.com")
    expect(form.heading).to_have_text("You are registered")
    yield diego, "registered"


MOMENTS: dict[str, Callable[[SignIn, Qa], Shown]] = {
    "results": of_results, "recall": of_a_recall, "amendment": of_an_amendment, "batch": of_a_batch,
    "mistakes": of_mistakes, "joining": of_joining, "waiting": of_waiting,
}  # fmt: skip


def _result_of(page: Page) -> Page:
    """To the page of the first result, whatever the link to it says."""
    page.goto("/results")
    page.get_by_role("main").locator("a[href^='/results/']").first.click()
    page.wait_for_url("**/results/*")
    return page


def _unfold_everything(page: Page) -> None:
    page.locator("details").evaluate_all("all => all.forEach(one => { one.open = true; })")
