"""What differs when htmx asks: redirects travel in a header, and fragments are not pages."""

from flask import make_response, redirect, request
from werkzeug.wrappers import Response


def asked_by_htmx() -> bool:
    """True for a request that htmx made; its answer goes into the page that is open."""
    return request.headers.get("HX-Request") == "true"


def go_to(url: str) -> Response:
    """Send the person to another page after a success: 303, or the header that htmx follows."""
    if not asked_by_htmx():
        return redirect(url, 303)
    answer = make_response("", 204)
    answer.headers["HX-Redirect"] = url
    return answer


def is_asked_as_page() -> bool:
    """True when a browser asks for a fragment as a page of its own (somebody opened its address)."""
    return request.headers.get("Sec-Fetch-Dest") == "document" and not asked_by_htmx()
