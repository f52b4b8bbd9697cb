"""The week's summary as a letter: the sentences that its reader would be shown, with where to see for himself."""

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from email.utils import formataddr, parseaddr
from typing import Final

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from ..access.actor import actor_for
from ..access.hearing import chosen, way_out
from ..insights.summaries import ShowSummary, Summary
from ..models import Letter, Member
from ..queries.base import Look, ask
from ..queries.clock import zone_of
from ..rules.summaries import Sentence
from ..rules.summaries.linked import pieces
from ..rules.words import ByMail, Reason
from ..tongue import SOURCE, say, spoken
from ..tongue.formats import day

WEEK: Final = timedelta(days=7)
_FRAME: Final = (
    '<!DOCTYPE html><html lang="{}"><head><meta charset="utf-8">'
    '<meta name="viewport" content="width=device-width, initial-scale=1"><title>{}</title></head>'
    '<body style="font-family: system-ui, sans-serif; line-height: 1.5; max-width: 40rem; margin: 1rem auto; '
    'padding: 0 1rem"><h1 style="font-size: 1.25em">{}</h1>{}<hr><p style="font-size: .85em">{}</p></body></html>'
)


def message_of(letter: Letter, *, now: datetime) -> EmailMultiAlternatives | None:
    """Return the letter; None where its reader has left, or wants it no more."""
    member = Member.objects.select_related("user", "workspace").get(pk=letter.member_id)
    here = member.active and member.user is not None and member.user.is_active
    if not here or chosen([member.pk]).of(member.pk, Reason.SUMMARY).mail is not ByMail.ONCE:
        return None
    said = _week(member, letter.slot or now, now=now)
    subject = _one_line(
        say(
            "%(workspace)s: summary of %(first)s to %(last)s",
            workspace=member.workspace.name,
            first=_day(said.first),
            last=_day(said.last),
        )
    )[:200]
    way = f"{settings.HEADWAY_URL}/unsubscribe/{way_out(member.pk, Reason.SUMMARY)}"
    message = EmailMultiAlternatives(
        subject=subject,
        body=_text(said, way),
        to=[formataddr((_one_line(member.name), member.email))],
        headers={
            "Message-ID": f"<letter-{letter.pk}-{member.workspace.slug}@{_domain()}>",
            "List-Unsubscribe": f"<{way}>",
            "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
            "Auto-Submitted": "auto-generated",
        },
    )
    message.attach_alternative(_html(said, subject, way), "text/html")
    return message


def _week(member: Member, slot: datetime, *, now: datetime) -> Summary:
    """The seven days before the day of the letter, as its reader sees them now."""
    actor = actor_for(member=member, via="mail")
    today = slot.astimezone(zone_of(Look(actor=actor, now=now))).date()
    said: Summary = ask(ShowSummary(since=today - WEEK, until=today - timedelta(days=1)), actor=actor, now=now)
    return said


def _text(said: Summary, way: str) -> str:
    lines = "\n\n".join(f"- {one.text}" for one in said.sentences)
    return "\n\n".join([lines, *(f"{words}:\n{link}" for words, link in _foot(said, way))]) + "\n"


def _foot(said: Summary, way: str) -> Iterable[tuple[str, str]]:
    yield say("Where each number comes from"), f"{settings.HEADWAY_URL}/summary?since={said.first}&until={said.last}"
    yield say("Choose what comes by mail"), f"{settings.HEADWAY_URL}/settings/notifications"
    yield say("No more summaries"), way


def _html(said: Summary, subject: str, way: str) -> str:
    lines = format_html_join("", "<p>{}</p>", ((_linked(one),) for one in said.sentences))
    foot = format_html_join("<br>", '<a href="{1}">{0}</a>', _foot(said, way))
    return format_html(_FRAME, spoken(), subject, subject, lines, foot)


def _linked(one: Sentence) -> SafeString:
    return format_html_join("", "{}", ((_piece(it.text, it.href),) for it in pieces(one.text, one.facts)))


def _piece(text: str, href: str) -> str:
    return format_html('<a href="{}">{}</a>', f"{settings.HEADWAY_URL}{href}", text) if href else text


def _day(value: date) -> str:
    """A day in a subject: as ISO 8601 has it in English, else as the language has it."""
    return value.isoformat() if spoken() == SOURCE else day(value, year=True)


def _domain() -> str:
    return parseaddr(settings.DEFAULT_FROM_EMAIL)[1].rpartition("@")[2] or "localhost"


def _one_line(text: str) -> str:
    return " ".join(text.split())
