"""A folded name beside each entry, so that the help desk finds people however their name is typed."""

from typing import Any

from peewee import AutoField, CharField, Model, TextField

from portal.rules.search_words import fold

AT_ONCE = 1_000


def up(migrator: Any, db: Any) -> None:
    """The column, filled for the entries that are there."""

    class Entry(Model):
        id = AutoField()
        given_names = CharField()
        family_name = CharField()
        name_on_certificate = CharField()
        search_name = TextField()

        class Meta:
            database = db

    db.execute_sql("ALTER TABLE entry ADD COLUMN search_name TEXT NOT NULL DEFAULT ''")
    last = 0
    while entries := list(Entry.select().where(Entry.id > last).order_by(Entry.id).limit(AT_ONCE)):
        for entry in entries:
            name = fold(f"{entry.given_names} {entry.family_name} {entry.name_on_certificate}")
            Entry.update(search_name=name).where(Entry.id == entry.id).execute()
        last = entries[-1].id
