"""What can be done to a batch in each state, and nothing else."""

import pytest

from portal.rules.batch_states import Act, IllegalStepError, State, next_state, possible_acts, states_for

LEGAL = {
    "draft": {"submit": "submitted", "change": "draft", "cancel": "cancelled"},
    "submitted": {
        "approve": "submitted",
        "approve_last": "approved",
        "send_back": "draft",
        "withdraw": "draft",
        "change": "submitted",
        "cancel": "cancelled",
    },
    "approved": {
        "change": "submitted",
        "stop": "stopped",
        "gate_failed": "stopped",
        "release": "released",
        "cancel": "cancelled",
    },
    "stopped": {"change": "stopped", "resume": "submitted", "cancel": "cancelled"},
    "released": {"recall": "recalled"},
    "recalled": {"correct": "draft"},
    "cancelled": {},
}
STEPS = [(start, act, end) for start, steps in LEGAL.items() for act, end in steps.items()]
ILLEGAL = [(state.value, act.value) for state in State for act in Act if act.value not in LEGAL[state.value]]


@pytest.mark.parametrize(("start", "act", "end"), STEPS)
def test_a_legal_step_leads_on(start: str, act: str, end: str) -> None:
    assert next_state(start, act) == end


@pytest.mark.parametrize(("state", "act"), ILLEGAL)
def test_every_other_step_is_refused(state: str, act: str) -> None:
    with pytest.raises(IllegalStepError):
        next_state(state, act)


@pytest.mark.parametrize(
    ("state", "acts"),
    [
        ("draft", ("submit", "cancel")),
        ("submitted", ("approve", "send_back", "withdraw", "cancel")),
        ("approved", ("stop", "cancel")),
        ("stopped", ("resume", "cancel")),
        ("released", ("recall",)),
        ("recalled", ("correct",)),
        ("cancelled", ()),
    ],
)
def test_people_are_offered_what_is_possible(state: str, acts: tuple[str, ...]) -> None:
    assert possible_acts(state) == acts


def test_only_an_approved_batch_can_be_released() -> None:
    assert states_for("release") == (State.APPROVED,)


@pytest.mark.parametrize("pair", [("gone", "submit"), ("draft", "publish")])
def test_unknown_words_are_refused(pair: tuple[str, str]) -> None:
    with pytest.raises(ValueError, match="is not a valid"):
        next_state(*pair)
