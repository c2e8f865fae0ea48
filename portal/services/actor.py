"""Who acts: a member of staff, a candidate, a command or the worker, and from which network."""

from dataclasses import dataclass
from typing import Self

from portal.models.staff import Staff


@dataclass(frozen=True)
class Actor:
    """`key` is stable and short (`staff:12`); `name` is how the audit shows it."""

    key: str
    name: str
    network: str = ""
    staff: Staff | None = None

    @classmethod
    def of_staff(cls, staff: Staff, *, network: str = "") -> Self:
        return cls(f"staff:{staff.id}", staff.name, network, staff)

    @property
    def staff_id(self) -> int | None:
        return None if self.staff is None else int(self.staff.id)


WORKER = Actor("worker", "The portal")
COMMAND = Actor("command", "The command line")
