"""Electronic mail as it comes in: any bytes at all become a letter or are told to be none; nothing in it is trusted."""

import contextlib
import html
import re
from collections.abc import Iterator
from dataclasses import dataclass
from email import policy
from email.header import decode_header, make_header
from email.message import Message
from email.parser import BytesParser
from email.utils import parseaddr
from hashlib import sha256
from typing import Final

LONGEST: Final = 100_000
KEY: Final = re.compile(r"\b([A-Za-z][A-Za-z0-9_]{0,19}-[1-9][0-9]{0,11})\b")
_ADDRESS: Final = re.compile(r"[^@\s<>,;\x00]{1,200}@[^@\s<>,;\x00]{1,200}\.[^@\s<>,;\x00]{1,50}")
_ID: Final = re.compile(r"<([^<>\s]{1,300})>")
_QUOTE: Final = re.compile(r"^(on .{0,200} wrote:|-{3,} ?original message ?-{3,}|_{20,}|am .{0,200} schrieb.*:)$", re.I)
_BULK: Final = frozenset({"bulk", "junk", "list", "auto_reply"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Letter:
    """What is read of a message. `references` are the ids of messages that it answers, nearest first.

    `automatic` says that a machine wrote it: an answer to it would begin a quarrel of machines.
    """

    digest: str
    sender: str
    sender_name: str
    subject: str
    body: str
    references: tuple[str, ...]
    attachments: tuple[str, ...]
    automatic: bool


def read_letter(raw: bytes) -> Letter:
    """Read a message of RFC 822, however broken; what cannot be read of it is left out."""
    message = _parsed(raw)
    name, address = _sender(message)
    ids = [*_ids(message, "In-Reply-To"), *reversed(_ids(message, "References"))]
    own = _ids(message, "Message-ID")
    return Letter(
        digest=sha256(own[0].encode() if own else raw).hexdigest(),
        sender=address,
        sender_name=name,
        subject=_header(message, "Subject")[:500],
        body=_body(message),
        references=tuple(dict.fromkeys(ids))[:100],
        attachments=tuple(_attachments(message))[:100],
        automatic=_automatic(message),
    )


def keys_in(subject: str) -> list[str]:
    """Return the keys of items that a subject names, in order, in capitals."""
    return list(dict.fromkeys(found.upper() for found in KEY.findall(subject)))


def _parsed(raw: bytes) -> Message:
    # The older policy reads what the newer one stumbles over.
    return BytesParser(policy=policy.compat32).parsebytes(raw)


def _header(message: Message, name: str) -> str:
    value = str(message.get(name, "") or "")
    with contextlib.suppress(ValueError, LookupError, UnicodeError):
        value = str(make_header(decode_header(value)))
    return clean(" ".join(value.split()))


def clean(text: str) -> str:
    """Return a text without what no text holds: NUL, other control characters, halves of characters."""
    kept = "".join(one for one in text if one in "\n\t" or (ord(one) >= 32 and ord(one) != 127))
    return kept.encode("utf-8", "replace").decode("utf-8").strip()


def _sender(message: Message) -> tuple[str, str]:
    try:
        name, address = parseaddr(_header(message, "From"))
    except (ValueError, IndexError):
        return "", ""
    found = _ADDRESS.fullmatch(address.strip().lower())
    return name.strip()[:200], found.group()[:254] if found else ""


def _ids(message: Message, name: str) -> list[str]:
    return _ID.findall(str(message.get(name, "") or ""))


def _automatic(message: Message) -> bool:
    submitted = _header(message, "Auto-Submitted").lower()
    loops = submitted not in ("", "no") or _header(message, "Precedence").lower() in _BULK
    bounce = str(message.get("Return-Path", "")).strip() == "<>" or message.get_content_type() == "multipart/report"
    return loops or bounce or "List-Id" in message or "X-Autoreply" in message


def _leaves(message: Message) -> Iterator[Message]:
    return (part for part in message.walk() if not part.is_multipart())


def _body(message: Message) -> str:
    """The words of the message: its plain text, else its HTML without the marks; what it quotes is cut off."""
    parts = [part for part in _leaves(message) if not _named(part)]
    for type_ in ("text/plain", "text/html"):
        text = "\n\n".join(_text(part) for part in parts if part.get_content_type() == type_)
        if text.strip():
            return clean(_own_words(_unmarked(text) if type_ == "text/html" else text))[:LONGEST]
    return ""


def _text(part: Message) -> str:
    raw = part.get_payload(decode=True)
    if not isinstance(raw, bytes):
        return str(part.get_payload() or "")
    try:
        return raw.decode(str(part.get_content_charset() or "utf-8"), "replace")
    except LookupError:
        return raw.decode("utf-8", "replace")


def _unmarked(markup: str) -> str:
    markup = re.sub(r"(?is)<(script|style|head)\b.*?(</\1\s*>|\Z)", " ", markup[: 4 * LONGEST])
    markup = re.sub(r"(?i)<(br|/p|/div|/li|/tr|/h[1-6])\b[^>]{0,500}>", "\n", markup)
    return html.unescape(re.sub(r"<[^>]{0,5000}>", "", markup))


def _own_words(text: str) -> str:
    """A text up to where it quotes what it answers; all of it where nothing stands before that."""
    lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    for place, line in enumerate(lines):
        if _QUOTE.match(line.strip()[:400]) or line.rstrip() == "--":
            lines = lines[:place]
            break
    own = [line for line in lines if not line.startswith(">")]
    return "\n".join(own).strip() or text.strip()


def _named(part: Message) -> str:
    try:
        name = part.get_filename()
    except (ValueError, LookupError, UnicodeError, TypeError):
        name = "attachment"
    return clean(str(name))[:200] if name else ""


def _attachments(message: Message) -> Iterator[str]:
    return (name for part in _leaves(message) if (name := _named(part)))
