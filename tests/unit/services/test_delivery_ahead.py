"""Composing ahead: what is ready before its turn is asked again in its turn, and fails no other."""

from collections.abc import Callable

import pytest
from peewee import OperationalError

from portal.mail.delivery import Delivery
from portal.models.candidate import Candidate
from portal.models.outbox_email import OutboxEmail
from portal.models.refused_address import RefusedAddress
from portal.services import delivery, outbox, refused_addresses
from portal.services.letters import Letter
from tests.unit.services.mail_rows import NO_MAILBOX, NOW, SENT, states, waiting


class Diary:
    """A post that writes down what happens when. `on_send` runs while the address in hand is being sent."""

    def __init__(self, on_send: Callable[[str], object] = lambda _: None) -> None:
        self.lines: list[str] = []
        self.on_send = on_send

    def letter(self, email: OutboxEmail) -> Letter:
        name = outbox.address_of(email).partition("@")[0]
        self.lines.append(f"compose {name}")
        return _Page(self, name)


class _Page:
    def __init__(self, diary: Diary, name: str) -> None:
        self.diary, self.name = diary, name

    def send(self, *, may_go: Callable[[], bool], follower: Letter | None, meanwhile: Callable[[], None]) -> Delivery:
        if not may_go():
            self.diary.lines.append(f"keep {self.name}")
            return Delivery("withdrawn")  # type: ignore[arg-type]
        announced = f" before {follower.name}" if isinstance(follower, _Page) else ""
        self.diary.lines.append(f"send {self.name}{announced}")
        self.diary.on_send(self.name)
        meanwhile()
        return SENT


def test_each_is_composed_while_the_second_before_it_is_sent(sqlite_database: str) -> None:
    waiting(4)
    diary = Diary()
    assert delivery.deliver_due(post=diary, now=NOW) == 4
    assert diary.lines == [
        "compose c0", "compose c1", "send c0 before c1", "compose c2", "send c1 before c2", "compose c3",
        "send c2 before c3", "send c3",
    ]  # fmt: skip


def test_each_is_marked_before_the_next_may_go(sqlite_database: str) -> None:
    waiting(3)
    seen: list[list[str]] = []
    delivery.deliver_due(post=Diary(lambda _: seen.append(states())), now=NOW)
    assert [row.count("sent") for row in seen] == [0, 1, 2]


def test_what_changed_since_it_was_composed_is_composed_anew(sqlite_database: str) -> None:
    waiting(2)
    second = Candidate.get(Candidate.email == "c1@example.org")

    def move(_: str) -> None:
        Candidate.update(email="new@example.org").where(Candidate.id == second.id).execute()

    diary = Diary(move)
    delivery.deliver_due(post=diary, now=NOW)
    assert diary.lines == ["compose c0", "compose c1", "send c0 before c1", "keep c1", "compose new", "send new"]
    assert states() == ["sent", "sent"]


def test_what_became_untrue_since_it_was_composed_is_not_sent(sqlite_database: str) -> None:
    waiting(3)

    def disable(_: str) -> None:
        Candidate.update(disabled_at=NOW).where(Candidate.email == "c1@example.org").execute()

    diary = Diary(disable)
    delivery.deliver_due(post=diary, now=NOW)
    assert "send c1" not in " ".join(line.partition(" before")[0] for line in diary.lines)
    assert states() == ["sent", "cancelled", "sent"]


def test_a_surprise_lets_all_that_follow_be_composed_anew(sqlite_database: str) -> None:
    waiting(4)

    def disable(_: str) -> None:
        Candidate.update(disabled_at=NOW).where(Candidate.email == "c1@example.org").execute()

    diary = Diary(disable)
    delivery.deliver_due(post=diary, now=NOW)
    assert diary.lines == [
        "compose c0", "compose c1", "send c0 before c1", "compose c2", "keep c1", "compose c2", "compose c3",
        "send c2 before c3", "send c3",
    ]  # fmt: skip


def test_what_became_true_since_it_was_claimed_is_sent(sqlite_database: str) -> None:
    waiting(4)
    Candidate.update(disabled_at=NOW).where(Candidate.email == "c3@example.org").execute()

    def enable(_: str) -> None:
        Candidate.update(disabled_at=None).execute()

    delivery.deliver_due(post=Diary(enable), now=NOW)
    assert states() == ["sent"] * 4


def test_an_address_refused_in_the_meantime_is_not_tried(sqlite_database: str) -> None:
    waiting(2, kind="window_opens_soon")
    second = OutboxEmail.get(OutboxEmail.unique_key.contains(f":c{Candidate.get(email='c1@example.org').id}:"))

    def refuse(_: str) -> None:
        refused_addresses.note(second, code=NO_MAILBOX.code, detail=NO_MAILBOX.detail, now=NOW)

    delivery.deliver_due(post=Diary(refuse), now=NOW)
    assert RefusedAddress.select().count() == 1
    assert states() == ["sent", "failed"]


def test_a_claim_that_was_taken_over_in_the_meantime_is_left_alone(sqlite_database: str) -> None:
    waiting(2)

    def take_over(_: str) -> None:
        OutboxEmail.update(claim_token="another").where(OutboxEmail.state == "queued", OutboxEmail.id == 2).execute()

    delivery.deliver_due(post=Diary(take_over), now=NOW)
    assert states() == ["sent", "queued"]


def test_a_database_that_goes_away_while_composing_ahead_hides_no_answer(sqlite_database: str) -> None:
    waiting(4)

    class Failing(Diary):
        def letter(self, email: OutboxEmail) -> Letter:
            if outbox.address_of(email).startswith("c2"):
                raise OperationalError("gone")
            return super().letter(email)

    with pytest.raises(OperationalError):
        delivery.deliver_due(post=Failing(), now=NOW)
    assert states() == ["sent", "queued", "queued", "queued"]
