"""Compressing pages on their way out: brotli where the browser takes it, else gzip, both at a cheap level."""

import gzip
from functools import lru_cache

import brotli
from flask import Flask, Response, request
from werkzeug.datastructures import Accept
from werkzeug.http import parse_accept_header

from portal.web import access

SMALLEST = 500
# A first visit is made small; after signing in, when everybody comes at once, time counts for more than 400 bytes.
FOR_STRANGERS, SIGNED_IN = 5, 2
GZIP_LEVEL = 4
PAGE = "text/html"
KINDS = {PAGE, "text/plain", "text/csv", "application/json"}


def init_app(app: Flask) -> None:
    """Compress every page that is worth it."""
    app.after_request(_compress)


def _compress(response: Response) -> Response:
    if response.mimetype not in KINDS or response.direct_passthrough or response.is_streamed:
        return response
    if response.mimetype != PAGE:  # pages say it with their other headers
        response.vary.add("Accept-Encoding")
    content = response.get_data()
    if len(content) < SMALLEST or "Content-Encoding" in response.headers:
        return response
    encoding = _accepted(request.headers.get("Accept-Encoding", ""))
    if encoding == "br":
        quality = FOR_STRANGERS if access.session_row() is None else SIGNED_IN
        response.set_data(brotli.compress(content, quality=quality))
    elif encoding == "gzip":
        response.set_data(gzip.compress(content, GZIP_LEVEL, mtime=0))
    if encoding:
        response.headers["Content-Encoding"] = encoding
    return response


@lru_cache(64)
def _accepted(header: str) -> str:
    """What a browser takes that says this: br, gzip or nothing. Browsers say few different things."""
    accepted = parse_accept_header(header, Accept)
    return next((encoding for encoding in ("br", "gzip") if accepted[encoding]), "")
