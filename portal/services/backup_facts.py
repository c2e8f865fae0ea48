"""What a backup notes of the database it holds, asked of the very copy or snapshot that it is made from."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

Ask = Callable[[str], Sequence[Sequence[Any]]]
FIRST_WITH_ERASURES = "0013_erasures"


@dataclass(frozen=True, kw_only=True)
class Facts:
    """Which migrations the database has, where its audit ends, and what was erased from it."""

    migrations: list[str]
    audit_events: int
    audit_hash: str
    erasures: list[str]
    tool: int = 0


def facts(ask: Ask, *, tool: int = 0) -> Facts:
    """`ask` answers a question in SQL with rows."""
    migrations = [name for (name,) in ask("SELECT name FROM schema_migration ORDER BY name")]
    events, last = next(iter(ask("SELECT number, hash FROM audit_head")), (0, ""))
    erasures: list[str] = []
    if FIRST_WITH_ERASURES in migrations:
        erasures = [public_id for (public_id,) in ask("SELECT public_id FROM erasure ORDER BY at, id")]
    return Facts(migrations=migrations, audit_events=events, audit_hash=last, erasures=erasures, tool=tool)
