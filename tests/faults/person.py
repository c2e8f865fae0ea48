"""Somebody with a browser: follows forms over real HTTP, keeps cookies, and says honestly what was answered."""

import http.client
import secrets
from dataclasses import dataclass
from html.parser import HTMLParser
from http.cookies import SimpleCookie
from urllib.parse import urlencode, urlsplit

PATIENCE_SECONDS = 30


class NoAnswer(Exception):
    """The line was lost before an answer came: nobody knows whether it was done."""


@dataclass(frozen=True)
class Answer:
    """What came back; `to` is where a redirect leads."""

    status: int
    text: str
    to: str
    retry_after: str


class _Form(HTMLParser):
    """The hidden fields of the form that is sent to `action`."""

    def __init__(self, action: str) -> None:
        super().__init__()
        self._action, self._inside = action, False
        self.fields: dict[str, str] = {}
        self.is_there = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = dict(attrs)
        if tag == "form":
            self._inside = (values.get("action") or "").split("#")[0].endswith(self._action)
            self.is_there = self.is_there or self._inside
        elif tag == "input" and self._inside and values.get("type") == "hidden" and values.get("name"):
            self.fields[str(values["name"])] = values.get("value") or ""

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self._inside = False


class Person:
    """One browser. `cookie` is a session that somebody has already."""

    def __init__(self, base_url: str, *, cookie: str = "", cookie_name: str = "portal") -> None:
        self._host = urlsplit(base_url).netloc
        self._cookies: dict[str, str] = {cookie_name: cookie} if cookie else {}

    def get(self, path: str) -> Answer:
        return self._ask("GET", path, None, "")

    def form(self, page: str, action: str) -> dict[str, str]:
        """The hidden fields of a form on a page. Raises NoAnswer when the page does not come."""
        answer = self.get(page)
        if answer.status >= 500:
            raise NoAnswer(f"{page}: {answer.status}")
        found = _Form(action)
        found.feed(answer.text)
        assert found.is_there, f"{page} ({answer.status}) has no form for {action}:\n{answer.text[:2000]}"
        return found.fields

    def post(self, path: str, fields: dict[str, str]) -> Answer:
        return self._ask("POST", path, urlencode(fields).encode(), "application/x-www-form-urlencoded")

    def send_file(self, path: str, fields: dict[str, str], name: str, content: bytes) -> Answer:
        """A form with one file."""
        mark = secrets.token_hex(8)
        parts = [
            f'--{mark}\r\nContent-Disposition: form-data; name="{field}"\r\n\r\n{value}\r\n'.encode()
            for field, value in fields.items()
        ]
        head = f'--{mark}\r\nContent-Disposition: form-data; name="file"; filename="{name}"\r\n'
        body = b"".join(
            [*parts, head.encode(), b"Content-Type: text/csv\r\n\r\n", content, f"\r\n--{mark}--\r\n".encode()]
        )
        return self._ask("POST", path, body, f"multipart/form-data; boundary={mark}")

    def _ask(self, method: str, path: str, body: bytes | None, kind: str) -> Answer:
        headers = {"Cookie": "; ".join(f"{name}={value}" for name, value in self._cookies.items())}
        if body is not None:
            headers["Content-Type"] = kind
        line = http.client.HTTPConnection(self._host, timeout=PATIENCE_SECONDS)
        try:
            line.request(method, path, body, headers)
            answer = line.getresponse()
            text = answer.read().decode()
        except (OSError, http.client.HTTPException) as lost:
            raise NoAnswer(f"{method} {path}: {lost!r}") from lost
        finally:
            line.close()
        for header in answer.headers.get_all("Set-Cookie") or []:
            for name, morsel in SimpleCookie(header).items():
                self._cookies[name] = morsel.value
        to = urlsplit(answer.headers.get("Location", "")).path
        return Answer(answer.status, text, to, answer.headers.get("Retry-After", ""))
