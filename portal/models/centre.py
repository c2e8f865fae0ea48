"""A centre: where exams are taken, and whose staff see only their own."""

from peewee import CharField

from portal.models.base import Table, UtcDateTimeField


class Centre(Table):
    """`number` is two letters and three digits; one that does not begin with ZZ is a real centre."""

    number = CharField(max_length=5, unique=True)
    name = CharField(max_length=200)
    country = CharField(max_length=2)
    timezone = CharField(max_length=64)
    contact_name = CharField(max_length=200)
    contact_email = CharField(max_length=254)
    contact_phone = CharField(max_length=40, default="")
    created_at = UtcDateTimeField()
