"""Judges that need no human: every page and state is accessible, sound, and fits a small phone."""

from pathlib import Path

import pytest
from playwright.sync_api import Page

from tests.e2e import judges, places
from tests.e2e.places import Visitor
from tests.e2e.qa import Qa


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


def _judged(page: Page, name: str) -> list[str]:
    return [f"{name}: {fault}" for fault in judges.accessibility(page) + judges.width(page)]
