"""Every table, in the order in which they can be created."""

from portal.models.approval import Approval
from portal.models.audit_event import AuditEvent, AuditHead
from portal.models.base import Table
from portal.models.batch_row import BatchRow
from portal.models.candidate import Candidate
from portal.models.centre import Centre
from portal.models.clock_offset import ClockOffset
from portal.models.consent import Consent
from portal.models.email_link import EmailLink
from portal.models.entry import Entry
from portal.models.erasure import Erasure
from portal.models.heartbeat import Heartbeat
from portal.models.hold import Hold
from portal.models.intake import Intake
from portal.models.intake_change import IntakeChange
from portal.models.intake_piece import IntakePiece
from portal.models.intake_problem import IntakeProblem
from portal.models.login_session import LoginSession
from portal.models.news_issue import NewsIssue
from portal.models.outbox_email import OutboxEmail
from portal.models.periodic_slot import PeriodicSlot
from portal.models.recall import Recall
from portal.models.recovery_code import RecoveryCode
from portal.models.refused_address import RefusedAddress
from portal.models.release_batch import ReleaseBatch
from portal.models.release_freeze import ReleaseFreeze
from portal.models.result import Result
from portal.models.result_view import ResultView
from portal.models.revocation import Revocation
from portal.models.second_factor_reset import SecondFactorReset
from portal.models.sitting import Sitting
from portal.models.staff import Staff
from portal.models.submission import Submission
from portal.models.throttle import Throttle

TABLES: tuple[type[Table], ...] = (
    Centre, Sitting, Candidate, Entry, Consent, Staff, RecoveryCode, LoginSession, Throttle, EmailLink, Submission,
    Intake, IntakePiece, IntakeProblem, IntakeChange, Result, ReleaseBatch, BatchRow, Hold, Approval, NewsIssue,
    OutboxEmail, RefusedAddress, AuditEvent, AuditHead, Heartbeat, PeriodicSlot, ClockOffset, ReleaseFreeze, ResultView,
    Recall, SecondFactorReset, Erasure, Revocation,
)  # fmt: skip
