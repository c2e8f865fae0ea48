"""What each staff role may do. A role that is not named beside an act may not do it."""

OFFICER = "officer"
APPROVER = "approver"
BOARD = "board"
AUDITOR = "auditor"
ROLES = (OFFICER, APPROVER, BOARD, AUDITOR)

# Act -> roles. Board staff import because a file of results spans centres; who imported never approves it.
ROLES_FOR: dict[str, frozenset[str]] = {
    "import": frozenset({OFFICER, BOARD}),
    "submit": frozenset({OFFICER, BOARD}),
    "withdraw": frozenset({OFFICER, BOARD}),
    "approve": frozenset({APPROVER, BOARD}),
    "send_back": frozenset({APPROVER, BOARD}),
    "hold": frozenset({APPROVER, BOARD}),
    "lift": frozenset({APPROVER, BOARD}),
    "stop": frozenset({APPROVER, BOARD}),
    "resume": frozenset({OFFICER, APPROVER, BOARD}),
    "cancel": frozenset({APPROVER, BOARD}),
    "ask_recall": frozenset({APPROVER, BOARD}),
    "recall": frozenset({BOARD}),
    "correct": frozenset({OFFICER, BOARD}),
    "search": frozenset(ROLES),
    "helpdesk": frozenset({OFFICER, BOARD}),
    "erase": frozenset({BOARD}),
    "centres": frozenset({BOARD}),
    "people": frozenset({BOARD}),
    "audit": frozenset({BOARD, AUDITOR}),
}


def may(role: str, act: str) -> bool:
    """True when the role may do the act; unknown roles and acts may nothing."""
    return role in ROLES_FOR.get(act, frozenset())


def acts_of(role: str) -> tuple[str, ...]:
    """All a role may do, in the order of the table."""
    return tuple(act for act, roles in ROLES_FOR.items() if role in roles)


def needs_centre(role: str) -> bool:
    """Board staff have no centre and see all; an auditor may have one or none; the others work at one."""
    return role in (OFFICER, APPROVER)
