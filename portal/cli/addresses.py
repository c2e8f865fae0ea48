"""Addresses as they are written at the command line."""

from typing import Any

import click


class HostPort(click.ParamType[tuple[str, int]]):
    """HOST:PORT, or only PORT for this machine itself."""

    name = "host:port"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> tuple[str, int]:
        """The host and the port."""
        if isinstance(value, tuple):
            return value
        host, _, port = str(value).rpartition(":")
        if not port.isdecimal() or not 0 < int(port) < 65536:
            self.fail(f"{value} is not an address such as 127.0.0.1:8000.", param, ctx)
        return host.strip("[]") or "127.0.0.1", int(port)


def written(address: tuple[str, int]) -> str:
    """The address as servers take it."""
    host, port = address
    return f"[{host}]:{port}" if ":" in host else f"{host}:{port}"
