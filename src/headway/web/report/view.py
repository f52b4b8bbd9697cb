"""Reporting an issue by a form's link, and following it by the link of the report: signed in or not.

Who comes by a link is a stranger unless he is signed in as a member of its workspace; a link that leads nowhere, and
one that leads to something not for strangers, are answered alike.
"""

from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import path
from django.views.decorators.http import require_http_methods
from pydantic import ValidationError

from ...access.actor import Actor, actor_for, public
from ...commands import run
from ...commands.forms import ReplyToReport, SubmitForm
from ...commands.run import new_key
from ...models import Member, Workspace
from ...queries.base import ask
from ...queries.intake import FormRow, ShowForm, ShowReport, workspace_behind
from ...rules.errors import Problem
from ...tongue import said, say, word
from ..act.values import messages
from ..page import missing, render
from . import flow
from .fields import NAMES, fields

BUSY = word("That is a lot from one place. Wait a quarter of an hour, please.")


def _actor(request: HttpRequest, workspace: Workspace) -> Actor:
    rows = Member.objects.filter(workspace=workspace, user_id=request.user.pk or 0, active=True)
    member = rows.select_related("workspace").first()
    return actor_for(member=member, via="web") if member else public(workspace=workspace)


@require_http_methods(["GET", "POST"])
def report(request: HttpRequest, link: str) -> HttpResponse:
    """Show a form, or take what was reported through it."""
    workspace = workspace_behind(form=link)
    if workspace is None:
        return missing(request)
    actor = _actor(request, workspace)
    try:
        form: FormRow = ask(ShowForm(link=link), actor=actor, now=datetime.now(UTC))
    except (Problem, ValidationError):
        return missing(request)
    if request.method == "GET":
        return _form(request, workspace, form, actor)
    return _take(request, workspace, form, actor)


def _take(request: HttpRequest, workspace: Workspace, form: FormRow, actor: Actor) -> HttpResponse:
    # People leave this field empty, for they do not see it.
    if request.POST.get("website"):
        return render(request, "report/thanks.html", workspace=workspace)
    if actor.is_public and flow.too_many(request, what="report", limit=flow.REPORTS):
        return _form(request, workspace, form, actor, errors={"": said(BUSY)}, status=429)
    given = {name: request.POST[name].replace("\r\n", "\n") for name in NAMES if request.POST.get(name, "").strip()}
    try:
        command = SubmitForm.model_validate({"link": form.link, **given})
        key = f"form:{request.POST.get('key', '')[:64]}"
        answer = run(command, actor=actor, now=datetime.now(UTC), key=key if len(key) > len("form:") else None)
    except ValidationError as error:
        return _form(request, workspace, form, actor, errors=messages(error), status=422)
    except Problem as problem:
        errors = {problem.field or "": problem.message}
        return _form(request, workspace, form, actor, errors=errors, status=problem.status)
    return HttpResponseRedirect(f"/reported/{answer['link']}?thanks=1")


def _form(
    request: HttpRequest,
    workspace: Workspace,
    form: FormRow,
    actor: Actor,
    *,
    errors: dict[str, str] | None = None,
    status: int = 200,
) -> HttpResponse:
    drawn = fields(form, outside=actor.is_public, given=request.POST.dict(), errors=errors or {})
    told = "; ".join(message for name, message in (errors or {}).items() if name not in {one.name for one in drawn})
    key = request.POST.get("key") or new_key()
    shown: dict[str, Any] = {"form": form, "fields": drawn, "notice": told, "key": key, "workspace": workspace}
    return _unlisted(render(request, "report/form.html", status=status, outside=actor.is_public, **shown))


@require_http_methods(["GET", "POST"])
def status(request: HttpRequest, link: str) -> HttpResponse:
    """Show the state of a report to who holds its link, or take what he adds."""
    workspace = workspace_behind(report=link)
    if workspace is None or flow.too_many(request, what="status", limit=flow.LOOKS):
        return missing(request)
    # Whoever holds the link sees what the reporter sees, and speaks for him: members have the item's own page.
    actor = public(workspace=workspace)
    error = ""
    if request.method == "POST" and not request.POST.get("website"):
        error = _reply(request, link, actor)
        if not error:
            return HttpResponseRedirect(f"/reported/{link}#said")
    try:
        page = ask(ShowReport(link=link), actor=actor, now=datetime.now(UTC))
    except (Problem, ValidationError):
        return missing(request)
    shown = {
        "page": page,
        "workspace": workspace,
        "zone": ZoneInfo(workspace.time_zone),
        "link": link,
        "key": new_key(),
    }
    thanks = "thanks" in request.GET
    answer = render(request, "report/status.html", status=422 if error else 200, thanks=thanks, error=error, **shown)
    return _unlisted(answer)


def _reply(request: HttpRequest, link: str, actor: Actor) -> str:
    """Keep what the reporter adds; return what is wrong with it."""
    try:
        command = ReplyToReport(link=link, body=request.POST.get("body", "").replace("\r\n", "\n"))
        run(command, actor=actor, now=datetime.now(UTC), key=f"reply:{request.POST.get('key', '')[:64] or new_key()}")
    except ValidationError as error:
        return messages(error).get("body", say("this is needed"))
    except Problem as problem:
        return problem.message
    return ""


def _unlisted(response: HttpResponse) -> HttpResponse:
    """Secret links are not listed; the policy of every page keeps them from other sites."""
    response.headers["X-Robots-Tag"] = "noindex, nofollow"
    return response


urlpatterns = [path("report/<str:link>", report), path("reported/<str:link>", status)]
