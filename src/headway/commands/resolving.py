"""Issues end: resolved with their cause, opened again, looked back upon."""

from ..events.types import ItemChanged
from ..rules.errors import Refused
from ..rules.lifecycle import is_closed
from ..rules.words import Category
from ..tongue import say
from .base import Answer
from .item_fields import change_details
from .items import told
from .moves import move
from .replies import reply_to
from .triage import OnIssue, shift
from .types import Body, GivenBody, ShortName, StateName
from .unit import Unit


class ResolveIssue(OnIssue):
    """Resolve an issue: say what caused it and how it was resolved."""

    name = "issue.resolve"
    route = ("POST", "/items/{key}/resolve")

    cause: GivenBody
    resolution: ShortName = "Fixed"
    state: StateName = Category.DONE.value

    def act(self, unit: Unit) -> Answer:
        """Keep the cause and close it. Raises Refused where its lifecycle does not let it."""
        item = self.find(unit)
        state = unit.state(self.state, kind=item.kind, team_id=item.team_id, field="state")
        if state.category != Category.DONE:
            raise Refused(say("%(name)s is no state in which an issue is resolved", name=state.name), field="state")
        extra = change_details(item, {"cause": self.cause})
        item.issue.cause = self.cause
        move(item, state, unit=unit, resolution=self.resolution, extra=extra)
        return told(item)


class ReopenIssue(OnIssue):
    """Open a closed issue again, and say why; its clocks and escalations begin anew."""

    name = "issue.reopen"
    route = ("POST", "/items/{key}/reopen")

    reason: Body = ""

    def act(self, unit: Unit) -> Answer:
        """Back among the accepted ones. Raises Refused for one that is open."""
        item = self.find(unit)
        if not is_closed(item.category):
            raise Refused(say("%(key)s is open: it is %(name)s", key=item.key, name=item.state.name), field="key")
        if self.reason:
            reply_to(item, self.reason, unit=unit, public=False)
        shift(item, Category.READY, unit=unit)
        return told(item)


class ReviewIssue(OnIssue):
    """Write the post-incident note: what happened, what was learned, what will be done. Empty takes it away."""

    name = "issue.review"
    route = ("PUT", "/items/{key}/review")

    post_incident: Body

    def act(self, unit: Unit) -> Answer:
        """Keep it on the issue; the log keeps what it said before."""
        item = self.find(unit)
        extra = change_details(item, {"post_incident": self.post_incident})
        unit.touch(item, {}, type_=ItemChanged, **extra)
        return told(item)
