"""Charlie works at another centre: what Ada sees is not there for him."""

from playwright.sync_api import Page, expect

from tests.e2e import files
from tests.e2e.acts import SignIn
from tests.e2e.pages.batch import BatchPage
from tests.e2e.pages.help_desk import HelpDeskPage
from tests.e2e.pages.today import TodayPage
from tests.e2e.qa import Qa

EVERYBODYS = ("/staff/", "/staff/batches", "/staff/imports", "/staff/candidates", "/staff/two-factor", "/help")
"""Pages that are there for all staff and show each what is theirs."""


def test_nothing_of_a_centre_is_there_for_staff_of_another(sign_in: SignIn, qa: Qa) -> None:
    people = qa.seed("held")
    ada, charlie = sign_in("ada"), sign_in("charlie")
    theirs = addresses_of_a_centre(ada)
    assert len(theirs) > 10, theirs
    found = {address: charlie.request.get(address, max_redirects=0).status for address in theirs}
    assert set(found.values()) == {404}, found

    expect(TodayPage(charlie).open().content).to_contain_text("Nothing needs you now")
    charlie.goto("/staff/batches")
    expect(charlie.get_by_role("main")).not_to_contain_text(files.EXAM_NAME)
    charlie.goto("/staff/imports")
    expect(charlie.get_by_role("main")).not_to_contain_text("results.csv")
    for sought in ("Amara", people["amara"].id_number, people["amara"].email):
        expect(HelpDeskPage(charlie).find(sought).content).to_contain_text("Nobody fits")


def test_one_audience_does_not_open_the_pages_of_the_other(sign_in: SignIn, qa: Qa) -> None:
    qa.seed("held")
    amara, ada = sign_in("amara"), sign_in("ada")
    own = addresses_of_a_centre(ada)
    assert {amara.request.get(address, max_redirects=0).status for address in own} <= {303, 404}
    own_result = amara.get_by_role("link", name="What this means").get_attribute("href") or ""
    assert ada.request.get(own_result, max_redirects=0).status in {303, 404}
    assert amara.request.get(own_result, max_redirects=0).status == 200


def addresses_of_a_centre(page: Page) -> list[str]:
    """Every address of rows that this member of staff finds by following links: batch, rows, files, candidates."""
    BatchPage(page).open(files.EXAM_NAME)
    found = {page.url, *links(page)}
    page.goto("/staff/imports")
    found |= links(page)
    HelpDeskPage(page).find("Amara")
    found |= {page.url, *links(page)}
    paths = {address.split("#")[0].split("?")[0].replace(_origin(page), "") for address in found}
    return sorted(path for path in paths if path.startswith("/staff/") and path not in EVERYBODYS)


def links(page: Page) -> set[str]:
    """Where the links in the middle of the page lead."""
    inside = page.get_by_role("main").get_by_role("link")
    every: list[str] = inside.evaluate_all("links => links.map(link => link.href)")
    return set(every)


def _origin(page: Page) -> str:
    origin: str = page.evaluate("() => location.origin")
    return origin
