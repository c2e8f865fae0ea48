"""What a command that works on a file itself needs besides the intakes: its problems, and to leave no trace."""

from portal.models.intake import Intake
from portal.models.intake_problem import IntakeProblem


def problems(intake: Intake) -> list[IntakeProblem]:
    """The problems that the check kept, in the order of the file, errors and warnings together."""
    return list(
        IntakeProblem.select().where(IntakeProblem.intake == intake.id).order_by(IntakeProblem.row, IntakeProblem.id)
    )


def forget(intake: Intake) -> None:
    """Remove what a dry run kept: nothing of it was saved."""
    Intake.delete().where(Intake.id == intake.id, Intake.state.in_(("checked", "refused"))).execute()
