"""What was sent to a candidate and whether it arrived, as far as a sender can know."""

from datetime import timedelta

import pytest

from portal.models.candidate import Candidate
from portal.models.outbox_email import OutboxEmail
from portal.services import account_mail, outbox
from tests.unit import factories

NOW = factories.NOW


def write(person: Candidate, state: str, *, key: str = "1", **columns: object) -> None:
    outbox.to_candidate(kind="password_changed", key=key, candidate=person, now=NOW)
    OutboxEmail.update(state=state, **columns).where(OutboxEmail.unique_key.endswith(f":{key}")).execute()


@pytest.mark.parametrize(
    ("state", "fate"),
    [
        ("queued", "waiting"),
        ("parked", "waiting"),
        ("sent", "handed_over"),
        ("failed", "failed"),
        ("uncertain", "unsure"),
    ],
)
def test_each_state_has_a_fate(database: str, state: str, fate: str) -> None:
    amara = factories.candidate()
    write(amara, state)
    assert [(mail.fate, mail.at, mail.address) for mail in account_mail.of(candidate=amara)] == [
        (fate, NOW, "a***@example.org")
    ]


def test_an_email_that_was_called_off_was_never_sent(database: str) -> None:
    amara = factories.candidate()
    write(amara, "cancelled")
    assert account_mail.of(candidate=amara) == []


def test_the_time_is_that_of_the_sending(database: str) -> None:
    amara = factories.candidate()
    later = NOW + timedelta(minutes=1)
    write(amara, "sent", sent_at=later)
    assert [mail.at for mail in account_mail.of(candidate=amara)] == [later]


def test_emails_to_others_are_not_listed(database: str) -> None:
    write(factories.candidate(email="other@example.org"), "sent")
    assert account_mail.of(candidate=factories.candidate()) == []
