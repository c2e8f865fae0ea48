"""Keys for single purposes, derived from the one secret key so that none can stand in for another."""

import hmac
from functools import lru_cache

_root = b""


def configure(secret_key: str) -> None:
    """Called once by the composition root, before anything derives a key."""
    global _root
    _root = secret_key.encode()


def derive(purpose: str) -> bytes:
    """A 32-byte key for `purpose`. Raises RuntimeError before `configure`."""
    if not _root:
        raise RuntimeError("keys.configure was not called")
    return _derived(_root, purpose)


@lru_cache(maxsize=64)
def _derived(root: bytes, purpose: str) -> bytes:
    return hmac.digest(root, b"candidate-portal:" + purpose.encode(), "sha256")


def fingerprint(purpose: str, value: str) -> str:
    """A keyed, one-way name for a personal value, so that a table can count it without holding it."""
    return hmac.digest(derive(purpose), value.encode(), "sha256").hex()[:40]
