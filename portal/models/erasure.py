"""An erasure: what was removed for good on request or by age, so that a restored backup can remove it again."""

from peewee import CharField

from portal.models.base import Table, UtcDateTimeField


class Erasure(Table):
    """`public_id` is that of an account, or of an entry whose contact data went.

    `silenced` is a keyed hash of the account's address: no news goes there until somebody says yes again.
    """

    public_id = CharField(max_length=20, unique=True)
    silenced = CharField(max_length=40, default="", index=True)
    at = UtcDateTimeField()
