"""The fingerprint of a batch: approvals that were given before an update of the portal still name the same content."""

from portal.models.batch_row import BatchRow
from portal.services import batch_content
from tests.unit import factories
from tests.unit.factories import RELEASE_AT

NAMES = (
    "Núñez Ibáñez", 'O"Brien', "back\\slash", "],[", '"],["', "محمود", "\U00020bb7野", "tab\there", "l\u2028ine",
    "\x7f", "",
)  # fmt: skip
FIRST = "f1922d1b4a5f23ad544b4fbc82efe577507422271c49a447c8981da5b4dffecc"


def test_the_same_content_has_the_same_fingerprint_in_every_version_and_database(database: str) -> None:
    sitting = factories.sitting()
    entries = [
        factories.entry(sitting, id_number=f"QXA{number:06}", family_name=name, given_names=name[::-1])
        for number, name in enumerate(NAMES)
    ]
    results = [factories.result(entry, status="X" if entry.family_name == "" else "OK") for entry in entries]
    batch = factories.batch(sitting, *results)
    BatchRow.update(held_as="WITHHELD").where(BatchRow.entry == entries[1]).execute()
    assert batch_content.fingerprint(batch, release_at=RELEASE_AT) == FIRST
