"""Key pages look as they did when somebody last said that they look right (`--update-pictures`)."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from portal.rules.languages import ENGLISH, LANGUAGES
from tests.e2e import pictures, places
from tests.e2e.pages.register import RegisterPage
from tests.e2e.qa import Qa

MOMENT = datetime(2036, 3, 4, 10, 0, tzinfo=UTC)
KEY_PAGES = {
    "nobody": ("home", "register", "sign-in"),
    "elif": ("results", "account", "result"),
    "ada": ("today", "batch"),
}


@dataclass(frozen=True)
class Look:
    """How somebody looks at the portal."""

    name: str
    width: int
    language: str = "en"
    scheme: str = "light"


NARROW, WIDE, DARK, ARABIC = LOOKS = (
    Look("narrow", 320), Look("wide", 1280), Look("dark", 320, scheme="dark"), Look("arabic", 320, language="ar"),
)  # fmt: skip
OpenAs = Callable[[Look], Page]
Compare = Callable[[str, Page], None]
LOOKED_AT = [("nobody", look) for look in LOOKS] + [("elif", look) for look in LOOKS] + [("ada", WIDE), ("ada", DARK)]


@pytest.fixture
def open_as(new_page: Callable[..., Page]) -> OpenAs:
    """`open_as(NARROW)`: a page for somebody who looks so."""

    def open_page(look: Look) -> Page:
        page = new_page(bypass_csp=True, color_scheme=look.scheme)
        page.set_viewport_size({"width": look.width, "height": 800})
        return page

    return open_page


@pytest.fixture
def compare(pytestconfig: pytest.Config) -> Iterator[Compare]:
    """`compare("home-wide", page)`; the test fails at its end, for all of its pictures together."""
    evidence = Path(pytestconfig.getoption("--output")).absolute() / "pictures"
    found: list[str] = []

    def compare_one(name: str, page: Page) -> None:
        picture = pictures.take(page)
        if pytestconfig.getoption("--update-pictures"):
            pictures.keep(name, picture)
        found.append(pictures.differ(name, picture, evidence))

    yield compare_one
    assert not any(found), "\n".join([*filter(None, found), f"before, after and difference: {evidence}"])


@pytest.mark.parametrize(("name", "look"), LOOKED_AT, ids=lambda value: getattr(value, "name", value))
def test_a_key_page_looks_as_it_did(open_as: OpenAs, compare: Compare, qa: Qa, name: str, look: Look) -> None:
    people = qa.seed(places.SCENARIO, at=MOMENT)
    visitor = next(each for each in places.VISITORS if each.name == name)
    page = open_as(look)
    visitor.come_in(page, people, qa)
    addresses = dict(visitor.places)
    for state in places.states(page, visitor):
        addresses[state] = page.url
    if look.language != ENGLISH:
        page.goto("/")
        page.get_by_text(LANGUAGES[look.language]).click()
    for place in KEY_PAGES[name]:
        page.goto(addresses[place])
        compare(f"{name}-{place}-{look.name}", page)


@pytest.mark.parametrize("look", [NARROW, WIDE, DARK], ids=lambda look: look.name)
def test_a_form_with_mistakes_looks_as_it_did(open_as: OpenAs, compare: Compare, qa: Qa, look: Look) -> None:
    qa.seed(places.SCENARIO, at=MOMENT)
    page = open_as(look)
    RegisterPage(page).open()
    # By the keyboard: after a click a browser may leave out the ring around what has the focus.
    page.get_by_role("button", name="Submit").press("Enter")
    expect(page.get_by_role("alert")).to_be_focused()
    compare(f"nobody-mistakes-{look.name}", page)
