"""The mailbox of the demonstration: the emails that were sent, for people who try the portal."""

from flask import Blueprint

pages = Blueprint("demo", __name__, url_prefix="/demo")
