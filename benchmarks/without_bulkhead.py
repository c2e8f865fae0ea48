"""The portal with nothing that bounds the hashing of passwords: what the storm does to it then."""

from collections.abc import Callable
from typing import Any

from portal.services import hashing


class Unbounded:
    """Every thread hashes for itself."""

    def require_place(self) -> None:
        pass

    def run(self, job: Callable[..., Any], *args: Any) -> Any:
        return job(*args)


hashing.queue = Unbounded
from wsgi import app  # noqa: E402 - after the bulkhead is taken out

__all__ = ["app"]
