"""Hashing of passwords and secret numbers, at costs measured for a results day on small machines."""

import base64
import hashlib
import hmac
import unicodedata
from functools import cache

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerifyMismatchError

from portal import keys
from portal.services.hash_queue import queue

# argon2id at 12 MiB and three passes: the OWASP settings that leave the most sign-ins a second here.
_PASSWORDS = PasswordHasher(time_cost=3, memory_cost=12 * 1024, parallelism=1)
# A secret number has only 10,000 values, so its hash is keyed as well and its cost is kept low for imports.
_SECRETS = PasswordHasher(time_cost=1, memory_cost=8 * 1024, parallelism=1)


def hash_password(password: str) -> str:
    """Raises Busy when too many wait for the same at this moment."""
    return queue().run(_PASSWORDS.hash, _normal(password))


def require_place() -> None:
    """Raises Busy where `hash_password` and `verify_password` would: early, before other work is done in vain."""
    queue().require_place()


def verify_password(password_hash: str | None, password: str) -> bool:
    """None, or what is no hash, stands for nobody: the same work is done, and the answer is False.

    Raises Busy, see `hash_password`.
    """
    known = password_hash if password_hash and is_hash(password_hash) else None
    right = queue().run(_verify, _PASSWORDS, known or _nobodys_password(), _normal(password))
    return right and known is not None


def is_hash(text: str) -> bool:
    """Whether a column holds the hash of a password, and not the mark of somebody who has chosen none."""
    return text.startswith("$argon2")


def hash_secret(id_number: str, secret_number: str) -> str:
    return _SECRETS.hash(_keyed(id_number, secret_number))


def verify_secret(secret_hash: str | None, id_number: str, secret_number: str) -> bool:
    """None stands for an unknown ID number: the same work is done, and the answer is False."""
    keyed = _keyed(id_number, secret_number)
    return _verify(_SECRETS, secret_hash or _nobodys_secret(), keyed) and bool(secret_hash)


def _verify(hasher: PasswordHasher, stored: str, given: str) -> bool:
    try:
        return hasher.verify(stored, given)
    except (VerifyMismatchError, InvalidHashError):
        return False


def _normal(password: str) -> str:
    return unicodedata.normalize("NFC", password)


def _keyed(id_number: str, secret_number: str) -> str:
    mixed = hmac.new(keys.derive("secret-number"), f"{id_number}:{secret_number}".encode(), hashlib.sha256)
    return base64.b64encode(mixed.digest()).decode()


@cache
def _nobodys_password() -> str:
    return _PASSWORDS.hash("the password of nobody at all")


@cache
def _nobodys_secret() -> str:
    return _SECRETS.hash("the secret of nobody at all")
