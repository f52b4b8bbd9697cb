"""How people at Harbourline work: calendars and leave, own fields, checklists, clocks, weeks of time, rules."""

from datetime import datetime, timedelta
from functools import partial
from typing import Any, Final

from ..commands import Command
from ..commands.automation import CreateRule
from ..commands.calendars import AddCalendar, SetCalendarDay
from ..commands.checklists import AddStep, TickStep
from ..commands.comments import AddComment, WatchItem
from ..commands.fields import AddField
from ..commands.items import ChangeItem, CreateItem
from ..commands.leave import AddLeave
from ..commands.members import ChangeMember
from ..commands.teams import ChangeTeam
from ..commands.timers import StartTimer
from ..commands.work import LogWork
from ..rules.words import Category, Kind, RelationType
from .desks import DESKS
from .lives import on
from .people import ADMIN, OWNER, email
from .script import Book, Script, moving, relating

LEAVE: Final = (
    ("Kenji Watanabe", -3, 6, "with the family"),
    ("Samuel Okoro", 9, 20, ""),
    ("Yuki Tanaka", -38, -24, ""),
    ("Piotr Zieliński", 2, 2, "dentist"),
    ("Mei Ling Chen", -70, -56, ""),
    ("Greta Hoffmann", 0, 4, "moving house"),
    ("Emma Jansen", -12, -8, ""),
    ("Theo Papadakis", 12, 26, "parental leave, first part"),
    ("Lin Zhao", -95, -81, ""),
    ("Priya Raman", 24, 31, ""),
)
SHORT_WEEKS: Final = ("Hanna Virtanen", "Greta Hoffmann")
"""Who does not work on Fridays."""
FIELDS: Final[tuple[dict[str, Any], ...]] = (
    {
        **{"field_name": "Cost centre", "field": "centre", "type": "choice", "kinds": ["project"]},
        **{"options": ["Product", "Operations", "Market", "Compliance"], "about": "Where Finance books it"},
    },
    {"field_name": "Go-live", "field": "golive", "type": "date", "kinds": ["project"]},
    {"field_name": "External cost", "field": "external", "type": "money", "kinds": ["project"], "currency": "EUR"},
    {"field_name": "Contract", "field": "contract", "type": "link", "kinds": ["project"]},
    {"field_name": "Customer", "field": "customer", "type": "text", "kinds": ["issue", "task"]},
    {
        **{"field_name": "Channels", "field": "channels", "type": "choices", "kinds": ["issue"]},
        "options": ["Phone", "Mail", "Chat", "Partner"],
    },
    {"field_name": "Reviewer", "field": "reviewer", "type": "person", "kinds": ["task"]},
)
FILLED: Final[tuple[tuple[str, dict[str, Any]], ...]] = (
    ("instant", {"centre": "Product", "golive": 55, "external": "56400 EUR"}),
    ("sepa", {"centre": "Product", "contract": "https://kestrel-clearing.example/contracts/2207", "golive": 40}),
    ("tracking", {"centre": "Product", "golive": 25, "external": "91800 EUR"}),
    ("launch", {"centre": "Market", "golive": 35}),
    ("audit", {"centre": "Compliance", "contract": "https://falk-partner.example/engagement"}),
    ("cluster", {"centre": "Operations"}),
    ("desk:0:0", {"reviewer": email("Tomás Herrera"), "customer": "Osprey Foods"}),
    ("desk:0:1", {"reviewer": email("Hanna Virtanen")}),
    ("desk:2:1", {"customer": "Maritime Nine"}),
    ("cause", {"customer": "Nordlog, Osprey Foods", "channels": ["Phone", "Mail"]}),
    ("outage", {"channels": ["Phone", "Chat"]}),
    ("overlooked", {"channels": ["Chat"]}),
)
"""Reference -> values; a number stands for a day from today."""
CHECKLISTS: Final = {
    "desk:0:0": (("Read the bank's list of reasons", "Retry with the name on the account", "Tell the carrier"), 2),
    "desk:0:5": (("Who may stop a transfer", "How to find it in the ledger", "Whom to call at the bank"), 0),
    "desk:1:5": (("Figures of the quarter", "What we stop", "What we ask for"), 1),
    "desk:2:1": (("List of vessels", "Contact on each", "Day of the first report", "What ends the pilot"), 2),
    "desk:3:3": (("Goals", "Outlook", "Risks", "Decisions asked for"), 2),
}
"""Reference -> the steps, and how many of them are ticked."""
RULES: Final[tuple[dict[str, Any], ...]] = (
    {
        "rule_name": "What becomes critical is urgent, and its lead knows",
        "on": ["item.created", "item.changed"],
        "fields": ["severity"],
        "query": "kind:issue severity:critical",
        "acts": [
            {"command": "item.update", "arguments": {"priority": "urgent"}},
            {"command": "comment.add", "arguments": {"body": "@{item.lead} {item.title}: this is critical."}},
        ],
    },
    {
        "rule_name": "What waited for a finished task is ready",
        "on": ["item.moved"],
        "query": "kind:task state:done",
        "acts": [
            {
                "command": "item.move",
                "each": "dependants",
                "only": "kind:task state:backlog -is:blocked",
                "arguments": {"state": "ready"},
            }
        ],
    },
    {
        "rule_name": "Whoever lets work wait says what for",
        "on": ["item.moved"],
        "query": "kind:task state:waiting -owner:none -parent:none",
        "acts": [
            {
                "command": "comment.add",
                "arguments": {"body": "@{item.owner} what does this wait for, and until when?"},
            }
        ],
    },
    {
        "rule_name": "A broken promise is looked at by the desk's lead",
        "on": ["item.breached"],
        "query": "team:CARE",
        "acts": [{"command": "item.watch", "arguments": {"member": "{item.lead}"}}],
    },
)
WEEKS: Final = ("Priya Raman", "Ingrid Solheim", "Chloé Dubois", "Robert Achterberg", "Katarina Voss")
_TALK: Final = (
    ("desk:0:1", "Hanna Virtanen", "@Priya Raman the texts are ready in four languages, I put them on staging."),
    ("desk:1:0", "Robert Achterberg", "@Ingrid Solheim bring me what you would stop, not what you would like to keep."),
    ("desk:2:1", "Beatriz Almeida", "@Chloé Dubois may two of my people sit in? They will answer the calls."),
    ("desk:3:0", "Katarina Voss", "@Robert Achterberg the board asks for this by Thursday."),
    ("desk:4:2", "Robert Achterberg", "@Katarina Voss I would give it to Beatriz, with one engineer."),
    ("desk:5:0", "Luca Moretti", "@Dorian Blake our second cycle is ready when yours is."),
)


