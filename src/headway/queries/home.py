"""What a member is here by what he answers for, and where he begins: the one rule for pages and summaries."""

from collections.abc import Mapping
from enum import StrEnum
from typing import Any, Final

from django.db.models import F

from ..access import visible
from ..models import TeamMember
from ..rules.summaries import Reader
from ..rules.words import OPEN, Category, Kind, Role
from .base import Look


class Home(StrEnum):
    """What a page answers first: what I do next, how my team fares, whether we finish, whether goals are reached."""

    WORK = "work"
    TEAM = "team"
    PROJECT = "project"
    PORTFOLIO = "portfolio"


MANY: Final = 2
"""So many projects under way make somebody their manager; with one, it is a piece of his work."""


HOMES: Final[Mapping[Reader, Home]] = {
    Reader.EXECUTIVE: Home.PORTFOLIO,
    Reader.MANAGER: Home.TEAM,
    Reader.PROJECT_MANAGER: Home.PROJECT,
    Reader.CONTRIBUTOR: Home.WORK,
}


def part_of(look: Look) -> tuple[Reader, str]:
    """Return what somebody is here, and the key of the team that he leads or of his project that is due first.

    By what he answers for, not by what he may do: an open goal of the whole house, else a team, else several projects
    under way. All others contribute, and so do guests. Two statements at most.
    """
    if look.actor.role == Role.GUEST:
        return Reader.CONTRIBUTOR, ""
    goals, projects = _owned(look)
    if goals:
        return Reader.EXECUTIVE, ""
    if team := _team(look, leading=True):
        return Reader.MANAGER, team
    if len(projects) >= MANY:
        return Reader.PROJECT_MANAGER, projects[0]
    return Reader.CONTRIBUTOR, ""


def home_of(look: Look, chosen: Home | None = None) -> tuple[Home, str]:
    """Return the home of a member and the key of its team or project; his work, where what he chose is not to be had.

    Without a choice it comes of his part here.
    """
    match chosen:
        case None:
            part, key = part_of(look)
            return HOMES[part], key
        case Home.TEAM:
            key = _team(look, leading=False) or ""
        case Home.PROJECT:
            key = next(iter(_owned(look)[1]), "")
        case _:
            return chosen, ""
    return (chosen, key) if key else (Home.WORK, "")


def _owned(look: Look) -> tuple[list[str], list[str]]:
    """The open goals of the whole house that he answers for, and his projects under way, those due first before."""
    mine = visible.items(look.actor).filter(owner=look.actor.me, kind__in=(Kind.GOAL, Kind.PROJECT), category__in=OPEN)
    ordered = mine.order_by(F("due").asc(nulls_last=True), "id")
    rows: list[tuple[Any, ...]] = list(ordered.values_list("kind", "key", "category", "parent_id", "team_id"))
    goals = [key for kind, key, _, parent, team in rows if kind == Kind.GOAL and not parent and not team]
    return goals, [key for kind, key, category, *_ in rows if kind == Kind.PROJECT and category == Category.DOING]


def _team(look: Look, *, leading: bool) -> str | None:
    """The team that he leads, the first of several by key; else, where one need not lead, one that he is in."""
    seen = visible.teams(look.actor).values("id")
    rows = TeamMember.objects.filter(member=look.actor.me, team__in=seen, **({"lead": True} if leading else {}))
    key: str | None = rows.order_by("-lead", "team__key").values_list("team__key", flat=True).first()
    return key
