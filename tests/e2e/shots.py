"""`make shots`: every page and state at three widths, light and dark, as files in screenshots/ to be looked at."""

from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page

from tests.e2e import places
from tests.e2e.places import Visitor
from tests.e2e.qa import Qa

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


def _photograph(page: Page, name: str) -> None:
    FOLDER.mkdir(exist_ok=True)
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 800})
        page.screenshot(path=FOLDER / f"{name}-{width}.png", full_page=True)