def write_manners(script: Script) -> None:
    """Add it all."""
    _calendars(script, on(script.days.first, 7))
    for number, (name, first, last, note) in enumerate(LEAVE):
        said = max(on(script.days.day(first - 20), 16), on(script.days.first, 18)) + timedelta(minutes=number)
        script.add(said, email(name), partial(_leave, script, first, last, note))
    admin = email(ADMIN)
    for field in FIELDS:
        script.add(on(script.days.first, 19), admin, _made(AddField, field))
    for rule in RULES:
        script.add(script.cut + timedelta(minutes=20), admin, _made(CreateRule, rule))
    now = script.days.now
    for number, (ref, values) in enumerate(FILLED):
        at = now - timedelta(hours=30, minutes=number)
        script.add(at, email(OWNER), partial(_filled, script, ref, values))
    for ref, (steps, ticked) in CHECKLISTS.items():
        _checklist(script, ref, steps, ticked, now - timedelta(hours=33))
    for number, (ref, name, words) in enumerate(_TALK):
        script.add(now - timedelta(hours=9, minutes=31 * number), email(name), partial(_say, ref, words))
    script.add(now - timedelta(hours=34), email("Robert Achterberg"), lambda book: WatchItem(key=book["instant"]))
    _chain(script)
    _weeks(script)
    for name, ref, minutes in (("Priya Raman", "desk:0:0", 52), ("Chloé Dubois", "desk:2:0", 17)):
        script.add(now - timedelta(minutes=minutes), email(name), partial(_clock, ref))


def _made(cls: type[Command], facts: dict[str, Any]) -> Any:
    return lambda book: cls.model_validate(facts)


