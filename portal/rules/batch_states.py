"""The life of a release batch: its states, what can be done in each, and what follows."""

from enum import StrEnum


class State(StrEnum):
    """Where a release batch stands."""

    DRAFT = "draft"
    SUBMITTED = "submitted"
    APPROVED = "approved"
    STOPPED = "stopped"
    RELEASED = "released"
    RECALLED = "recalled"
    CANCELLED = "cancelled"


class Act(StrEnum):
    """What a person or the worker does to a batch."""

    SUBMIT = "submit"
    APPROVE = "approve"
    APPROVE_LAST = "approve_last"  # the approval that makes the number complete
    SEND_BACK = "send_back"
    WITHDRAW = "withdraw"
    CHANGE = "change"  # of rows, holds or release time: voids the approvals
    STOP = "stop"
    GATE_FAILED = "gate_failed"
    RESUME = "resume"
    RELEASE = "release"
    RECALL = "recall"
    CORRECT = "correct"
    CANCEL = "cancel"


# What no button offers: it follows from another act or from the worker.
NOT_BY_HAND = frozenset({Act.APPROVE_LAST, Act.CHANGE, Act.GATE_FAILED, Act.RELEASE})

STEPS: dict[tuple[State, Act], State] = {
    (State.DRAFT, Act.SUBMIT): State.SUBMITTED,
    (State.DRAFT, Act.CHANGE): State.DRAFT,
    (State.DRAFT, Act.CANCEL): State.CANCELLED,
    (State.SUBMITTED, Act.APPROVE): State.SUBMITTED,
    (State.SUBMITTED, Act.APPROVE_LAST): State.APPROVED,
    (State.SUBMITTED, Act.SEND_BACK): State.DRAFT,
    (State.SUBMITTED, Act.WITHDRAW): State.DRAFT,
    (State.SUBMITTED, Act.CHANGE): State.SUBMITTED,
    (State.SUBMITTED, Act.CANCEL): State.CANCELLED,
    (State.APPROVED, Act.CHANGE): State.SUBMITTED,
    (State.APPROVED, Act.STOP): State.STOPPED,
    (State.APPROVED, Act.GATE_FAILED): State.STOPPED,
    (State.APPROVED, Act.RELEASE): State.RELEASED,
    (State.APPROVED, Act.CANCEL): State.CANCELLED,
    (State.STOPPED, Act.CHANGE): State.STOPPED,
    (State.STOPPED, Act.RESUME): State.SUBMITTED,
    (State.STOPPED, Act.CANCEL): State.CANCELLED,
    (State.RELEASED, Act.RECALL): State.RECALLED,
    (State.RECALLED, Act.CORRECT): State.DRAFT,
}


class IllegalStepError(ValueError):
    """An act that is not possible in this state."""


def next_state(state: str, act: str) -> State:
    """The state that follows; IllegalStepError when the act is not possible there."""
    following = STEPS.get((State(state), Act(act)))
    if following is None:
        raise IllegalStepError(f"A batch that is {state} has no step {act}.")
    return following


def possible_acts(state: str) -> tuple[Act, ...]:
    """What a person may do to a batch in this state, in the order of the table."""
    return tuple(act for (start, act) in STEPS if start == state and act not in NOT_BY_HAND)


def states_for(act: str) -> tuple[State, ...]:
    """The states in which an act is possible: the condition of its UPDATE."""
    return tuple(state for (state, step) in STEPS if step == act)
