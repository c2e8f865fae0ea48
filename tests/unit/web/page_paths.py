"""The addresses of the pages that candidates open, for tests that look at all of them."""

from flask import Flask

from portal.models.entry import Entry

PUBLIC_FORMS = (
    "/", "/terms", "/privacy", "/help", "/register", "/sign-in", "/reset-password", "/reset-password/start-again",
)  # fmt: skip


def candidate_paths(app: Flask, entry: Entry) -> list[str]:
    """Every address of the candidates' part that needs at most the public id of an entry."""
    rules = [rule for rule in app.url_map.iter_rules() if rule.endpoint.startswith("candidate.")]
    pages = [rule for rule in rules if "GET" in (rule.methods or ()) and rule.arguments <= {"public_id"}]
    return sorted(rule.rule.replace("<public_id>", entry.public_id) for rule in pages)
