"""Judges that need no human: every page and state is accessible, sound, and fits a small phone."""

from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.e2e import judges, moments, places
from tests.e2e.acts import SignIn
from tests.e2e.places import Visitor
from tests.e2e.qa import Qa
from tests.e2e.watch import Watch


@pytest.mark.parametrize("visitor", places.VISITORS, ids=lambda visitor: visitor.name)
def test_every_page_stands_before_its_judges(page: Page, qa: Qa, visitor: Visitor, tmp_path: Path) -> None:
    people = qa.seed(places.SCENARIO)
    visitor.come_in(page, people, qa)
    faults: list[str] = []
    documents: dict[str, str] = {}
    for name, address in visitor.places.items():
        answer = page.goto(address)
        assert answer is not None
        assert answer.status == 200, f"{address} answered {answer.status}"
        documents[name] = answer.text()
        faults += _judged(page, name)
    for name in places.states(page, visitor):
        documents[name] = page.request.get(page.url).text()  # as it was sent, before any script
        faults += _judged(page, name)
    faults += judges.markup(documents, tmp_path / "pages")
    assert faults == []


@pytest.mark.parametrize("moment", moments.MOMENTS)
def test_every_moment_stands_before_its_judges(sign_in: SignIn, qa: Qa, watch: Watch, moment: str) -> None:
    watch.expect("409")  # somebody was faster
    faults: list[str] = []
    for page, name in moments.MOMENTS[moment](sign_in, qa):
        faults += _judged(page, name)
    assert faults == []


@pytest.mark.parametrize("visitor", [each for each in places.VISITORS if each.reads_languages], ids=str)
def test_every_page_is_judged_from_right_to_left(page: Page, qa: Qa, visitor: Visitor) -> None:
    people = qa.seed(places.SCENARIO)
    visitor.come_in(page, people, qa)
    page.goto("/language/ar")
    faults: list[str] = []
    for name, address in visitor.places.items():
        page.goto(address)
        if "staff" not in name:
            expect(page.locator("html")).to_have_attribute("dir", "rtl")
            faults += _judged(page, name)
    assert faults == []


def _judged(page: Page, name: str) -> list[str]:
    """Light on a wide screen, dark on a narrow one."""
    found = judges.accessibility(page) + judges.width(page)
    page.emulate_media(color_scheme="dark")
    page.set_viewport_size(judges.NARROW)
    found += [f"dark and narrow: {fault}" for fault in judges.accessibility(page)]
    page.set_viewport_size(judges.WIDE)
    page.emulate_media(color_scheme="light")
    return [f"{name}: {fault}" for fault in found]
