"""The mail server as the setting MAIL_URL describes it."""

import ipaddress
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path
from urllib.parse import SplitResult, parse_qs, unquote, urlsplit


class Tls(StrEnum):
    """How a connection is protected. Wherever TLS is spoken, the certificate is verified."""

    IMPLICIT = "implicit"
    REQUIRED = "required"
    OPPORTUNISTIC = "opportunistic"
    NO = "no"


@dataclass(frozen=True)
class MailServer:
    """Where to connect and as whom; the password appears in no `repr`."""

    host: str
    port: int
    tls: Tls
    username: str = ""
    password: str = field(default="", repr=False)


_DEFAULT_PORTS = {Tls.IMPLICIT: 465, Tls.REQUIRED: 587, Tls.OPPORTUNISTIC: 25, Tls.NO: 25}


def mail_server(url: str) -> MailServer:
    """The server of `smtp://user:pass@host:port?starttls=required|opportunistic|no` or `smtps://...`.

    Without `starttls` TLS is required, except on this machine itself. Raises ValueError with one sentence,
    which never repeats the URL because it may hold a password.
    """
    try:
        parts = urlsplit(url)
    except ValueError:
        raise ValueError("The mail URL is not written as smtp://user:password@host:port.") from None
    if parts.scheme not in {"smtp", "smtps"}:
        raise ValueError("The mail URL begins with smtp://, smtps:// or file:.")
    host = (parts.hostname or "").strip()
    if not host:
        raise ValueError("The mail URL names no host: write smtp://host:port or smtps://host:port.")
    tls = _tls(parts, host)
    username, password = unquote(parts.username or ""), unquote(parts.password or "")
    _check_sign_in(username, password, host, tls)
    return MailServer(host, _port(parts) or _DEFAULT_PORTS[tls], tls, username, password)


def mail_folder(url: str) -> Path:
    """The folder of `file:DIR` or `file:///DIR`; raises ValueError with one sentence."""
    folder = url.removeprefix("file:")
    if folder.startswith("///"):
        folder = folder[2:]
    if not folder or folder.startswith("//"):
        raise ValueError("A mail URL for a folder is written as file:DIR.")
    return Path(folder)


def _tls(parts: SplitResult, host: str) -> Tls:
    options = parse_qs(parts.query, keep_blank_values=True)
    if parts.path not in {"", "/"} or parts.fragment or options.keys() - {"starttls"}:
        raise ValueError("The mail URL takes no path and no option except starttls.")
    if parts.scheme == "smtps":
        if options:
            raise ValueError("A mail URL with smtps:// is encrypted from the start: leave starttls out.")
        return Tls.IMPLICIT
    if "starttls" not in options:
        return Tls.NO if _is_this_machine(host) else Tls.REQUIRED
    wanted = options["starttls"][-1]
    if wanted not in {Tls.REQUIRED, Tls.OPPORTUNISTIC, Tls.NO}:
        raise ValueError("The option starttls of the mail URL is required, opportunistic or no.")
    return Tls(wanted)


def _port(parts: SplitResult) -> int | None:
    try:
        return parts.port
    except ValueError:
        raise ValueError("The port of the mail URL is a number from 1 to 65535.") from None


def _check_sign_in(username: str, password: str, host: str, tls: Tls) -> None:
    if bool(username) != bool(password):
        raise ValueError("The mail URL needs both a user name and a password, or neither.")
    if not (username + password).isascii() or not (username + password + "x").isprintable():
        raise ValueError("The user name and password of the mail URL are printable ASCII.")
    if username and tls in {Tls.NO, Tls.OPPORTUNISTIC} and not _is_this_machine(host):
        raise ValueError("A mail URL with a password needs smtps:// or starttls=required.")


def _is_this_machine(host: str) -> bool:
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False
