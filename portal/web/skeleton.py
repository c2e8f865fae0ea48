"""Pages that many people get with other values in the same places: Jinja draws each of them once.

It is drawn with a mark where each reader's own values stand. A request then only escapes those and joins them in. The
drawing is given nothing else of a reader, so nothing of one can stand in the page of another.
"""

import re
import secrets
from collections.abc import Callable
from functools import lru_cache
from typing import NamedTuple, TypeVar

from flask import Flask, current_app, render_template
from markupsafe import escape

from portal.web import form_token, languages

Own = dict[str, str | int | float]
"""What only one reader sees, each text or number under the name that the template knows it by."""
Common = TypeVar("Common", bound=tuple[object, ...])
Context = Callable[[Common, Own], dict[str, object]]
KEPT = 2_048
KEPT_AS = "skeletons"
# Letters and digits only: no escaping and no address changes them. Nobody can know them, to write them into a name.
MARK = f"mark{secrets.token_hex(12)}x"
MARKS = re.compile(MARK + r"(\d+)x")


class Skeleton(NamedTuple):
    """`pieces` are texts and places in turn; `places` says which of the reader's values stands in each place."""

    pieces: list[str]
    places: list[int]

    def fill(self, own: Own) -> str:
        values = [str(escape(value) if isinstance(value, str) else value) for value in own.values()]
        page = self.pieces.copy()
        page[1::2] = [values[place] for place in self.places]
        return "".join(page)


def init_app(app: Flask) -> None:
    """Each application keeps its own: they may have other settings."""
    app.extensions[KEPT_AS] = lru_cache(KEPT)(_draw)


def render(template: str, common: Common, own: Own, context: Context[Common]) -> str:
    """The page of `context(common, own)`, in the language of this request, with the token of its forms.

    `common` holds everything that the page depends on besides `own`; the frame depends on template and language.
    """
    own = {**own, form_token.NAME: form_token.token()}
    if current_app.config["SETTINGS"].time_travel:  # the frame shows the time
        return _page(template, common, own, context)
    draw: Callable[..., Skeleton] = current_app.extensions[KEPT_AS]
    return draw(template, languages.current(), common, tuple(own), context).fill(own)


def _draw(template: str, language: str, common: Common, names: tuple[str, ...], context: Context[Common]) -> Skeleton:
    """The language is that of the request; it is named because each has a skeleton of its own."""
    marks: Own = {name: f"{MARK}{place}x" for place, name in enumerate(names)}
    pieces = MARKS.split(_page(template, common, marks, context))
    return Skeleton(pieces, [int(place) for place in pieces[1::2]])


def _page(template: str, common: Common, own: Own, context: Context[Common]) -> str:
    return render_template(template, **context(common, own), **{form_token.NAME: lambda: own[form_token.NAME]})
