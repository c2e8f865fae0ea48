"""The judge of pages is judged: a sound page passes, and each kind of fault is found by its name."""

import pytest
from werkzeug.wrappers import Response

from tests.unit import page_checks

SOUND = """<!DOCTYPE html>
<html lang="en" dir="ltr"><head><title>Register – Portal</title></head><body><main><h1>Register</h1>
<form method="post" action="/register"><input type="hidden" name="csrf_token" value="x">
<label for="email">Email</label><p id="hint">Ours</p><input id="email" name="email" aria-describedby="hint">
<button type="submit">Send</button></form><svg><path d="M0"/></svg></main></body></html>"""

FAULTS = {
    "no label": ('<label for="email">Email</label>', ""),
    "no CSRF token": ('name="csrf_token"', 'name="other"'),
    "times <h1>": ("<h1>Register</h1>", "<p>Register</p>"),
    "the h1 is empty": ("<h1>Register</h1>", "<h1> </h1>"),
    "the title is": ("<title>Register – Portal", "<title>Portal"),
    "is not unique": ('<p id="hint">', '<p id="hint"></p><p id="hint">'),
    "that is referred to": ('<p id="hint">', "<p>"),
    "'form' that is referred to": ("<main>", '<main><button type="submit" form="form">Send</button>'),
    "inline script": ("<main>", "<main><script>x()</script>"),
    "something inline": ("<main>", '<main style="color: red">'),
    "something inline: onclick": ("<main>", '<main onclick="x()">'),
    "another host": ("<main>", '<main><a href="https://elsewhere.example/">There</a>'),
    "meets": ("</h1>", "</h2></h1>"),
    "is never closed": ("</body></html>", "</body></html><b>"),
    "<p> stands in <p>": ("Ours</p>", "Ours<p>More</p></p>"),
    "closes itself": ("<main>", "<main><div/>"),
    "lacks lang or dir": (' dir="ltr"', ""),
    "<button> without type": ('<button type="submit">', "<button>"),
    "<img> without alt": ("<main>", '<main><img src="/x.svg">'),
    "repeats an attribute": ("<main>", '<main class="a" class="b">'),
    "no element 'away' to jump to": ("<main>", '<main><a href="#away">There</a>'),
    "into the address": ('method="post"', 'method="get"'),
    "begins without": ("<!DOCTYPE html>", ""),
}


def answer(text: str, **headers: str) -> Response:
    return Response(text, mimetype="text/html", headers={"Cache-Control": "no-store"} | headers)


def test_a_sound_page_passes() -> None:
    page_checks.check(answer(SOUND))


def test_a_fragment_needs_no_frame() -> None:
    page_checks.check(answer('<div class="field"><label for="email">Email</label><input id="email"></div>'))


@pytest.mark.parametrize("fault", FAULTS)
def test_a_fault_is_found(fault: str) -> None:
    before, after = FAULTS[fault]
    assert before in SOUND
    with pytest.raises(AssertionError, match=fault):
        page_checks.check(answer(SOUND.replace(before, after, 1)))


def test_a_page_that_caches_may_keep_is_found() -> None:
    with pytest.raises(AssertionError, match="no-store"):
        page_checks.check(Response(SOUND, mimetype="text/html"))


def test_other_answers_are_not_judged() -> None:
    page_checks.check(Response("<p>", mimetype="text/plain"))
