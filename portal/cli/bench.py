"""Benchmarks, which stand in a checkout beside the portal."""

import os
import sys

import click

from portal.settings import ROOT


@click.command(
    epilog="Example: portal bench import",
    context_settings={"ignore_unknown_options": True, "allow_extra_args": True},
)
@click.argument("name", required=False, default="")
@click.pass_context
def bench(context: click.Context, name: str) -> None:
    """Run one benchmark by its name; without one, all of them. Needs a checkout."""
    if not (ROOT / "benchmarks" / "__main__.py").is_file():
        raise click.ClickException("The benchmarks are not installed: run this in a checkout.")
    os.chdir(ROOT)
    arguments = [sys.executable, "-m", "benchmarks", *filter(None, [name]), *context.args]
    os.execv(sys.executable, arguments)  # noqa: S606 - this very Python, no shell
