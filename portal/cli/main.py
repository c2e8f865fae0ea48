"""The `portal` command: one group, its commands in files of their own."""

import click

from portal.cli import (
    centres,
    database,
    demo,
    import_files,
    processes,
    seeding,
    staff,
)  # fmt: skip
from portal.cli.context import LoadWake

COMMANDS: tuple[click.Command, ...] = (
    demo.demo,
    processes.web,
    processes.worker,
    database.migrate,
    seeding.seed,
    import_files.import_file,
    centres.centre,
    staff.staff,
)


@click.group(context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
def portal() -> None:
    """The Candidate Portal. Each command says more with --help.

    A command ends with 0 when it is done, 1 when it was refused, with the reason, and 2 when it was written wrongly.
    """


for command in COMMANDS:
    portal.add_command(command)


def run(load_wake: LoadWake | None = None) -> None:
    """Run the command that the process was started with; `load_wake` brings what wakes the worker."""
    portal(prog_name="portal", obj=load_wake)
