"""`make shots`: every page at three widths, light, dark and in Arabic, as files in screenshots/ to be looked at."""

from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page

from tests.e2e import moments, places
from tests.e2e.places import Visitor
from tests.e2e.qa import Qa
from tests.e2e.watch import Watch

FOLDER = Path(__file__).resolve().parents[2] / "screenshots"
WIDTHS = (320, 768, 1280)


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("visitor", places.VISITORS, ids=lambda visitor: visitor.name)
def test_shots(new_page: Callable[..., Page], qa: Qa, visitor: Visitor, scheme: str) -> None:
    people = qa.seed(places.SCENARIO)
    page = new_page(color_scheme=scheme)
    visitor.come_in(page, people, qa)
    for name, address in visitor.places.items():
        page.goto(address)
        _photograph(page, f"{visitor.name}-{name}-{scheme}")
    for name in places.states(page, visitor):
        _photograph(page, f"{visitor.name}-{name}-{scheme}")


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("moment", moments.MOMENTS)
def test_shots_of_moments(sign_in: Callable[..., Page], qa: Qa, watch: Watch, moment: str, scheme: str) -> None:
    watch.expect("409")
    for page, name in moments.MOMENTS[moment](lambda person: sign_in(person, color_scheme=scheme), qa):
        _photograph(page, f"{name}-{scheme}")


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("visitor", [each for each in places.VISITORS if each.reads_languages], ids=str)
def test_shots_in_arabic(new_page: Callable[..., Page], qa: Qa, visitor: Visitor, scheme: str) -> None:
    people = qa.seed(places.SCENARIO)
    page = new_page(color_scheme=scheme)
    visitor.come_in(page, people, qa)
    page.goto("/language/ar")
    for name, address in visitor.places.items():
        page.goto(address)
        _photograph(page, f"{visitor.name}-{name}-arabic-{scheme}")


def _photograph(page: Page, name: str) -> None:
    FOLDER.mkdir(exist_ok=True)
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 800})
        page.screenshot(path=FOLDER / f"{name}-{width}.png", full_page=True)
