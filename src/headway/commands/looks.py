"""A look for what is at risk, asked for now: findings stay as they are until it is done."""

from ..models import Follower
from ..rules.words import Role
from .answers import LookTold
from .base import Answer, Command
from .findings import FOLLOWER
from .unit import Unit

ASKED = -1
"""The place in the log from which on a look that was asked for begins: before all events, whatever has happened."""


class LookForRisks(Command):
    """Look for what is at risk now, though nothing has happened: the worker begins within seconds."""

    name = "finding.look"
    route = ("POST", "/findings/look")
    answers = LookTold
    least = Role.MEMBER

    def act(self, unit: Unit) -> Answer:
        """Have the worker find the workspace unlooked at."""
        Follower.objects.update_or_create(workspace=unit.workspace, name=FOLLOWER, defaults={"cursor": ASKED})
        return {"asked": True}


def asked() -> bool:
    """Whether anybody waits for a look that was asked for."""
    return Follower.objects.filter(name=FOLLOWER, cursor=ASKED).exists()
