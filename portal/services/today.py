"""What needs a member of staff today: a fixed number of queries, whatever the number of batches."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from peewee import Case, Expression, fn

from portal.models.approval import Approval
from portal.models.batch_row import BatchRow
from portal.models.centre import Centre
from portal.models.entry import Entry
from portal.models.hold import Hold
from portal.models.intake import Intake
from portal.models.recall import Recall
from portal.models.release_batch import ReleaseBatch
from portal.models.result import Result
from portal.models.revocation import Revocation
from portal.models.second_factor_reset import SecondFactorReset
from portal.models.sitting import Sitting
from portal.models.staff import Staff
from portal.rules import roles
from portal.rules.time_zones import local_date
from portal.services import access, mail_trouble, second_person, unfinished
from portal.services.mail_trouble import Trouble
from portal.services.unfinished import Unfinished

OPEN = ("draft", "submitted", "approved", "stopped")
SOON = timedelta(days=14)


@dataclass(frozen=True)
class Card:
    """A batch and how many days are left until (or, below zero, since) its last day, by the centre's calendar."""

    batch: ReleaseBatch
    today: date
    entries: int = 0
    unregistered: int = 0
    approvals: int = 0

    @property
    def days_left(self) -> int:
        return int((self.batch.sitting.results_by - self.today).days)


@dataclass(frozen=True)
class LateHold:
    """A hold whose news was due `days` ago; 0 is today."""

    hold: Hold
    days: int


@dataclass
class Today:
    """The lists of the page, in its order; each is sorted by what is most urgent."""

    unconfirmed: list[Recall] = field(default_factory=list)
    recalls: list[Recall] = field(default_factory=list)
    resets: list[SecondFactorReset] = field(default_factory=list)
    revocations: list[Revocation] = field(default_factory=list)
    holds: list[LateHold] = field(default_factory=list)
    due: list[Card] = field(default_factory=list)
    overdue: list[Card] = field(default_factory=list)
    to_approve: list[Card] = field(default_factory=list)
    stopped: list[Card] = field(default_factory=list)
    unfinished: list[Unfinished] = field(default_factory=list)
    mails: list[Trouble] = field(default_factory=list)
    unregistered: list[Card] = field(default_factory=list)
    releases: list[Card] = field(default_factory=list)

    @property
    def number(self) -> int:
        """How many things wait; releases that are on their way do not."""
        begun = (self.unconfirmed, self.recalls, self.resets, self.revocations, self.holds, self.mails)
        batches = (self.due, self.overdue, self.to_approve, self.stopped, self.unfinished, self.unregistered)
        return sum(len(each) for each in (*begun, *batches))


def of(staff: Staff, *, now: datetime) -> Today:
    """Everything of the person's own centres; what waits for approval is what this person may approve."""
    cards = _cards(staff, now)
    mine = _mine_to_approve(staff, [card.batch for card in cards if card.batch.state == "submitted"])
    unconfirmed = second_person.unconfirmed(staff, now=now)
    page = Today(
        unconfirmed=unconfirmed,
        recalls=[each for each in second_person.recalls(staff) if each not in unconfirmed],
        resets=second_person.resets(staff, now=now),
        revocations=second_person.revocations(staff, now=now),
        holds=_late_holds(staff, now),
        unfinished=unfinished.of(staff),
        mails=mail_trouble.of(staff, now=now),
    )
    for card in cards:
        _sort_in(page, card, mine, now)
    return page


def _sort_in(page: Today, card: Card, mine: set[int], now: datetime) -> None:
    batch, opened = card.batch, card.today >= card.batch.sitting.results_from
    if batch.state != "approved" and card.days_left < 0:
        page.overdue.append(card)
    elif batch.state == "draft" and opened:
        page.due.append(card)
    if batch.id in mine:
        page.to_approve.append(card)
    if batch.state == "stopped":
        page.stopped.append(card)
    if batch.state == "approved":
        page.releases.append(card)
    coming = (batch.release_at is not None and now < batch.release_at) or opened or _opens_soon(card)
    if card.unregistered and batch.kind == "main" and coming:
        page.unregistered.append(card)


