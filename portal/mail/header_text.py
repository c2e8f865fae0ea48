"""Text as header fields may carry it: no line breaks ever, long or foreign text as RFC 2047 encoded words."""

import re
from base64 import b64encode
from email.utils import getaddresses
from functools import lru_cache

import idna
from flask_mail import BadHeaderError

_PLAIN = re.compile(r"[\x20-\x7e]{0,66}")
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff]")
_FIELD_NAME = re.compile(r"[A-Za-z][A-Za-z0-9-]{0,60}")
_FIELD_VALUE = re.compile(r"[\x21-\x7e][\x20-\x7e]{0,899}")
_ADDRESS = re.compile(r"""([^\s@<>(),:;"\\\[\]]{1,64})@([^\s@<>(),:;"\\\[\]]{1,253})""")
_MESSAGE_ID = re.compile(r"<?([\w.!#$%&'*+/=?^`{|}~-]{1,120}@[\w.-]{1,120})>?", re.ASCII)
_OWN_FIELD = re.compile(
    r"auto-submitted|bcc|cc|date|from|message-id|mime-version|received|return-path|sender|subject|to"
    r"|(content|resent)-.*",
    re.IGNORECASE,
)
_WORD_BYTES = 42  # makes an encoded word of 68 characters, so that "Subject: " fits on its line of 78


@lru_cache(maxsize=256)  # a wave has one subject
def unstructured(text: str) -> str:
    """`text` as a header value; raises BadHeaderError if it holds a line break or a control character."""
    if _CONTROL.search(text):
        raise BadHeaderError("A header holds a line break or a control character.")
    stripped = text.strip()
    if _PLAIN.fullmatch(stripped) and "=?" not in stripped:
        return stripped
    return "\r\n ".join(f"=?utf-8?b?{b64encode(word).decode()}?=" for word in _words(stripped))


def _words(text: str) -> list[bytes]:
    words = [b""]
    for character in text:
        encoded = character.encode()
        if len(words[-1]) + len(encoded) > _WORD_BYTES:
            words.append(b"")
        words[-1] += encoded
    return words


@lru_cache(maxsize=16)
def sender(mail_from: str) -> tuple[str, str]:
    """The From value and the envelope address of `Name <address>`; raises ValueError with one sentence."""
    [(name, bare), *others] = getaddresses([mail_from]) or [("", "")]
    try:
        if others or _CONTROL.search(mail_from):
            raise BadHeaderError("There is one sender, on one line.")
        written, envelope = unstructured(name), address(bare)
    except BadHeaderError:
        raise ValueError("The sender of emails is written as: Name <address@example.org>.") from None
    if not envelope.isascii():
        raise ValueError("The sender of emails needs an address in ASCII.")
    if not name:
        return envelope, envelope
    if written.startswith("=?"):
        return f"{written}\r\n <{envelope}>", envelope
    quoted = written.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{quoted}" <{envelope}>', envelope


def address(text: str) -> str:
    """The bare address `text` with its domain in ASCII; the part before the @ may be Unicode.

    Raises BadHeaderError for more than one address, a display name, or anything that could leave the header.
    """
    found = _ADDRESS.fullmatch(text)
    if found is None or _CONTROL.search(text):
        raise BadHeaderError("The recipient is not one plain address.")
    local, domain = found.groups()
    if not domain.isascii():
        domain = _ascii_domain(domain)
    return f"{local}@{domain}"


def _ascii_domain(domain: str) -> str:
    try:
        return idna.encode(domain, uts46=True).decode()
    except idna.IDNAError:
        raise BadHeaderError("The domain of the recipient can not be written in ASCII.") from None


def message_id(text: str) -> str:
    """The Message-ID in its angle brackets; raises BadHeaderError unless it is `left@right` in ASCII."""
    found = _MESSAGE_ID.fullmatch(text)
    if found is None:
        raise BadHeaderError("The Message-ID is not of the form left@right.")
    return f"<{found[1]}>"


def extra_field(name: str, value: str) -> str:
    """One further header line; raises BadHeaderError for a line break or a field of the portal's own."""
    if _OWN_FIELD.fullmatch(name) or not _FIELD_NAME.fullmatch(name):
        raise BadHeaderError("A further header has a name that is not free.")
    if not _FIELD_VALUE.fullmatch(value):
        raise BadHeaderError("A further header is not plain ASCII on one line.")
    return f"{name}: {value}\r\n"
