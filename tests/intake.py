"""What issues have around them, for tests: forms, reports from outside, rotas, escalation paths."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from headway.access.actor import Actor, public
from headway.models import Report, Workspace


@dataclass(frozen=True, slots=True, kw_only=True)
class Intake:
    """Of one team: a public form, an issue that a stranger reported through it, a resolved one, a path with a level."""

    form: int
    link: str
    issue: str
    report: str
    other: str
    resolved: str
    path: int
    level: int


def fill(do: Callable[..., Any], owner: Actor, team: str, *, seat: str) -> Intake:
    """Make it all; `seat` is whom the team's rota begins with."""
    stranger = public(workspace=Workspace.objects.get(pk=owner.workspace_id))
    form = do(owner, "form.create", title=f"{team} help", team=team, public=True)
    told = do(stranger, "form.submit", link=form["link"], title=f"{team} fails", contact_email="ann@outside.test")
    made = [do(owner, "item.create", kind="issue", title=f"{team} {n}", team=team)["key"] for n in ("other", "old")]
    do(owner, "issue.resolve", key=made[1], cause="Rust")
    do(owner, "rota.join", team=team, member=seat)
    path = do(owner, "escalation_path.create", path_name=f"{team} late", trigger="unaccepted", team=team)["id"]
    level = do(owner, "escalation_level.add", escalation_path=path, after=60, who="lead")["id"]
    report = Report.objects.get(item__key=told["key"], workspace_id=owner.workspace_id).link
    links = {"form": form["id"], "link": form["link"], "report": report}
    return Intake(issue=told["key"], other=made[0], resolved=made[1], path=path, level=level, **links)
