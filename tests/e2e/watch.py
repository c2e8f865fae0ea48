"""Watches the pages of a test: any noise that was not announced, and any request to elsewhere, fails the test."""

from urllib.parse import urlsplit

from playwright.sync_api import BrowserContext, ConsoleMessage, Request, WebError

# Chromium says this of every form that comes back with its errors.
ALWAYS_FINE = ("the server responded with a status of 422",)
NOT_THE_NETWORK = {"data", "blob", "about"}


class Watch:
    """One for each test; `expect` announces words of a console message that is part of the story."""

    def __init__(self, base_url: str) -> None:
        self._host = urlsplit(base_url).netloc
        self._announced = list(ALWAYS_FINE)
        self._noise: list[str] = []
        self._elsewhere: list[str] = []

    def expect(self, words: str) -> None:
        self._announced.append(words)

    def over(self, context: BrowserContext) -> None:
        context.on("console", self._hear)
        context.on("weberror", self._fail)
        context.on("request", self._follow)

    def require_silence(self) -> None:
        noise = [words for words in self._noise if not any(announced in words for announced in self._announced)]
        assert not noise, "noise in the browser: " + "; ".join(noise)
        assert not self._elsewhere, f"requests left the portal: {self._elsewhere}"

    def _hear(self, message: ConsoleMessage) -> None:
        if message.type in {"error", "warning"}:
            self._noise.append(f"{message.text} ({message.location.get('url', '')})")

    def _fail(self, error: WebError) -> None:
        self._noise.append(str(error.error))

    def _follow(self, request: Request) -> None:
        parts = urlsplit(request.url)
        if parts.scheme not in NOT_THE_NETWORK and parts.netloc != self._host:
            self._elsewhere.append(request.url)