def _opens_soon(card: Card) -> bool:
    return bool(card.batch.sitting.results_from - card.today <= SOON)


def _cards(staff: Staff, now: datetime) -> list[Card]:
    near = (ReleaseBatch.state != "draft") | (Sitting.results_from <= now.date() + SOON)
    batches = list(
        ReleaseBatch.select(ReleaseBatch, Sitting, Centre)
        .join(Sitting)
        .join(Centre)
        .where(ReleaseBatch.state.in_(OPEN), access.own_centres(staff), near)
        .order_by(Sitting.results_by, ReleaseBatch.id)
    )
    registered = _registered(batches)
    approvals = _approvals(batches)
    return [
        Card(
            batch,
            local_date(now, batch.sitting.centre.timezone),
            *registered.get(batch.sitting_id, (0, 0)),
            approvals.get(batch.id, 0),
        )
        for batch in batches
    ]


def _registered(batches: Iterable[ReleaseBatch]) -> Mapping[int, tuple[int, int]]:
    """For each sitting: its entries, and how many of them nobody has claimed."""
    missing = fn.SUM(Case(None, [(Entry.candidate.is_null(), 1)], 0))
    rows = (
        Entry.select(Entry.sitting, fn.COUNT(Entry.id), missing)
        .where(Entry.sitting.in_([batch.sitting_id for batch in batches]))
        .group_by(Entry.sitting)
        .tuples()
    )
    return {sitting: (entries, unclaimed) for sitting, entries, unclaimed in rows.execute()}


def _approvals(batches: Iterable[ReleaseBatch]) -> Mapping[int, int]:
    rows = (
        Approval.select(Approval.batch, fn.COUNT(Approval.id))
        .where(Approval.batch.in_([batch.id for batch in batches]), Approval.voided_at.is_null())
        .group_by(Approval.batch)
        .tuples()
    )
    return dict(rows.execute())


def _mine_to_approve(staff: Staff, submitted: list[ReleaseBatch]) -> set[int]:
    """Those that the person may approve: not handed in, imported or approved by themself."""
    if not roles.may(staff.role, "approve") or not submitted:
        return set()
    ids = [batch.id for batch in submitted]
    approved = Approval.select(Approval.batch).where(
        Approval.staff == staff, Approval.voided_at.is_null(), Approval.batch.in_(ids)
    )
    own_file: Expression = (Intake.uploaded_by == staff) | (Intake.accepted_by == staff)
    imported = BatchRow.select(BatchRow.batch).join(Result).join(Intake).where(BatchRow.batch.in_(ids), own_file)
    not_mine = {each.batch_id for each in approved} | {row.batch_id for row in imported.distinct()}
    return {batch.id for batch in submitted if batch.submitted_by_id != staff.id} - not_mine


def _late_holds(staff: Staff, now: datetime) -> list[LateHold]:
    holds = (
        Hold.select(Hold, BatchRow, Entry, ReleaseBatch, Sitting, Centre, Staff)
        .join(Staff, on=(Hold.owner == Staff.id))
        .switch(Hold)
        .join(BatchRow)
        .join(Entry)
        .switch(BatchRow)
        .join(ReleaseBatch)
        .join(Sitting)
        .join(Centre)
        .where(Hold.lifted_at.is_null(), Hold.next_update_on <= now.date() + timedelta(days=1))
        .where(access.own_centres(staff), ReleaseBatch.state != "cancelled")
        .order_by(Hold.next_update_on, Hold.id)
    )
    ages = ((hold, local_date(now, hold.row.batch.sitting.centre.timezone) - hold.next_update_on) for hold in holds)
    return [LateHold(hold, age.days) for hold, age in ages if age.days >= 0]
