"""Compressing pages on their way out: brotli where the browser takes it, else gzip, both at a cheap level."""

import gzip

import brotli
from flask import Flask, Response, request

SMALLEST = 500
BROTLI_QUALITY = 5
GZIP_LEVEL = 6
KINDS = {"text/html", "text/plain", "text/csv", "application/json"}


def init_app(app: Flask) -> None:
    """Compress every page that is worth it."""
    app.after_request(_compress)


def _compress(response: Response) -> Response:
    if response.mimetype not in KINDS or response.direct_passthrough or response.is_streamed:
        return response
    response.vary.add("Accept-Encoding")
    if len(response.get_data()) < SMALLEST or "Content-Encoding" in response.headers:
        return response
    accepted = request.accept_encodings
    if accepted["br"]:
        response.set_data(brotli.compress(response.get_data(), quality=BROTLI_QUALITY))
        response.headers["Content-Encoding"] = "br"
    elif accepted["gzip"]:
        response.set_data(gzip.compress(response.get_data(), GZIP_LEVEL, mtime=0))
        response.headers["Content-Encoding"] = "gzip"
    return response
