"""Reads what mail servers send back when an email did not arrive: delivery status notifications (RFC 3464)."""

import email
import email.policy
import re
from collections.abc import Iterator
from dataclasses import dataclass
from email.message import Message

LARGEST_BYTES = 2**20
LONGEST_DIAGNOSTIC = 200
_STATUS = re.compile(r"[245]\.\d{1,3}\.\d{1,3}")
_MESSAGE_ID = re.compile(r"<([^<>\s@]{1,200})@[^<>\s]{1,255}>")


@dataclass(frozen=True)
class Bounce:
    """One recipient's final failure; `name` is the part of our Message-ID before the @."""

    name: str
    address: str
    status: str
    diagnostic: str


def read(raw: bytes) -> list[Bounce]:
    """The final failures that a message reports about an email of ours; none for any other message.

    Reports of delay and of success are passed over, and so is a report that does not return our Message-ID.
    """
    if len(raw) > LARGEST_BYTES:
        return []
    message = email.message_from_bytes(raw, policy=email.policy.compat32)
    if message.get_content_type() != "multipart/report":
        return []
    parts = list(message.walk())
    name = _returned_name(parts)
    if not name:
        return []
    statuses = [part for part in parts if part.get_content_type() == "message/delivery-status"]
    return [bounce for part in statuses for bounce in _bounces(part, name)]


def _returned_name(parts: list[Message]) -> str:
    """Out of the returned email or its headers; a returned header block is read as the message it begins."""
    for part in parts:
        kind = part.get_content_type()
        headers: Message = part
        if kind == "text/rfc822-headers":
            headers = email.message_from_string(_text(part), policy=email.policy.compat32)
        elif kind == "message/rfc822":
            headers = next(iter(_inside(part)), Message())
        else:
            continue
        found = _MESSAGE_ID.search(_line(headers, "Message-ID"))
        if found:
            return found.group(1)
    return ""


def _bounces(status: Message, name: str) -> Iterator[Bounce]:
    """One block of fields for the message, then one for each recipient."""
    for block in _inside(status):
        code = _STATUS.search(_line(block, "Status"))
        address = _address(block)
        if _line(block, "Action").lower() == "failed" and code and code.group().startswith("5") and address:
            diagnostic = _line(block, "Diagnostic-Code").rpartition(";")[2].strip()
            yield Bounce(name, address, code.group(), _without(diagnostic, address))


def _address(block: Message) -> str:
    """The address as we wrote it, if the server says so, else as it was rewritten."""
    for field in ("Original-Recipient", "Final-Recipient"):
        kind, _, address = _line(block, field).partition(";")
        if kind.strip().lower() in {"rfc822", "utf-8"} and "@" in address:
            return address.strip().strip("<>").lower()
    return ""


def _without(diagnostic: str, address: str) -> str:
    """What the server said, short, and without the address: it is kept and shown."""
    said = re.sub(re.escape(address), "the address", diagnostic, flags=re.IGNORECASE)
    return "".join(mark if mark.isprintable() else " " for mark in said)[:LONGEST_DIAGNOSTIC]


def _inside(part: Message) -> list[Message]:
    payload = part.get_payload()
    return [inner for inner in payload if isinstance(inner, Message)] if isinstance(payload, list) else []


def _line(message: Message, field: str) -> str:
    return " ".join(str(message.get(field, "")).split())


def _text(part: Message) -> str:
    payload = part.get_payload(decode=True)
    return payload.decode("utf-8", "replace") if isinstance(payload, bytes) else ""
