"""What a member holds, and would have to be handed on if he left."""

from collections import Counter
from dataclasses import dataclass

from ..access import holdings, visible
from ..rules.errors import NotFound
from ..rules.words import Kind, Role
from ..tongue import say
from .base import Look, Query
from .types import MemberRef


@dataclass(frozen=True, slots=True)
class Holdings:
    """What waits for a member: open items by kind, open projects that he sponsors, and the rest that names him.

    `schedules` are the keys of operations, `rotas` those of teams, `escalation` the names of paths,
    `rules` those of automation rules that act in his name.
    """

    email: str
    name: str
    active: bool
    goals: int
    projects: int
    operations: int
    issues: int
    tasks: int
    sponsored: int
    key_results: int
    deliverables: int
    schedules: tuple[str, ...]
    rotas: tuple[str, ...]
    escalation: tuple[str, ...]
    rules: tuple[str, ...]


class ShowHoldings(Query):
    """Show what a member holds: what member.depart would hand on."""

    name = "member.holdings"
    route = "/members/{member}/holdings"
    least = Role.ADMIN

    member: MemberRef

    def answer(self, look: Look) -> Holdings:
        """Eight statements."""
        named = {"pk": look.actor.me} if self.member == "me" else {"email__iexact": self.member}
        row = visible.members(look.actor).filter(**named).first()
        if row is None:
            raise NotFound(
                say("there is no member %(member)s; members are named by e-mail address", member=repr(self.member)),
                field="member",
            )
        work = holdings.work(row).values_list("kind", "owner_id", "project__sponsor_id")
        kinds: Counter[str] = Counter()
        sponsored = 0
        for kind, owner, sponsor in work:
            kinds[kind] += owner == row.pk
            sponsored += sponsor == row.pk
        operations = holdings.schedules(row).order_by("operation_id").values_list("operation__key", flat=True)
        paths = holdings.levels(row).order_by("escalation_path__name").values_list("escalation_path__name", flat=True)
        return Holdings(
            email=row.email,
            name=row.name,
            active=row.active,
            goals=kinds[Kind.GOAL],
            projects=kinds[Kind.PROJECT],
            operations=kinds[Kind.OPERATION],
            issues=kinds[Kind.ISSUE],
            tasks=kinds[Kind.TASK],
            sponsored=sponsored,
            key_results=holdings.key_results(row).count(),
            deliverables=holdings.deliverables(row).count(),
            schedules=tuple(dict.fromkeys(operations)),
            rotas=tuple(holdings.seats(row).order_by("team__key").values_list("team__key", flat=True)),
            escalation=tuple(dict.fromkeys(paths)),
            rules=tuple(holdings.rules(row).order_by("name", "id").values_list("name", flat=True)),
        )
