"""The candidates' part of the portal; its guard lets only a signed-in candidate in, unless a view says otherwise."""

from flask import Blueprint

from portal.web import access

pages = Blueprint("candidate", __name__)
pages.before_request(access.candidate_guard)
