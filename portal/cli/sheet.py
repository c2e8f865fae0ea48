"""What a scenario tells its tester: who is there, and how they sign in."""

from dataclasses import asdict, dataclass, field

from portal.cli import cast
from portal.cli.cast import Colleague
from portal.cli.demo_data import Row


@dataclass(frozen=True, kw_only=True)
class Person:
    """One person to play: `secret_number` for somebody who registers, `password` for somebody who signs in."""

    name: str
    role: str
    id_number: str = ""
    secret_number: str = ""
    email: str = ""
    password: str = ""
    about: str = ""


@dataclass(frozen=True, kw_only=True)
class Sheet:
    """A scenario's people and what is special about them."""

    people: tuple[Person, ...]
    notes: tuple[str, ...] = field(default=())

    def as_dict(self) -> dict[str, object]:
        return asdict(self)


def newcomer(row: Row, about: str = "not registered yet") -> Person:
    """A candidate with nothing but the Confirmation of Entry."""
    return Person(
        name=full_name(row), role="candidate", id_number=row["id_number"], secret_number=row["secret_number"],
        about=about,
    )  # fmt: skip


def registered(row: Row, about: str = "registered", email: str = "") -> Person:
    """A candidate with an account."""
    return Person(
        name=full_name(row), role="candidate", id_number=row["id_number"], password=cast.PASSWORD,
        email=email or row["email"], about=about,
    )  # fmt: skip


def colleague(person: Colleague, about: str = "") -> Person:
    """A member of staff, whose codes stand on the mailbox page and in `portal mail codes`."""
    place = person.centre or "all centres"
    return Person(
        name=person.name, role=person.role, email=person.email, password=cast.PASSWORD,
        about=about or place,
    )  # fmt: skip


def staff(*people: Colleague) -> tuple[Person, ...]:
    """Several members of staff; all of the cast when none are named."""
    return tuple(colleague(person) for person in people or cast.STAFF)


def full_name(row: Row) -> str:
    """The name as it stands on the Confirmation of Entry."""
    return f"{row['given_names']} {row['family_name']}".strip()
