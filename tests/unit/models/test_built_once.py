"""Queries built once: the same rows as a query built each time, also on the second run and on the other database."""

from peewee import JOIN

from portal.models.base import microseconds
from portal.models.built_once import BuiltOnce, BuiltTuples, given
from portal.models.candidate import Candidate
from portal.models.entry import Entry
from portal.models.sitting import Sitting
from tests.unit import factories

entries_of = BuiltOnce(
    lambda: (
        Entry.select(Entry, Sitting, Candidate)
        .join(Sitting)
        .switch(Entry)
        .join(Candidate, JOIN.LEFT_OUTER)
        .where(Entry.family_name == given("family_name"), Entry.created_at <= given("until"))
        .order_by(Entry.id)
    )
)


def test_each_run_takes_its_own_values(database: str) -> None:
    sitting = factories.sitting()
    factories.entry(sitting, family_name="Núñez")
    factories.entry(sitting, family_name="محمود")
    until = microseconds(factories.NOW)
    for _ in range(3):
        assert [row.family_name for row in entries_of(family_name="Núñez", until=until)] == ["Núñez"]
        assert [row.family_name for row in entries_of(family_name="محمود", until=until)] == ["محمود"]
        assert entries_of(family_name="Núñez", until=until - 1) == []


def test_joined_rows_come_with_it(database: str) -> None:
    sitting = factories.sitting()
    claimed, free = factories.entry(sitting), factories.entry(sitting)
    amara = factories.candidate(claimed)
    for _ in range(2):
        first, second = entries_of(family_name=claimed.family_name, until=microseconds(factories.NOW))
        assert (first.candidate.email, first.sitting.exam_date) == (amara.email, sitting.exam_date)
        assert (second.id, second.candidate) == (free.id, None)


def test_rows_of_one_table_are_whole(database: str) -> None:
    entry = factories.entry()
    alone = BuiltOnce(lambda: Entry.select().where(Entry.family_name == given("family_name")))
    for _ in range(2):
        (found,) = alone(family_name=entry.family_name)
        assert found.__data__ == Entry.get_by_id(entry.id).__data__


def test_rows_without_models_have_the_values_of_the_columns_in_their_order(database: str) -> None:
    sitting = factories.sitting()
    claimed, free = factories.entry(sitting), factories.entry(sitting)
    amara = factories.candidate(claimed)
    columns = (Candidate.hides_results, Entry.id, Sitting.exam_date, Entry.claimed_at, Candidate.email)
    named = BuiltTuples(
        lambda: (
            Entry.select(*columns)
            .join(Sitting)
            .switch(Entry)
            .join(Candidate, JOIN.LEFT_OUTER)
            .where(Entry.created_at <= given("until"))
            .order_by(Entry.id)
        )
    )
    claimed, free = Entry.get_by_id(claimed.id), Entry.get_by_id(free.id)
    for _ in range(2):
        assert named(until=microseconds(factories.NOW)) == [
            (False, claimed.id, claimed.sitting.exam_date, claimed.claimed_at, amara.email),
            (None, free.id, free.sitting.exam_date, None, None),
        ]
