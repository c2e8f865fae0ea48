"""What every HTML answer must fulfil, whoever asked for it; the test client calls `check` on each one."""

import re
from html.parser import HTMLParser
from urllib.parse import urlsplit

from werkzeug.wrappers import Response

VOID = {"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"}
# An open element of the first kind must not contain one of the second.
NEVER_INSIDE = {
    "p": {"address", "article", "aside", "blockquote", "div", "dl", "fieldset", "footer", "form", "h1", "h2", "h3",
          "header", "hr", "main", "nav", "ol", "p", "pre", "section", "table", "ul"},
    "a": {"a", "button", "input", "select", "textarea"},
    "button": {"a", "button", "input", "select", "textarea"},
    "form": {"form"},
    "label": {"label"},
}  # fmt: skip
LISTS = {"ul": {"li"}, "ol": {"li"}, "dl": {"div", "dt", "dd"}, "tr": {"th", "td"}}
UNLABELLED = {"hidden", "submit", "button", "image", "reset"}
ADDRESSES = {"href", "src", "action", "formaction", "data-hx-post", "data-hx-get", "data-library", "poster", "data"}
INLINE = ("on", "hx-on", "data-hx-on")
ELSEWHERE = {"mailto", "tel"}
REFERENCES = {"for", "aria-labelledby", "aria-describedby", "aria-controls", "list", "form"}


def check(response: Response, *, host: str = "localhost") -> None:
    """Raise AssertionError with every fault of an HTML answer; anything else passes. A fragment has no frame.

    A redirect's own page is nobody's to read: browsers go on at once.
    """
    if response.mimetype != "text/html" or not response.get_data() or "Location" in response.headers:
        return
    text = response.get_data(as_text=True)
    page = Page(host=host)
    page.feed(text)
    page.close()
    faults = page.faults()
    if text.lstrip().lower().startswith("<!doctype"):
        faults += page.faults_of_the_frame()
    elif "<html" in text.lower():
        faults.append("begins without <!DOCTYPE html>")
    if "no-store" not in response.headers.get("Cache-Control", ""):
        faults.append("may be kept by caches: Cache-Control lacks no-store")
    assert not faults, f"faults of this page ({response.status_code}):\n- " + "\n- ".join(faults) + f"\n{text[:3000]}"


