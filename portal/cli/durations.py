"""Lengths of time as they are typed: 90s, 15m, 2h30m, 3d, 6w."""

import re
from datetime import timedelta
from typing import Any

import click

UNITS = {"w": "weeks", "d": "days", "h": "hours", "m": "minutes", "s": "seconds"}
_PART = re.compile(r"([0-9]{1,6})([wdhms])")
_WHOLE = re.compile(r"([0-9]{1,6}[wdhms])+")


class Duration(click.ParamType[timedelta]):
    """Weeks, days, hours, minutes and seconds, each at most once or added up."""

    name = "duration"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> timedelta:
        """The sum of the parts."""
        if isinstance(value, timedelta):
            return value
        typed = str(value).lower().replace(" ", "")
        if not _WHOLE.fullmatch(typed):
            self.fail(f"{value} is not a duration such as 6w, 3d, 2h30m or 90s.", param, ctx)
        return sum((timedelta(**{UNITS[unit]: int(number)}) for number, unit in _PART.findall(typed)), timedelta())
