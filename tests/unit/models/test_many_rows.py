"""Many rows at once: the same rows as one by one, whatever stands in the texts of a list."""

import pytest
from peewee import SQL, DataError, IntegrityError

from portal.models import many_rows
from portal.models.base import db
from portal.models.built_once import BuiltOnce
from portal.models.centre import Centre
from portal.models.entry import Entry
from portal.models.many_rows import given_ids, given_texts, listed
from portal.models.result import Result
from tests.unit import factories

ODD = ["ZZ001", "a'b", 'a"b', "a,b", "محمود", ""]
by_texts = BuiltOnce(lambda: Entry.select().where(Entry.family_name.in_(given_texts("names"))).order_by(Entry.id))
by_ids = BuiltOnce(lambda: Entry.select().where(Entry.id.in_(given_ids("ids"))).order_by(Entry.id))


def test_a_list_finds_the_rows_it_names(database: str) -> None:
    sitting = factories.sitting()
    entries = [factories.entry(sitting, family_name=name) for name in ODD]
    for wanted in (ODD, ODD[1:3], ["nobody"], []):
        assert [row.family_name for row in by_texts(names=listed(wanted))] == [name for name in ODD if name in wanted]
    ids = [entry.id for entry in entries]
    for some in (ids, ids[2:4], []):
        assert [row.id for row in by_ids(ids=listed([0, *some]))] == some


COLUMNS = (
    Centre.number, Centre.name, Centre.country, Centre.timezone, Centre.contact_name, Centre.contact_email,
    Centre.contact_phone, Centre.created_at,
)  # fmt: skip
ABOUT = ("ES", "Europe/Madrid", "Irene", "centre@example.org", "", 0)


def test_rows_are_inserted_and_one_column_of_some_is_updated(database: str) -> None:
    many_rows.insert(COLUMNS, [(f"ZZ{number:03}", "Söder; --", *ABOUT) for number in range(1, 601)])
    first, *_, last = Centre.select().order_by(Centre.number)
    many_rows.update(Centre.name, [("Erste", first.id), ("Letzte", last.id)])
    names = [centre.name for centre in Centre.select().order_by(Centre.number)]
    assert names == ["Erste", *["Söder; --"] * 598, "Letzte"]


@pytest.mark.parametrize("name", ["a\tb", "a\\b", "\\N", "\\.", "a\r\nb", "", "' || \"", "محمود"])
def test_a_text_comes_back_as_it_went_in(database: str, name: str) -> None:
    many_rows.insert(COLUMNS, [("ZZ001", name, *ABOUT)])
    assert Centre.get().name == name


def test_nothing_is_not_an_empty_text(database: str) -> None:
    entry = factories.entry()
    columns = (Result.entry, Result.version, Result.status, Result.overall_score, Result.grade, Result.cefr_level,
               Result.scores, Result.certificate, Result.reference_number, Result.scheme, Result.amend_reason,
               Result.created_at)  # fmt: skip
    many_rows.insert(columns, [(entry.id, 1, "X", None, "", "", "{}", "", "", "CES-2020", "", 0)])
    assert (Result.get().overall_score, Result.get().grade) == (None, "")


def test_a_row_that_can_not_be_raises_as_a_model_would(database: str) -> None:
    with pytest.raises(IntegrityError), db.atomic():
        many_rows.insert(COLUMNS, [("ZZ001", "One", *ABOUT), ("ZZ001", "Another", *ABOUT)])
    assert Centre.select().count() == 0


def test_a_plan_from_when_the_table_was_empty_is_given_up(postgresql_database: str) -> None:
    """With it an import of 100,000 rows does not end: every look-up goes through all of them."""
    db.execute_sql("VACUUM centre")  # now PostgreSQL is sure that it is empty
    db.execute_sql("SET plan_cache_mode = force_generic_plan")
    db.execute_sql("PREPARE look (text) AS SELECT name FROM centre WHERE number = $1")
    assert "Seq Scan" in _plan()
    many_rows.insert(COLUMNS, [(f"{number:05}", "Centre", *ABOUT) for number in range(5_000)])
    assert "Seq Scan" not in _plan()


def _plan() -> str:
    return "\n".join(line for (line,) in db.execute_sql("EXPLAIN EXECUTE look ('00001')").fetchall())


def test_rows_are_read_some_at_a_time_and_leave_the_connection_free(database: str) -> None:
    many_rows.insert(COLUMNS, [(f"ZZ{number:03}", "Söder", *ABOUT) for number in range(1, 26)])
    query = Centre.select(Centre.number, Centre.name).where(Centre.number > "ZZ002").order_by(Centre.number)
    for _ in range(2):
        parts = list(many_rows.read(query, at_once=10))
        assert [len(part) for part in parts] == [10, 10, 3]
        assert parts[0][0] == ("ZZ003", "Söder")
    assert list(many_rows.read(query.where(Centre.name == "Norte"), at_once=10)) == []


def test_a_query_that_fails_half_way_raises_as_peewee_does(postgresql_database: str) -> None:
    query = Centre.select(SQL("1 / (extract(second FROM now()) - extract(second FROM now()))"))
    factories.centre()
    for _ in range(2):
        with pytest.raises(DataError):
            list(many_rows.read(query, at_once=10))
