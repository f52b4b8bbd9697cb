"""The inbox: what happened that I should know, in words; read line by line, or all at once."""

from typing import Final

from django.http import HttpResponse
from django.urls import path

from ...queries.feed import CountInbox, Inbox, ListInbox
from ...tongue import word
from ..explore.filters import address
from ..page import Visit, screen

STEP: Final = 50
REASONS: Final = {
    "assigned": ("user", word("Yours now")),
    "mentioned": ("message-square", word("You are mentioned")),
    "escalated": ("triangle-alert", word("Escalated")),
    "found": ("triangle-alert", word("A risk")),
    "breached": ("clock", word("Time ran out")),
    "check-in": ("target", word("Check-in due")),
    "commented": ("message-square", word("Comment")),
    "moved": ("arrow-right", word("Moved")),
    "automation": ("bell-off", word("Rule switched off")),
}


@screen
def inbox(visit: Visit) -> HttpResponse:
    """Show what is unread and what was read, the latest first."""
    get = visit.request.GET
    only = get.get("show") == "unread"
    found: Inbox = visit.ask(ListInbox(all=not only, limit=STEP, cursor=get.get("cursor") or None))
    show = "unread" if only else ""
    more = address("/inbox", show=show, cursor=found.next) if found.next else ""
    return visit.page("inbox/inbox.html", inbox=found, only=only, more=more, reasons=REASONS)


@screen
def unread(visit: Visit) -> HttpResponse:
    """Answer with the number that the navigation shows."""
    return HttpResponse(str(visit.ask(CountInbox()).count), content_type="text/plain")


urlpatterns = [path("inbox", inbox), path("inbox/unread", unread)]