def _calendars(script: Script, at: datetime) -> None:
    """Denmark's holidays for all, Sweden's for those who work in Stockholm, and two days of the company's own."""
    admin, year = email(ADMIN), script.days.now.year
    script.add(at, admin, lambda book: AddCalendar(calendar_name="Copenhagen", country="DK"), ref="calendar:dk")
    script.add(at, admin, lambda book: AddCalendar(calendar_name="Stockholm", country="SE"), ref="calendar:se")
    for month, day, name in ((12, 24, "Christmas Eve"), (12, 31, "New Year's Eve")):
        free = script.days.now.date().replace(year=year, month=month, day=day)
        script.add(at, admin, partial(_free, free, name))
    script.add(at, admin, lambda book: ChangeTeam(team="GROW", calendar="Stockholm"))
    script.add(
        at, admin, lambda book: AddCalendar(calendar_name="Four days", country="DK", hours="mon-thu 09:00-17:00")
    )
    for name in SHORT_WEEKS:
        script.add(at, admin, partial(_short, name))


def _short(name: str, book: Book) -> Command:
    return ChangeMember(member=email(name), calendar="Four days", hours_per_week=32)


def _free(day: Any, name: str, book: Book) -> Command:
    return SetCalendarDay(id=book["calendar:dk"], day=day, hours="", day_name=name)


def _leave(script: Script, first: int, last: int, note: str, book: Book) -> Command:
    return AddLeave(first=script.days.day(first), last=script.days.day(last), note=note)


def _filled(script: Script, ref: str, values: dict[str, Any], book: Book) -> Command:
    told = {name: script.days.day(v).isoformat() if isinstance(v, int) else v for name, v in values.items()}
    return ChangeItem.model_validate({"key": book[ref], "fields": told})


def _checklist(script: Script, ref: str, steps: tuple[str, ...], ticked: int, at: datetime) -> None:
    owner = email(list(DESKS)[int(ref.split(":")[1])])
    for number, step in enumerate(steps):
        mark = f"{ref}:step:{number}"
        script.add(at + timedelta(minutes=number), owner, partial(_step, ref, step), ref=mark)
        if number < ticked:
            script.add(at + timedelta(hours=3, minutes=number), owner, partial(_tick, mark))


def _step(ref: str, text: str, book: Book) -> Command:
    return AddStep(key=book[ref], text=text)


def _tick(mark: str, book: Book) -> Command:
    return TickStep(id=book[mark])


def _say(ref: str, words: str, book: Book) -> Command:
    return AddComment(key=book[ref], body=words)


def _clock(ref: str, book: Book) -> Command:
    return StartTimer(key=book[ref])


def _chain(script: Script) -> None:
    """One task waits for another, whose end sets off the rule that makes it ready."""
    owner, at = email("Hanna Virtanen"), script.cut + timedelta(hours=4)
    makes = [
        partial(_note, "Agree on the words of the notice of a held payout"),
        partial(_note, "Send the notice in four languages"),
    ]
    for number, make in enumerate(makes):
        script.add(at + timedelta(minutes=number), owner, make, ref=f"chain:{number}")
    script.add(at + timedelta(minutes=3), owner, relating("chain:1", RelationType.DEPENDS_ON, "chain:0"))
    script.add(at + timedelta(minutes=5), owner, moving("chain:0", Category.DOING))
    script.add(max(at, script.days.now - timedelta(hours=26)), owner, moving("chain:0", Category.DONE))


def _note(title: str, book: Book) -> Command:
    return CreateItem(kind=Kind.TASK, title=title, team="PAY", owner=email("Hanna Virtanen"), effort=120)


def _weeks(script: Script) -> None:
    """Some keep their week: what they did on which day of this week and the last."""
    at = script.days.now - timedelta(hours=22)
    for name in WEEKS:
        desk = list(DESKS).index(name)
        count = len(DESKS[name][2])
        for number, day in enumerate(back for back in range(1, 12) if script.days.day(-back).weekday() < 5):
            ref, minutes = f"desk:{desk}:{number % min(3, count)}", (150, 90, 240, 45, 120)[(number + desk) % 5]
            script.add(at, email(name), partial(_booked, script, ref, minutes, day))
        ref = f"desk:{desk}:0"
        script.add(script.days.now - timedelta(minutes=70), email(name), partial(_spent, ref, 30 + 15 * desk))


def _spent(ref: str, minutes: int, book: Book) -> Command:
    return LogWork(key=book[ref], minutes=minutes)


def _booked(script: Script, ref: str, minutes: int, day: int, book: Book) -> Command:
    return LogWork(key=book[ref], minutes=minutes, day=script.days.day(-day))
