"""Loading a page anew, as a person does: once the one that is being opened is there."""

from playwright.sync_api import Page


def reload(page: Page) -> None:
    """A page that was opened by a click a moment ago may not be the browser's active one yet."""
    page.wait_for_load_state("load")
    page.reload()
