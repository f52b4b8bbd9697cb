"""People in templates: as roles when one is made, and as people again when it is used."""

from collections.abc import Collection, Iterable, Mapping
from typing import Annotated

from pydantic import Field, StringConstraints

from ..models import Item, Member
from ..rules.errors import Invalid
from ..tongue import say
from .types import Clean
from .unit import Unit

MANAGER, SPONSOR = "Manager", "Sponsor"
Role = Annotated[
    str,
    StringConstraints(strip_whitespace=True, max_length=360, pattern=r"^[^=]*[^=\s][^=]*=[^=]*[^=\s][^=]*$"),
    Clean,
    Field(description="a role and who has it: Designer=ann@acme.com"),
]


def cast(unit: Unit, people: Iterable[str]) -> dict[str, Member]:
    """Read «role=member» pairs. Raises NotFound or Invalid naming `people`."""
    found: dict[str, Member] = {}
    for one in people:
        role, _, ref = (part.strip() for part in one.partition("="))
        if role in found:
            raise Invalid(say("the role %(role)s is given twice", role=repr(role)), field="people")
        found[role] = unit.member(ref, field="people")
    return found


def roles_of(unit: Unit, project: Item, *, named: Iterable[str], involved: Collection[int]) -> Mapping[int, str]:
    """Member id -> his role in a project: as named, else manager, else sponsor, else his stake in it, else his name."""
    found = dict(Member.objects.filter(pk__in=involved).values_list("id", "name"))
    stakes = project.stakeholders.exclude(member=None).exclude(role="").filter(member__in=involved)
    found |= dict(stakes.values_list("member_id", "role"))
    for pk, role in ((project.project.sponsor_id, SPONSOR), (project.owner_id, MANAGER)):
        if pk is not None and pk in involved:
            found[pk] = role
    return found | {member.pk: role for role, member in cast(unit, named).items() if member.pk in involved}
