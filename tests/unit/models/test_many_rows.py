"""Many rows at once: the same rows as one by one, whatever stands in the texts of a list."""

from portal.models import many_rows
from portal.models.built_once import BuiltOnce
from portal.models.centre import Centre
from portal.models.entry import Entry
from portal.models.many_rows import given_ids, given_texts, listed
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


def test_rows_are_inserted_and_one_column_of_some_is_updated(database: str) -> None:
    columns = (
        Centre.number, Centre.name, Centre.country, Centre.timezone, Centre.contact_name, Centre.contact_email,
        Centre.contact_phone, Centre.created_at,
    )  # fmt: skip
    about = ("ES", "Europe/Madrid", "Irene", "centre@example.org", "", 0)
    many_rows.insert(columns, [(f"ZZ{number:03}", "Söder; --", *about) for number in range(1, 601)])
    first, *_, last = Centre.select().order_by(Centre.number)
    many_rows.update(Centre.name, [("Erste", first.id), ("Letzte", last.id)])
    names = [centre.name for centre in Centre.select().order_by(Centre.number)]
    assert names == ["Erste", *["Söder; --"] * 598, "Letzte"]