class Page(HTMLParser):
    """Reads a page strictly: what a browser would silently repair is a fault here."""

    def __init__(self, *, host: str) -> None:
        super().__init__()
        self._host = host
        self._open: list[str] = []
        self._faults: list[str] = []
        self._ids: set[str] = set()
        self._references: set[str] = set()
        self._jumps: set[str] = set()
        self._controls: list[dict[str, str]] = []
        self._labels: set[str] = set()
        self._form: dict[str, str] | None = None
        self._form_names: set[str] = set()
        self._counts: dict[str, int] = {}
        self._words: dict[str, str] = {"title": "", "h1": ""}
        self._frame: dict[str, str] = {}

    def faults(self) -> list[str]:
        """What is wrong in a page or a fragment."""
        left_open = [f"<{tag}> is never closed" for tag in self._open]
        unnamed = [
            f"no label for the control {control.get('name') or control.get('id')!r}"
            for control in self._controls
            if control.get("id") not in self._labels and not {"aria-label", "aria-labelledby"} & control.keys()
        ]
        lost = [f"nothing has the id {name!r} that is referred to" for name in sorted(self._references - self._ids)]
        return self._faults + left_open + unnamed + lost

    def faults_of_the_frame(self) -> list[str]:
        """What is wrong in a whole page."""
        once = {tag: self._counts.get(tag, 0) for tag in ("html", "head", "body", "title", "main", "h1")}
        faults = [f"{count} times <{tag}>, not once" for tag, count in once.items() if count != 1]
        faults += [f"no element {name!r} to jump to" for name in sorted(self._jumps - self._ids)]
        if not re.search(r"\w.* – \w", self._words["title"]):
            faults.append(f"the title is {self._words['title']!r}, not 'page – portal'")
        if not self._words["h1"].strip():
            faults.append("the h1 is empty")
        if not self._frame.get("lang") or self._frame.get("dir") not in {"ltr", "rtl"}:
            faults.append("<html> lacks lang or dir")
        return faults

    def handle_decl(self, decl: str) -> None:
        if decl.lower() != "doctype html":
            self._faults.append(f"unknown declaration <!{decl}>")

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if len(given) != len(attrs):
            self._faults.append(f"<{tag}> repeats an attribute")
        self._counts[tag] = self._counts.get(tag, 0) + 1
        self._check_place(tag)
        self._check_attributes(tag, given)
        self._note(tag, given)
        if tag not in VOID:
            self._open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Only drawings close themselves."""
        self.handle_starttag(tag, attrs)
        if tag not in VOID:
            if "svg" not in self._open:
                self._faults.append(f"<{tag}/> closes itself")
            self._open.pop()

    def handle_endtag(self, tag: str) -> None:
        if not self._open or self._open[-1] != tag:
            self._faults.append(f"</{tag}> in line {self.getpos()[0]} meets {self._open[-1:] or 'nothing open'}")
        if tag in self._open:
            while self._open.pop() != tag:
                pass
        if tag == "form":
            self._end_form()

    def handle_data(self, data: str) -> None:
        for tag in self._words.keys() & set(self._open):
            self._words[tag] += data
        if "script" in self._open or "style" in self._open:
            self._faults.append("an inline script or style")
        if data.strip() and self._open and self._open[-1] in LISTS:
            self._faults.append(f"text directly in <{self._open[-1]}>: {data.strip()[:40]!r}")

    def _check_place(self, tag: str) -> None:
        for above in set(self._open):
            if tag in NEVER_INSIDE.get(above, set()):
                self._faults.append(f"<{tag}> stands in <{above}>, line {self.getpos()[0]}")
        parent = self._open[-1] if self._open else ""
        if tag not in LISTS.get(parent, {tag}):
            self._faults.append(f"<{tag}> stands directly in <{parent}>")

    def _check_attributes(self, tag: str, given: dict[str, str]) -> None:
        for name, value in given.items():
            if name == "style" or name.startswith(INLINE) or value.startswith(("js:", "javascript:")):
                self._faults.append(f"<{tag}> has something inline: {name}={value[:40]!r}")
            if name in ADDRESSES:
                self._check_address(tag, value)
        if tag == "img" and "alt" not in given:
            self._faults.append("<img> without alt")
        if tag == "button" and "type" not in given:
            self._faults.append("<button> without type")

    def _check_address(self, tag: str, value: str) -> None:
        parts = urlsplit(value)
        if parts.netloc and parts.netloc != self._host:
            self._faults.append(f"<{tag}> leads to another host: {value}")
        if parts.scheme and parts.scheme not in {"http", "https", *ELSEWHERE}:
            self._faults.append(f"<{tag}> leads to {value[:40]!r}")
        if value.startswith("#") and len(value) > 1:
            self._jumps.add(value[1:])

    def _note(self, tag: str, given: dict[str, str]) -> None:
        if "id" in given:
            if given["id"] in self._ids or not given["id"].strip():
                self._faults.append(f"the id {given['id']!r} is not unique")
            self._ids.add(given["id"])
        for name in REFERENCES & given.keys():
            self._references.update(given[name].split())
        if tag == "html":
            self._frame = given
        if tag == "label" and "for" in given:
            self._labels.add(given["for"])
        if tag == "form":
            self._form, self._form_names = given, set()
        if tag in {"input", "select", "textarea"}:
            self._form_names.add(given.get("name", ""))
            if given.get("type") not in UNLABELLED and "label" not in self._open:
                self._controls.append(given)

    def _end_form(self) -> None:
        form, self._form = self._form or {}, None
        method = form.get("method", "get").lower()
        if method == "post" and "csrf_token" not in self._form_names:
            self._faults.append(f"the form to {form.get('action')!r} has no CSRF token")
        if method == "get" and "csrf_token" in self._form_names:
            self._faults.append(f"the form to {form.get('action')!r} puts its CSRF token into the address")
