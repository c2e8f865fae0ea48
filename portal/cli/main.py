"""The `portal` command: one group, its commands in files of their own."""

import click

from portal.cli import (
    audit,
    backup,
    batches,
    bench,
    bounces,
    centres,
    check,
    clocks,
    database,
    demo,
    import_files,
    mail,
    outbox,
    processes,
    seeding,
    staff,
)  # fmt: skip
from portal.cli.context import Worker

COMMANDS: tuple[click.Command, ...] = (
    demo.demo,
    processes.web,
    processes.worker,
    database.migrate,
    seeding.seed,
    import_files.import_file,
    centres.centre,
    staff.staff,
    batches.batch,
    outbox.outbox,
    bounces.bounces,
    audit.audit,
    backup.backup,
    backup.restore,
    clocks.business_clock,
    mail.mail,
    check.check,
    bench.bench,
)


@click.group(context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
def portal() -> None:
    """The Candidate Portal. Each command says more with --help.

    A command ends with 0 when it is done, 1 when it was refused, with the reason, and 2 when it was written wrongly.
    """


for command in COMMANDS:
    portal.add_command(command)


def run(worker: Worker | None = None) -> None:
    """Run the command that the process was started with; `worker` is whom it may wake."""
    portal(prog_name="portal", obj=worker)
