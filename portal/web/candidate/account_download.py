"""The candidate's data as a file."""

import json

from flask import Response

from portal import clock
from portal.services import account_download as downloading
from portal.web import access
from portal.web.candidate.blueprint import pages


@pages.get("/account/download")
def account_download() -> Response:
    """One JSON file under a name that says nothing about whose it is."""
    data = downloading.of(candidate=access.candidate(), now=clock.now())
    text = json.dumps(data, ensure_ascii=False, indent=2) + "\n"
    answer = Response(text, mimetype="application/json")
    answer.headers["Content-Disposition"] = 'attachment; filename="my-data.json"'
    return answer
