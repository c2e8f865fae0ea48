"""Who may do what: every role beside every act."""

import pytest

from portal.rules.roles import ROLES, ROLES_FOR, acts_of, may, needs_centre

ALLOWED = {
    "officer": {"import", "submit", "withdraw", "resume", "correct", "search", "helpdesk"},
    "approver": {"approve", "send_back", "hold", "lift", "stop", "resume", "cancel", "ask_recall", "search"},
    "board": set(ROLES_FOR),
    "auditor": {"search", "audit"},
}


@pytest.mark.parametrize("role", ROLES)
@pytest.mark.parametrize("act", ROLES_FOR)
def test_a_role_may_do_what_the_table_says(role: str, act: str) -> None:
    assert may(role, act) is (act in ALLOWED[role])


@pytest.mark.parametrize(("role", "act"), [("", "search"), ("candidate", "search"), ("board", "unheard_of")])
def test_the_unknown_may_nothing(role: str, act: str) -> None:
    assert not may(role, act)


def test_an_auditor_changes_nothing() -> None:
    assert acts_of("auditor") == ("search", "audit")


@pytest.mark.parametrize(
    ("role", "needs"), [("officer", True), ("approver", True), ("board", False), ("auditor", False)]
)
def test_centre_staff_have_a_centre(role: str, needs: bool) -> None:
    assert needs_centre(role) is needs
