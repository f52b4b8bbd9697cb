"""No more letters: by the signed address in each of them, without signing in.

A mail program posts to it by itself when its reader presses «unsubscribe» (RFC 8058); who opens it in a browser presses
a button, so that a program that only looks where links lead changes nothing.
"""

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Final

from django.http import HttpRequest, HttpResponse
from django.urls import path
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from ...access.actor import actor_for
from ...access.hearing import behind
from ...commands import Command, run_many
from ...commands.hearing import ChooseDigest, ChooseNotification, by_mail_at_once
from ...models import Member
from ...rules.errors import Problem
from ...rules.words import ByMail, Every, Reason
from ...tongue import word
from ..page import render


@dataclass(frozen=True, slots=True)
class _Words:
    """What is asked and told; `done` and `then` have a place for the workspace's name."""

    head: str
    ask: str
    done: str
    then: str


_WORDS: Final = {
    ByMail.DIGEST: _Words(
        head=word("No more digests"),
        ask=word("No more digests?"),
        done=word("%(workspace)s sends you no digest any more. Your inbox stays as it is."),
        then=word("%(workspace)s then sends you no digest any more. Your inbox stays as it is."),
    ),
    ByMail.ONCE: _Words(
        head=word("No more letters at once"),
        ask=word("No more letters at once?"),
        done=word("%(workspace)s sends you no letter at once any more. Your inbox stays as it is."),
        then=word("%(workspace)s then sends you no letter at once any more. Your inbox stays as it is."),
    ),
    Reason.SUMMARY: _Words(
        head=word("No more summaries"),
        ask=word("No more summaries?"),
        done=word("%(workspace)s sends you no summary any more. Your inbox stays as it is."),
        then=word("%(workspace)s then sends you no summary any more. Your inbox stays as it is."),
    ),
}


@csrf_exempt  # the signed address is the proof: a mail program has no cookie and no token
@require_http_methods(["GET", "POST"])
def unsubscribe(request: HttpRequest, way: str) -> HttpResponse:
    """Ask whether the reader of a letter wants no more of its kind, or do as he wants."""
    try:
        member, how = behind(way)
        done = request.method == "POST" and _stop(member, how)
    except Problem as problem:
        return render(request, "unsubscribe/unsubscribe.html", status=problem.status, problem=problem)
    shown: dict[str, Any] = {
        "workspace": member.workspace.name,
        "words": _WORDS[how],
        "done": done,
        "way": way,
    }
    return render(request, "unsubscribe/unsubscribe.html", problem=None, **shown)


def _stop(member: Member, how: ByMail | Reason) -> bool:
    """Choose on the member's behalf; who has left gets no letters anyway."""
    if member.active:
        digest: list[Command] = [ChooseDigest(every=Every.OFF)]
        reasons = [Reason.SUMMARY] if how is Reason.SUMMARY else by_mail_at_once(member)
        ones: list[Command] = [ChooseNotification(reason=one, mail=ByMail.OFF) for one in reasons]
        acts = digest if how is ByMail.DIGEST else ones
        run_many(acts, actor=actor_for(member=member, via="mail"), now=datetime.now(UTC))
    return True


urlpatterns = [path("unsubscribe/<str:way>", unsubscribe)]
