"""Signatures as Flask and Flask-WTF make and take them; what is the same each time is worked out once."""

import hashlib
import hmac
from collections.abc import Iterator
from typing import Any

from itsdangerous import TimestampSigner, URLSafeTimedSerializer
from itsdangerous.encoding import base64_encode
from itsdangerous.signer import SigningAlgorithm
from itsdangerous.url_safe import URLSafeSerializerMixin


class _Hmac(SigningAlgorithm):
    """In one step; the usual one builds an object in Python for each signature."""

    def __init__(self, digest: str) -> None:
        self._digest = digest

    def get_signature(self, key: bytes, value: bytes) -> bytes:
        return hmac.digest(key, value, self._digest)


class _Signer(TimestampSigner):
    """Derives the key of a signature once."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._keys: dict[str | bytes | None, bytes] = {}

    def derive_key(self, secret_key: str | bytes | None = None) -> bytes:
        if secret_key not in self._keys:
            self._keys[secret_key] = super().derive_key(secret_key)
        return self._keys[secret_key]


class Serializer(URLSafeTimedSerializer):
    """One for each purpose, kept as long as the application; `digest` is the name of a hash function."""

    def __init__(self, keys: list[str], *, salt: str, key_derivation: str, digest: str, **kwargs: Any) -> None:
        how: dict[str, Any] = {
            "key_derivation": key_derivation, "digest_method": getattr(hashlib, digest), "algorithm": _Hmac(digest),
        }  # fmt: skip
        super().__init__(keys, salt=salt, signer=_Signer, signer_kwargs=how, **kwargs)
        self._kept = _Signer(keys, salt=salt, **how)

    def dump_payload(self, obj: Any) -> bytes:
        """Not compressed: what is signed here is too short to gain by it."""
        return base64_encode(super(URLSafeSerializerMixin, self).dump_payload(obj))

    def make_signer(self, salt: str | bytes | None = None) -> TimestampSigner:
        return self._kept

    def iter_unsigners(self, salt: str | bytes | None = None) -> Iterator[TimestampSigner]:
        yield self._kept
