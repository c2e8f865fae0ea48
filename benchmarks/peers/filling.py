"""Copies the population of a portal's database into a peer's tables, which the peer has made its own way."""

import sqlite3
from typing import NamedTuple

COPIES = (
    "INSERT INTO candidate (id, email, password, is_active) SELECT id, email, password_hash, 1 FROM portal.candidate",
    "INSERT INTO centre (id, number, name, country, timezone, contact_name, contact_email) "
    "SELECT id, number, name, country, timezone, contact_name, contact_email FROM portal.centre",
    "INSERT INTO sitting (id, centre_id, exam_code, exam_date, results_by) "
    "SELECT id, centre_id, exam_code, exam_date, results_by FROM portal.sitting",
    "INSERT INTO entry "
    "(id, public_id, sitting_id, candidate_id, id_number, candidate_number, given_names, family_name) "
    "SELECT id, public_id, sitting_id, candidate_id, id_number, candidate_number, given_names, family_name "
    "FROM portal.entry",
    "INSERT INTO release_batch (id, sitting_id, state, released_at) "
    "SELECT id, sitting_id, state, datetime(released_at / 1000000, 'unixepoch') FROM portal.release_batch",
    "INSERT INTO result (id, entry_id, status, overall_score, grade, cefr_level, scores, certificate) "
    "SELECT id, entry_id, status, overall_score, grade, cefr_level, scores, certificate FROM portal.result",
    "INSERT INTO batch_row (id, batch_id, entry_id, result_id, held_as) "
    "SELECT id, batch_id, entry_id, result_id, held_as FROM portal.batch_row",
)


class Person(NamedTuple):
    """Whose page is measured."""

    candidate_id: int
    public_id: str


def fill(database: str, *, portal: str, number: int) -> Person:
    """Copy everything; returns the candidate of this number with the public id of their entry."""
    with sqlite3.connect(database) as connection:
        connection.execute("PRAGMA journal_mode = wal")
        connection.execute("ATTACH ? AS portal", (portal,))
        for statement in COPIES:
            connection.execute(statement)
        connection.commit()
        connection.execute("ANALYZE main")
        found = connection.execute("SELECT candidate_id, public_id FROM entry WHERE candidate_id = ?", (number,))
        person = Person(*found.fetchone())
    connection.close()
    return person
