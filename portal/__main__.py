"""`python -m portal`: what the installed `portal` command does, found by its name so that no layer is skipped."""

from importlib.metadata import entry_points

(command,) = entry_points(group="console_scripts", name="portal")
command.load()()
