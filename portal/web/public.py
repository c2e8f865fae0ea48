"""Pages for everybody: the first page, the terms, privacy, help."""

from flask import Blueprint, render_template

pages = Blueprint("public", __name__)


@pages.get("/")
def home() -> str:
    """What this is, where to register, where to sign in."""
    return render_template("public/home.html")
