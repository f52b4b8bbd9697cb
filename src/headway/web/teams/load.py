"""The load of a team as a heat map: each figure leads to what stands behind it."""

from datetime import date, timedelta
from typing import Final
from zlib import crc32

from ...queries.load import LoadCell, PersonLoad
from ...queries.rows import ItemRow
from ...queries.team_load import Carried, TeamLoad
from ...queries.team_work import TeamWork
from ...tongue import said, say, say_n, word
from ..charts.draw import heat
from ..charts.shapes import HeatCell, HeatRow
from ..explore.filters import address
from ..formats import day, hours, number

NOBODY: Final = word("Nobody’s")  # noqa: RUF001 - an apostrophe
BASE: Final = "state:open (kind:task OR kind:issue) no:parts -is:milestone"


def heads(load: TeamLoad, today: date) -> list[str]:
    """Return the words over the columns."""
    return [say("This week"), *(day(start, today) for start in load.weeks[1:]), say("No date"), say("No estimate")]


def rows(load: TeamLoad, team: str, today: date) -> list[HeatRow]:
    """Return a row for each member, and one for what nobody owns if there is any."""
    found = [_row(one, team, today) for one in load.people]
    unowned = load.unowned
    some = unowned.later or unowned.undated or unowned.unestimated or any(cell.planned for cell in unowned.cells)
    return [*found, _row(unowned, team, today)] if some else found


def _row(one: PersonLoad, team: str, today: date) -> HeatRow:
    name = one.person.name if one.person else said(NOBODY)
    cells = (*(_cell(one, cell, name, team, today) for cell in one.cells), *_rest(one, name, team))
    return HeatRow(name, say("lead") if one.lead else "", cells)


def _cell(one: PersonLoad, cell: LoadCell, name: str, team: str, today: date) -> HeatCell:
    of = "" if cell.available is None else f"/{hours(cell.available)}"
    words = _planned(cell, name, today)
    href = behind(team, one, cell.start) if cell.planned else ""
    figure = hours(cell.planned) if cell.planned or of else ""
    return heat(cell.planned, cell.available, figure=figure, of=of, words=words, href=href)


def _planned(cell: LoadCell, name: str, today: date) -> str:
    facts = {"name": name, "day": day(cell.start, today), "planned": hours(cell.planned)}
    if cell.available is None:
        return say("%(name)s, week of %(day)s: %(planned)s hours planned", **facts)
    has = hours(cell.available)
    return say("%(name)s, week of %(day)s: %(planned)s of %(available)s hours planned", available=has, **facts)


def _rest(one: PersonLoad, name: str, team: str) -> tuple[HeatCell, HeatCell]:
    who = asked_of(one, team)
    undated = say("%(name)s: %(hours)s hours without a due day", name=name, hours=hours(one.undated))
    unknown = say_n(
        "%(name)s: %(num)s item without an estimate",
        "%(name)s: %(num)s items without an estimate",
        one.unestimated,
        name=name,
    )
    return (
        _plain(hours(one.undated) if one.undated else "", undated, f"{who} effort:>0 no:due"),
        _plain(number(one.unestimated) if one.unestimated else "", unknown, f"{who} no:effort"),
    )


def _plain(figure: str, words: str, query: str) -> HeatCell:
    return HeatCell(figure, "", "none", words, _found(query) if figure else "")


def asked_of(one: PersonLoad | Carried, team: str) -> str:
    """Return the query of the open work of a person, or of a team's that nobody owns."""
    return f"owner:{one.person.email} {BASE}" if one.person else f"team:{team} no:owner {BASE}"


def _found(query: str) -> str:
    return address("/explore", q=query)


def behind(team: str, one: PersonLoad, start: date) -> str:
    """Return the address that shows what stands behind a cell."""
    shown = address(f"/teams/{team}", member=one.person.email if one.person else "", week=start.isoformat())
    return f"{shown}#behind"


def explored(found: Carried, team: str, today: date) -> str:
    """Return the address in Explore of what lies in a week."""
    last = found.start + timedelta(days=6)
    since = "has:due" if found.start <= today else f"due:>={found.start}"
    return _found(f"{asked_of(found, team)} effort:>0 {since} (no:start OR start:<={last})")


def stand(shown: TeamLoad | TeamWork) -> str:
    """Return a name for what is shown as it stands: another load or count has another."""
    return f"{crc32(repr(shown).encode()):x}"


def later(row: ItemRow, today: date) -> dict[str, str]:
    """Return the days that put an item off by a week: never before the Friday of the next one."""
    if row.due is None:
        return {}
    friday = today + timedelta(days=11 - today.weekday())
    moved = {"due": max(row.due + timedelta(weeks=1), friday).isoformat()}
    if row.start and row.start >= today:
        moved["start"] = (row.start + timedelta(weeks=1)).isoformat()
    return moved
