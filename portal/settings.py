"""The settings: read once from the environment, frozen, checked before anything starts."""

import os
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import Any, Self
from urllib.parse import urlsplit

ROOT = Path(__file__).resolve().parent.parent
PREFIX = "PORTAL_"


class SettingError(Exception):
    """One setting is wrong; the message names it and says what it takes."""


def _text(value: str) -> str:
    return value.strip()


def _flag(value: str) -> bool:
    if value.strip().lower() in {"1", "true", "yes", "on"}:
        return True
    if value.strip().lower() in {"0", "false", "no", "off", ""}:
        return False
    raise ValueError("takes 1 or 0")


def _number(low: int, high: int) -> Callable[[str], int]:
    def parse(value: str) -> int:
        if not value.strip().isdecimal() or not low <= int(value) <= high:
            raise ValueError(f"takes a whole number from {low} to {high}")
        return int(value)

    return parse


def _choice(*words: str) -> Callable[[str], str]:
    def parse(value: str) -> str:
        if value.strip() not in words:
            raise ValueError("takes " + " or ".join(words))
        return value.strip()

    return parse


def _url(*schemes: str) -> Callable[[str], str]:
    def parse(value: str) -> str:
        if urlsplit(value).scheme not in schemes:
            raise ValueError("begins with " + " or ".join(f"{scheme}:" for scheme in schemes))
        return value.strip()

    return parse


def _public_url(value: str) -> str:
    parts = urlsplit(value.strip())
    if parts.scheme not in {"http", "https"} or not parts.hostname or parts.path not in {"", "/"}:
        raise ValueError("takes an address such as https://results.example.org, without a path")
    return value.strip().rstrip("/")


def _words(value: str) -> tuple[str, ...]:
    return tuple(word for word in value.replace(",", " ").split() if word)


def _secret(value: str) -> str:
    if len(value) < 32 or len(set(value)) < 10 or "changeme" in value.lower():
        raise ValueError("takes at least 32 random characters, for example from: openssl rand -hex 32")
    return value


def _folder(value: str) -> str:
    if value.strip() and not Path(value.strip()).is_dir():
        raise ValueError("takes a folder that is there")
    return value.strip()


def _level(value: str) -> str:
    if value.upper() not in {"DEBUG", "INFO", "WARNING", "ERROR"}:
        raise ValueError("takes DEBUG, INFO, WARNING or ERROR")
    return value.upper()


def _setting(parse: Callable[[str], Any], default: Any, meaning: str) -> Any:
    return field(default=default, metadata={"parse": parse, "meaning": meaning})


