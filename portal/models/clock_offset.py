"""The clock offset: how far QA moved the business clock ahead of the machine's."""

from peewee import BigIntegerField, IntegerField

from portal.models.base import Table


class ClockOffset(Table):
    """One row; `microseconds` is added to the machine's time where time travel is allowed."""

    id = IntegerField(primary_key=True)
    microseconds = BigIntegerField()
