"""Which saved views does this actor see, and which may he take away?"""

import re
from typing import Final

from django.db.models import Q, QuerySet

from ..models import SavedView, Team, TeamMember
from ..rules.addresses import words_of
from ..rules.words import Role, Sharing
from . import visible
from .actor import Actor

_WORD: Final = re.compile(r"\w+")


def own(actor: Actor) -> QuerySet[SavedView]:
    """The actor's own views."""
    return SavedView.objects.filter(workspace_id=actor.workspace_id, owner_id=actor.me)


def shown(actor: Actor) -> QuerySet[SavedView]:
    """His own, those shared with all, and those shared with a team that he is in; `telling` leaves some of them out."""
    seats = TeamMember.objects.filter(member_id=actor.me).values("team_id")
    rows = SavedView.objects.filter(workspace_id=actor.workspace_id)
    return rows.filter(Q(owner_id=actor.me) | Q(sharing=Sharing.ALL) | Q(sharing=Sharing.TEAM, team__in=seats))


def removable(actor: Actor) -> QuerySet[SavedView]:
    """Views that the actor finds: admins those of everybody."""
    return SavedView.objects.filter(workspace_id=actor.workspace_id) if actor.sees_all else shown(actor)


class Unnamed:
    """The teams that an actor may not know of: a view of somebody else's that names one is not for his eyes.

    One statement; for owners and admins none.
    """

    def __init__(self, actor: Actor) -> None:
        self._me = actor.me
        self._keys: frozenset[str] = frozenset()
        self._names: tuple[str, ...] = ()
        if actor.hidden or actor.role is Role.GUEST:
            rows = Team.objects.filter(workspace_id=actor.workspace_id).exclude(
                id__in=visible.teams(actor).values("id")
            )
            told = list(rows.values_list("key", "name"))
            self._keys = frozenset(key.casefold() for key, _ in told)
            self._names = tuple(name.casefold() for _, name in told)

    def names(self, *texts: str) -> bool:
        """Whether any of these texts holds the key or the name of such a team."""
        said = " ".join(texts).casefold()
        return not self._keys.isdisjoint(_WORD.findall(said)) or any(name in said for name in self._names)

    def hides(self, *, owner: int, name: str, address: str) -> bool:
        """Whether a view must not be told; one's own always is."""
        return owner != self._me and self.names(name, words_of(address))
