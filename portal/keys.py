"""Keys for single purposes, derived from the one secret key so that none can stand in for another."""

import hashlib
import hmac

_root = b""


def configure(secret_key: str) -> None:
    """Called once by the composition root, before anything derives a key."""
    global _root
    _root = secret_key.encode()


def derive(purpose: str) -> bytes:
    """A 32-byte key for `purpose`. Raises RuntimeError before `configure`."""
    if not _root:
        raise RuntimeError("keys.configure was not called")
    return hmac.new(_root, b"candidate-portal:" + purpose.encode(), hashlib.sha256).digest()


def fingerprint(purpose: str, value: str) -> str:
    """A keyed, one-way name for a personal value, so that a table can count it without holding it."""
    return hmac.new(derive(purpose), value.encode(), hashlib.sha256).hexdigest()[:40]
