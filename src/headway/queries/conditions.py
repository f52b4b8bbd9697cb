"""Conditions on items that the query language is made of."""

from typing import Any

from django.db.models import DateField, Exists, OuterRef, Q
from django.db.models.functions import Coalesce

from ..access import visible
from ..access.actor import Actor
from ..models import Leave, Member
from ..rules.query import Words
from ..rules.words import OPEN, Category, Dependency, RelationType
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
    anybody = Q(owner__in=Leave.objects.values("member"))  # Most have none planned: these are found without being read.
    return Q(category__in=[Category.BACKLOG, Category.READY]) & anybody & Q(Exists(leave))


def owner_left() -> Q:
    """What is open, and whose owner has left."""
    return Q(category__in=list(OPEN), owner__in=Member.objects.filter(active=False).values("id"))


def waiting(actor: Actor, ids: list[int] | None = None) -> Q:
    """What something open blocks, or what depends on the end of something open; of `ids` where given."""
    rows = visible.relations(actor)
    blocks = rows.filter(type=RelationType.BLOCKS)
    depends = rows.filter(type=RelationType.DEPENDS_ON)
    if ids is None:
        blocks = blocks.filter(source__category__in=OPEN)
        depends = depends.filter(target__category__in=OPEN, dependency=Dependency.FS)
    else:
        blocks, depends = blocks.filter(source_id__in=ids), depends.filter(target_id__in=ids)
    return Q(id__in=blocks.values("target_id")) | Q(id__in=depends.values("source_id"))
