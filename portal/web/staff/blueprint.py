"""The staff's part of the portal; its guard asks for a session with a proven second factor."""

from flask import Blueprint

from portal.web import access

pages = Blueprint("staff", __name__, url_prefix="/staff")
pages.before_request(access.staff_guard)
