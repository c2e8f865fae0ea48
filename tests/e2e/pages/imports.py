"""The page where staff send a file, look at what it would do, and accept it."""

from playwright.sync_api import FilePayload, Locator, Page, expect

from tests.e2e.pages.reloading import reload


class ImportsPage:
    def __init__(self, page: Page) -> None:
        self._page = page

    def open(self) -> "ImportsPage":
        self._page.goto("/staff/imports")
        return self

    def check(self, kind: str, content: bytes, *, name: str = "") -> None:
        """Send a file for a look; `kind` is Entries or Results."""
        self._page.get_by_role("radio", name=kind).check()
        file = FilePayload(name=name or f"{kind.lower()}.csv", mimeType="text/csv", buffer=content)
        self._page.get_by_label("File", exact=True).set_input_files(file)
        self._page.get_by_role("button", name="Check the file").click()
        expect(self._page.get_by_role("heading", name=file["name"])).to_be_visible()

    def accept(self) -> None:
        self._page.get_by_role("button", name="Import all").click()

    def refresh(self) -> None:
        """What somebody without scripts does while a file is worked on."""
        reload(self._page)

    @property
    def verdict(self) -> Locator:
        """What became of the file: can be imported, nothing was saved, imported."""
        return self._page.get_by_role("heading", level=2).first
