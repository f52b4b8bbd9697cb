"""Where a member begins: which page answers the question of what he does here."""

from enum import StrEnum
from typing import Any, Final

from django.db.models import F

from ..access import visible
from ..models import TeamMember
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


def home_of(look: Look, chosen: Home | None = None) -> tuple[Home, str]:
    """Return the home of a member and the key of its team or project; his work, where what he chose is not to be had.

    Without a choice it comes of what he answers for: a goal of the whole house, a team, or several projects.
    """
    if chosen == Home.WORK or (chosen is None and look.actor.role == Role.GUEST):
        return Home.WORK, ""
    if chosen == Home.PORTFOLIO:
        return chosen, ""
    goals, projects = ([], []) if chosen == Home.TEAM else _owned(look)
    if goals and chosen is None:
        return Home.PORTFOLIO, ""
    team = None if chosen == Home.PROJECT else _team(look, leading=chosen is None)
    if team:
        return Home.TEAM, team
    if projects and (chosen or len(projects) >= MANY):
        return Home.PROJECT, projects[0]
    return Home.WORK, ""


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
