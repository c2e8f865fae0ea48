"""Static files: served by WhiteNoise, cached for ever under the hash of their content."""

import hashlib
from functools import cache
from wsgiref.headers import Headers

from flask import Flask, Response
from whitenoise import WhiteNoise

from portal.settings import ROOT
from portal.web import access

STATIC = ROOT / "static"
FOREVER = 31_536_000
PREFIX = "/static/"


def init_app(app: Flask) -> None:
    """Serve `static/` and let templates say `asset("css/portal.css")`."""
    app.wsgi_app = WhiteNoise(  # type: ignore[method-assign]  # Flask documents this way of wrapping
        app.wsgi_app,
        root=str(STATIC),
        prefix=PREFIX,
        max_age=FOREVER,
        allow_all_origins=False,
        add_headers_function=_headers,
        immutable_file_test=lambda path, url: True,
    )
    app.jinja_env.globals["asset"] = asset
    app.after_request(_announce_style)


@cache
def asset(path: str) -> str:
    """The address of a static file, with its content's hash so that it may be kept for ever."""
    digest = hashlib.sha256((STATIC / path).read_bytes()).hexdigest()[:8]
    return f"{PREFIX}{path}?{digest}"


def _announce_style(response: Response) -> Response:
    """On a slow line a browser asks for the style as soon as it has read this, half a second before the page is there.

    Who is signed in has it already.
    """
    if response.mimetype == "text/html" and access.session_row() is None:
        response.headers["Link"] = f"<{asset('css/portal.css')}>; rel=preload; as=style"
    return response


def _headers(headers: Headers, path: str, url: str) -> None:
    headers["X-Content-Type-Options"] = "nosniff"
    headers["Cross-Origin-Resource-Policy"] = "same-origin"
