"""Conditions on items that the query language is made of."""

from typing import Any

from django.db.models import DateField, Exists, OuterRef, Q
from django.db.models.functions import Coalesce

from ..models import Leave, Member
from ..rules.query import Words
from ..rules.words import OPEN, Category
from .fulltext import matching, searchable


def compared(column: str, op: str, low: Any, high: Any) -> Q:
    """A comparison with a stretch from low to high, both included."""
    match op:
        case "<":
            return Q(**{f"{column}__lt": low})
        case "<=":
            return Q(**{f"{column}__lte": high})
        case ">":
            return Q(**{f"{column}__gt": high})
        case ">=":
            return Q(**{f"{column}__gte": low})
    return Q(**{column: low}) if low == high else Q(**{f"{column}__gte": low, f"{column}__lte": high})


def having(model: Any, column: str, **conditions: Any) -> Q:
    """Items to which a row of another table belongs that meets the conditions."""
    return Q(id__in=model.objects.filter(**conditions).values(column))


def mentioning(words: list[Words]) -> Q:
    """Words in the text; a word that looks like a key finds the item of that key, too."""
    given = searchable(words)
    if not given:
        return Q()
    condition = Q(id__in=matching(given))
    if len(given) == 1 and not given[0].phrase:
        condition |= Q(key=given[0].text.upper())
    return condition


def in_leave() -> Q:
    """What nobody has begun, and whose days all lie in leave of its owner."""
    first = Coalesce(OuterRef("start"), OuterRef("due"), output_field=DateField())
    leave = Leave.objects.filter(member=OuterRef("owner"), first__lte=first, last__gte=OuterRef("due"))
    return Q(category__in=[Category.BACKLOG, Category.READY]) & Q(Exists(leave))


def owner_left() -> Q:
    """What is open, and whose owner has left."""
    return Q(category__in=list(OPEN), owner__in=Member.objects.filter(active=False).values("id"))
