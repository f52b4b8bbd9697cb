"""Letters to reporters outside: written from notices, and given to the mail server one by one."""

from datetime import UTC, datetime
from email.utils import formataddr, parseaddr

import structlog
from django.conf import settings
from django.core.mail import EmailMessage

from ..commands import notices
from ..commands.mails import thread_of
from ..models import Notice
from ..rules.report_words import about, state_words
from ..tongue import say, speaking, word

_log = structlog.get_logger()
_LEADS = {
    notices.RECEIVED: word("Thank you for telling us. We have your report:"),
    notices.MOVED: word("There is news of your report:"),
    notices.ANSWERED: word("There is an answer to your report:"),
    notices.ORIGINAL: word("What you reported is resolved, with an earlier report of the same:"),
}


def send_notices() -> int:
    """Send all that waits, and return how many letters went out. A server that fails is tried again with the next run.

    A letter is claimed before it is given to the server: a process that dies in between leaves it unsent, rather than
    send it twice.
    """
    count = 0
    refused: list[Notice] = []
    while (notice := notices.claim(now=datetime.now(UTC))) is not None:
        try:
            letter(notice).send()
        except Exception as error:  # whatever a mail server or its address does wrong must not stop the other letters
            _log.warning("a letter could not be sent", notice=notice.pk, exc_info=True)
            notice.problem = f"{type(error).__name__}: {error}"
            refused.append(notice)
        else:
            notices.sent(notice, now=datetime.now(UTC))
            count += 1
    for notice in refused:
        notices.failed(notice, problem=notice.problem)
    return count


def letter(notice: Notice) -> EmailMessage:
    """Return the letter of a notice; its id ties answers to the report."""
    with speaking(notices.language_of(notice) or settings.HEADWAY_LANGUAGE):
        return _letter(notice)


def _letter(notice: Notice) -> EmailMessage:
    report, item = notice.report, notice.report.item
    words = state_words(item.category, item.resolution)
    answer, title = notices.said_in(notice), _one_line(notices.title_of(report))
    parts = [
        say(_LEADS[notice.what]),
        f"    {item.key}  {title}",
        _state(words) if notice.what != notices.ORIGINAL else say("If it comes back, say so."),
        *([answer] if answer else []),
        f"{say('Its state, and a place to answer:')}\n{settings.HEADWAY_URL}/reported/{report.link}",
        say("You can also answer this message."),
    ]
    domain = parseaddr(settings.DEFAULT_FROM_EMAIL)[1].rpartition("@")[2] or "localhost"
    thread = thread_of(report)
    return EmailMessage(
        subject=f"[{item.key}] {title}"[:200],
        body="\n\n".join(parts) + "\n",
        to=[formataddr((_one_line(report.contact_name), report.contact_email))],
        headers={
            "Message-ID": f"<{thread}-{notice.pk}@{domain}>",
            "References": f"<{thread}-0@{domain}>",
            "Auto-Submitted": "auto-generated",
        },
    )


def _state(words: str) -> str:
    return say("It is now: %(state)s. %(about)s", state=words, about=about(words))


def _one_line(text: str) -> str:
    return " ".join(text.split())
