"""Letters to members: what concerns them at once, or gathered in a digest; given to the mail server one by one."""

from collections.abc import Iterable
from datetime import UTC, datetime
from email.utils import formataddr, parseaddr
from typing import Final

import structlog
from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.utils.html import format_html, format_html_join

from ..access.hearing import way_out
from ..commands import letters
from ..commands import summary_letters as summaries
from ..models import Letter
from ..queries.letters import Line, Page, page_of
from ..rules.hearing import is_summary
from ..rules.words import ByMail, Reason
from ..tongue import said, say, say_n, speaking, spoken, word
from ..tongue.formats import dated
from . import summary_letters

MOST: Final = 100
"""Lines that a letter holds; a digest with more says how many stand in the inbox."""
WHY: Final = {
    Reason.ASSIGNED: word("yours now"),
    Reason.MENTIONED: word("you are mentioned"),
    Reason.COMMENTED: word("a comment on work that you follow"),
    Reason.MOVED: word("work that you follow moved"),
    Reason.CHECK_IN: word("a check-in is due"),
    Reason.ESCALATED: word("escalated to you"),
    Reason.BREACHED: word("a promised time ran out"),
    Reason.FOUND: word("a risk that you can do something about"),
}
_DAY: Final = {"en": "EEE dd MMM y", "de": "EEE, d. MMM y"}
_log = structlog.get_logger()


def send_letters() -> int:
    """Write what is due and send all that waits; return how many letters went out.

    A letter is taken before it is given to the server, and noted after: a process that dies in between has it sent
    once more, with the same Message-ID, and never again.
    """
    letters.write(now=datetime.now(UTC))
    summaries.write(now=datetime.now(UTC))
    count = 0
    refused: list[tuple[Letter, str]] = []
    while (letter := letters.claim(now=datetime.now(UTC))) is not None:
        try:
            count += _send(letter)
        except Exception as error:  # whatever a mail server or an address does wrong must not stop the other letters
            _log.warning("a letter could not be sent", letter=letter.pk, exc_info=True)
            refused.append((letter, f"{type(error).__name__}: {error}"))
    for letter, problem in refused:
        letters.failed(letter, problem=problem)
    return count


def _send(letter: Letter) -> bool:
    now = datetime.now(UTC)
    message = _message(letter, now=now)
    if message is None:
        letters.close(letter, sent=False, now=now, problem="nothing was left to tell")
        return False
    message.send()
    letters.close(letter, sent=True, now=datetime.now(UTC))
    return True


def _message(letter: Letter, *, now: datetime) -> EmailMultiAlternatives | None:
    with speaking(letters.language_of(letter)):
        if is_summary(letter.slot):
            return summary_letters.message_of(letter, now=now)
        page = page_of(letter, now=now)
        return message_of(page, number=letter.pk) if page else None


def message_of(page: Page, *, number: int) -> EmailMultiAlternatives:
    """Return a letter as a message, in plain text and in HTML; `number` makes its id, the same at every try."""
    domain = parseaddr(settings.DEFAULT_FROM_EMAIL)[1].rpartition("@")[2] or "localhost"
    way = f"{settings.HEADWAY_URL}/unsubscribe/{way_out(page.member, ByMail.DIGEST if page.digest else ByMail.ONCE)}"
    message = EmailMultiAlternatives(
        subject=_subject(page),
        body=_text(page, way),
        to=[formataddr((_one_line(page.name), page.email))],
        headers={
            "Message-ID": f"<letter-{number}-{page.slug}@{domain}>",
            "List-Unsubscribe": f"<{way}>",
            "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
            "Auto-Submitted": "auto-generated",
        },
    )
    message.attach_alternative(_html(page, way), "text/html")
    return message


def _subject(page: Page) -> str:
    first = page.lines[0].event.item
    if page.digest or first is None:
        subject = say_n(
            "%(workspace)s: %(num)s thing that concerns you",
            "%(workspace)s: %(num)s things that concern you",
            len(page.lines),
            workspace=page.workspace,
        )
        return _one_line(subject)[:200]
    return _one_line(f"[{first.key}] {first.title}")[:200]


def _text(page: Page, way: str) -> str:
    parts = [_line(line, page) for line in page.lines[:MOST]]
    return "\n\n".join([*parts, *_more(page), *(f"{words}\n{link}" for words, link in _foot(page, way))]) + "\n"


def _line(line: Line, page: Page) -> str:
    item = line.event.item
    about = [f"{item.key}  {_one_line(item.title)}"] if item else []
    link = [f"    {_address(item.key)}"] if item else []
    return "\n".join([*about, f"    {_said(line)}", f"    {_when(line, page)}", *link])


def _said(line: Line) -> str:
    return _one_line(f"{line.event.who.name if line.event.who else 'Headway'} {line.event.text}")[:500]


def _when(line: Line, page: Page) -> str:
    why = WHY.get(Reason(line.reason), line.reason) if line.reason in list(Reason) else line.reason
    at = line.event.at.astimezone(page.zone)
    return f"{dated(at.date(), _DAY)} {at:%H:%M %Z} · {said(why)}"


def _address(key: str) -> str:
    return f"{settings.HEADWAY_URL}/items/{key}"


def _more(page: Page) -> list[str]:
    left = len(page.lines) - MOST
    return [say("And %(count)s more in your inbox.", count=left)] if left > 0 else []


def _foot(page: Page, way: str) -> Iterable[tuple[str, str]]:
    yield say("Your inbox:"), f"{settings.HEADWAY_URL}/inbox"
    yield say("Choose what comes by mail:"), f"{settings.HEADWAY_URL}/settings/notifications"
    yield say("No more digests:") if page.digest else say("No more letters at once:"), way


_FRAME: Final = (
    '<!DOCTYPE html><html lang="{}"><head><meta charset="utf-8">'
    '<meta name="viewport" content="width=device-width, initial-scale=1"><title>{}</title></head>'
    '<body style="font-family: system-ui, sans-serif; line-height: 1.5; max-width: 40rem; margin: 1rem auto; '
    'padding: 0 1rem">{}{}<hr><p style="font-size: .85em">{}</p></body></html>'
)
_PIECE: Final = '<p><a href="{}"><b>{}</b></a> {}<br>{}<br><small>{}</small></p>'


def _html(page: Page, way: str) -> str:
    pieces = ((*_head(line), _said(line), _when(line, page)) for line in page.lines[:MOST])
    return format_html(
        _FRAME,
        spoken(),
        _subject(page),
        format_html_join("", _PIECE, pieces),
        format_html_join("", "<p>{}</p>", ((words,) for words in _more(page))),
        format_html_join(
            "<br>", '<a href="{}">{}</a>', ((link, words.rstrip(":")) for words, link in _foot(page, way))
        ),
    )


def _head(line: Line) -> tuple[str, str, str]:
    item = line.event.item
    return (_address(item.key), item.key, _one_line(item.title)) if item else (settings.HEADWAY_URL, "Headway", "")


def _one_line(text: str) -> str:
    return " ".join(text.split())
