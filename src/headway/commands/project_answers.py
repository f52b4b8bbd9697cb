"""What the commands on projects answer, as shapes."""

from ..rules.words import Verdict
from .answers import ItemTold, Told


class PartTold(Told):
    """A part of a project: a phase, deliverable, stakeholder, entry of money, baseline or status report."""

    id: int
    project: str


class DecidedTold(ItemTold):
    """A project upon which something was decided."""

    verdict: Verdict


class RateTold(Told):
    """What an hour costs from a day on, by number."""

    id: int


class TemplateTold(Told):
    """A template, by number and name."""

    id: int
    template: str


class UsedTold(ItemTold):
    """A project made from a template, and how much came with it."""

    items: int
    phases: int
    relations: int


class SharedTold(PartTold):
    """A shared report, and the address at which whoever has it reads it; not told again to a repeated request."""

    link: str | None