@dataclass(frozen=True, kw_only=True)
class Settings:
    """Every setting is read from the environment variable PORTAL_<NAME>."""

    secret_key: str = _setting(_secret, "", "signs cookies and links; at least 32 random characters")
    database_url: str = _setting(
        _url("sqlite", "postgresql"),
        f"sqlite:///{ROOT / 'instance' / 'portal.db'}",
        "sqlite:///FILE or postgresql://USER@HOST/NAME",
    )
    queue_url: str = _setting(
        _url("sqlite", "redis", "rediss", "postgresql"),
        f"sqlite:///{ROOT / 'instance' / 'queue.db'}",
        "where wake-ups wait: sqlite:///FILE, redis://HOST/N or postgresql://USER@HOST/NAME",
    )
    public_url: str = _setting(_public_url, "http://127.0.0.1:8000", "the address people type; links use it")
    trusted_hosts: tuple[str, ...] = _setting(
        _words, (), "further host names to answer for, besides the one of PUBLIC_URL"
    )
    trusted_proxies: int = _setting(_number(0, 5), 0, "how many proxies stand in front and set X-Forwarded-For")
    mail_url: str = _setting(
        _url("smtp", "smtps", "file"), f"file:{ROOT / 'instance' / 'mail'}", "smtp://, smtps:// or file:DIR"
    )
    mail_from: str = _setting(_text, "Candidate Portal <no-reply@example.org>", "the sender of every email")
    mail_rate: int = _setting(_number(1, 100_000), 100, "most emails a second that one worker sends")
    mail_deadline_seconds: int = _setting(
        _number(1, 300), 30, "the most that one email may take; a dead worker's emails are taken over after twice that"
    )
    mail_retry_seconds: int = _setting(
        _number(1, 3600), 60, "how soon an email that was put off is tried again; doubles up to 240 times that"
    )
    mail_uncertain: str = _setting(
        _choice("resend", "hold"), "resend", "an email that may have arrived: resend it once, or hold it for a person"
    )
    bounce_folder: str = _setting(
        _folder, "", "a Maildir or folder that returned emails are dropped into; the worker reads it every minute"
    )
    keep_sessions_days: int = _setting(_number(1, 3650), 30, "days that a login session is listed after its last use")
    keep_links_days: int = _setting(
        _number(1, 3650), 30, "days that a link sent by email is remembered once it is dead"
    )
    keep_emails_days: int = _setting(
        _number(14, 3650), 180, "days until an email gives up its address and link; that it was sent stays"
    )
    keep_files_days: int = _setting(
        _number(14, 3650), 180, "days until an imported file's problems, changes and content go; its record stays"
    )
    keep_unclaimed_years: int = _setting(
        _number(1, 100), 3, "years after the exam until an entry that nobody claimed goes; one with a result keeps that"
    )
    keep_accounts_years: int = _setting(
        _number(1, 100),
        10,
        "years after its last exam and its registration until an account is erased that nobody signs in to",
    )
    board_name: str = _setting(_text, "Examinations Board", "the name of the board, as people read it")
    approvals_required: int = _setting(_number(1, 2), 2, "how many people approve a release batch, 1 or 2")
    demonstration: bool = _setting(_flag, False, "made-up people and a mailbox page; refuses real centres")
    demo_folder: str = _setting(_text, str(ROOT / "instance" / "demo"), "where the demonstration keeps its mail")
    time_travel: bool = _setting(_flag, False, "lets QA move the business clock; refuses real centres")
    qa_token: str = _setting(_text, "", "with TIME_TRAVEL: opens /qa/ to who sends it; empty keeps it closed")
    metrics_token: str = _setting(_text, "", "opens /metrics to who sends it; empty keeps it closed")
    log_level: str = _setting(_level, "INFO", "DEBUG, INFO, WARNING or ERROR")
    web_workers: int = _setting(_number(1, 64), 2, "web server processes")
    web_threads: int = _setting(_number(1, 64), 6, "threads in each web server process; three may wait for hashing")
    catalogue_file: str = _setting(_text, "", "another exam catalogue than the one that ships")
    statement_fonts: str = _setting(
        _folder, "", "a folder with fonts for names in scripts that the statement's own fonts lack"
    )
    texts_folder: str = _setting(_text, "", "a folder with terms, privacy and help texts of your own")

    @classmethod
    def from_env(cls, environ: Mapping[str, str] | None = None) -> Self:
        """Read every PORTAL_ variable.

        Raises SettingError for a value that can not be used, for an unknown PORTAL_ name, and for a missing
        secret key outside the demonstration.
        """
        env = os.environ if environ is None else environ
        known = {PREFIX + f.name.upper(): f for f in fields(cls)}
        for name in env:
            if name.startswith(PREFIX) and name not in known and not name.startswith(PREFIX + "TEST"):
                raise SettingError(f"{name} is not a setting of this portal. Run `portal check` to see them all.")
        values = {f.name: _read(name, env[name], f.metadata["parse"]) for name, f in known.items() if name in env}
        settings = cls(**values)
        if settings.qa_token and not settings.time_travel:
            raise SettingError(f"{PREFIX}QA_TOKEN works only together with {PREFIX}TIME_TRAVEL=1.")
        if not settings.secret_key:
            raise SettingError(f"{PREFIX}SECRET_KEY is missing: set at least 32 random characters.")
        return settings

    @property
    def secure(self) -> bool:
        """Whether people reach the portal over HTTPS; cookies and headers depend on it."""
        return self.public_url.startswith("https:")

    @property
    def hosts(self) -> list[str]:
        """Host names this portal answers for; everything else gets 400."""
        return [urlsplit(self.public_url).hostname or "", *self.trusted_hosts]


def _read(name: str, value: str, parse: Callable[[str], Any]) -> Any:
    try:
        return parse(value)
    except ValueError as wrong:
        raise SettingError(f"{name} {wrong}.") from None
