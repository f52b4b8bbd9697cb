"""Summaries of made-up work, and the same texts made wrong: for the check that is to tell one from the other.

Everything comes of a random generator that the caller seeds.
"""

import re
from datetime import date, timedelta

from headway.rules.insight_words import Cause
from headway.rules.summaries import Reader
from headway.rules.summaries.facts import LONGEST
from headway.rules.summaries.lexicon import NUMBERS
from headway.rules.summaries.lexicon_de import NUMBERS as GERMAN_NUMBERS
from headway.rules.summaries.seen import Count, Measure, Mention, Moved, Odds, Part, Root, Seen, Shifted
from headway.rules.summaries.words import sentences
from headway.tongue import spoken

NAMES = (
    "Ann Lee",
    "Bob",
    "Chloé Dubois",
    "Ngọc Trần",
    "O'Hara",
    "Anna-Lena Groß",
    "D. Done",
    "May June",
    "Seven of Nine",
)
WORDS = (
    *(
        "Ship",
        "the",
        "Kestrel",
        "gateway",
        "3 of 4",
        "by 2026-03-01",
        "50 %",
        "not",
        "overdue",
        "more",
        "PAY-7",
        "«raw»",
    ),
    *(
        "done",
        "Übersicht",
        "支付",
        "Q3",
        "never",
        "late",
        "payments",
        "<b>",
        "of",
        "no",
        "owner",
        "\u202e",
        "\n",
        "and",
        ";",
    ),
)
TODAY = date(2026, 3, 11)
SMALL = (0, 0, 1, 1, 2, 3, 5, 7, 12, 20, 44, 130, 1066, 25_000)


def title(draw):
    """A title as people write them, and worse."""
    text = " ".join(draw.choice(WORDS) for _ in range(draw.randint(1, 9)))
    return text[: LONGEST * 2] if text.strip() else "Ship"


def mention(draw):
    """An item with a key of its own."""
    owner = draw.choice(("", *NAMES))
    return Mention(
        f"{draw.choice(('PAY', 'G', 'P', 'OPS_2'))}-{draw.randint(1, 30_000)}", title(draw), draw.randint(1, 90), owner
    )


def chance(draw):
    """How likely something is, often at the edge."""
    return draw.choice(
        (0.0, 0.003, 0.996, draw.randint(1, 99) / 100, draw.randint(1, 99) / 100, draw.randint(1, 99) / 100)
    )


def seen(draw):
    """What might be read of some place."""
    names = (
        "done",
        "before",
        "came",
        "open",
        "overdue",
        "waiting",
        "unowned",
        "critical",
        "mine",
        "mine_overdue",
        "goals",
    )
    counts = {name: Count(draw.choice(SMALL), f"q:{name}") for name in (*names, "goals_overdue", "ended")}
    counts["all"] = Count(counts["ended"].value + draw.choice(SMALL), "q:all")
    last = TODAY - timedelta(days=draw.randint(0, 40))
    root = Root(
        mention(draw), draw.choice((None, day(draw))), draw.choice((None, None, day(draw))), draw.random() < 0.5
    )
    goals = tuple(Odds(mention(draw), chance(draw), draw.choice((None, chance(draw)))) for _ in range(3))
    return Seen(
        today=TODAY,
        first=last - timedelta(days=draw.randint(0, 60)),
        last=last,
        counts=counts,
        root=root if draw.random() < 0.6 else None,
        done=tuple(mention(draw) for _ in range(draw.randint(0, 3))),
        late=mention(draw),
        critical=tuple(mention(draw) for _ in range(draw.randint(1, 3))),
        odds=goals[: draw.randint(0, 3)],
        shifted=tuple(shift(draw) for _ in range(draw.randint(0, 2))),
        moved=tuple(Moved(mention(draw), *dates(draw)) for _ in range(draw.randint(0, 3))),
        moved_count=draw.randint(0, 9),
        measures=tuple(Measure(title(draw), "G-1", *figures(draw)) for _ in range(draw.randint(0, 2))),
        progress=draw.choice((None, (draw.randint(0, 100), draw.randint(0, 100)))),
        risk=mention(draw),
        risk_kind=draw.choice(("Blocked chain", "Overdue", "Goal without work", "Nobody's, and others wait")),
        risk_count=draw.choice(SMALL),
    )


def shift(draw):
    """How a forecast moved, with parts that add up."""
    since, parts = day(draw), [Part(one.value, draw.choice((0, 0, 1, -1, 7, -12, 130)), keys(draw)) for one in Cause]
    left = draw.choice((0, 0, 2, -3))
    return Shifted(mention(draw), since, since + timedelta(days=7), sum(one.days for one in parts) + left, parts, left)


def keys(draw):
    """Keys of some items."""
    return tuple(f"PAY-{draw.randint(1, 999)}" for _ in range(draw.randint(0, 3)))


def day(draw):
    """A day not far away."""
    return TODAY + timedelta(days=draw.randint(-200, 200))


def dates(draw):
    """Two days that differ, or one and none."""
    one = day(draw)
    other = draw.choice((None, one + timedelta(days=draw.choice((-40, -7, -1, 1, 3, 30)))))
    return (one, other) if draw.random() < 0.5 else (other, one)


def figures(draw):
    """From where a measure goes, where to, and where it is."""
    return tuple(round(draw.uniform(-50, 500), draw.choice((0, 1, 2))) for _ in range(3))


def told(draw):
    """The sentences of one made-up place."""
    return sentences(seen(draw), draw.choice(list(Reader)))


def of(name):
    """A table of words of the language that is spoken."""
    if spoken() != "de":
        return globals()[name]
    try:
        from bench import german_texts
    except ImportError:  # run as a script, beside it
        import german_texts
    return getattr(german_texts, name)


NUMBER = re.compile(r"(?<![\w.-])\d+(?:\.\d+)?(?![\w-])")
DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
KEY = re.compile(r"(?:PAY|G|P|OPS_2)-\d+")
TITLE = re.compile(r"«[^»]*»")
SCREEN = re.compile(r"«[^»]*»|\d{4}-\d{2}-\d{2}")
FLIPS = (
    *(
        ("more", "fewer"),
        ("fewer", "more"),
        ("rose", "fell"),
        ("fell", "rose"),
        ("later", "earlier"),
        ("earlier", "later"),
    ),
    *(("below", "above"), ("the same", "more"), ("least", "most"), ("longest", "shortest"), ("in", "ago")),
)
DROPS = (
    *(("No work", "Work"), ("Nothing is", "All is"), ("none of them", "all of them"), ("no owner", "an owner")),
    *(
        ("without an owner", "with an owner"),
        ("has no due", "has a due"),
        ("No goal", "Each goal"),
        ("No open", "Open"),
    ),
    *(("No critical", "Critical"), ("no due date, instead of", "the due date")),
)
STATES = (
    *(("done", "overdue"), ("overdue", "done"), ("open", "done"), ("came in", "went out"), ("wait", "stopped")),
    *(
        ("yours", "Bob's"),
        ("met", "missed"),
        ("dropped", "done"),
        ("due", "done"),
        ("target", "start"),
        ("critical", "minor"),
    ),
)
OWNED = "owned by "
UNITS = (("days", "weeks"), ("day", "month"), ("%", "points"), ("days", "hours"))
DENIABLE = re.compile(r"(?<!\w)(?:is|are|was|were|have|has|wait|waits)(?!\w)")
NOT = "not"
HEDGES = ("about", "nearly", "at least", "up to", "only", "over", "almost", "roughly", "not", "some")
TAILS = (
    *(
        " because the team is tired",
        ", thanks to Ann Lee",
        ", as planned",
        " and nobody minds",
        ", a record",
        " due to illness",
    ),
    *(", which is good news", ", twice as many as usual", ", mostly by PAY-1", " since Monday", " despite 4 absences"),
)


def outside(text, pattern):
    """What a pattern finds outside titles and days."""
    covered = [match.span() for match in of("SCREEN").finditer(text)]
    return [one for one in pattern.finditer(text) if not any(a <= one.start() < b for a, b in covered)]


def put(text, match, words):
    """The text with something else where a match was."""
    return text[: match.start()] + words + text[match.end() :]


def shown(value):
    """A number as the language writes it."""
    return f"{value:g}".replace(".", "," if spoken() == "de" else ".")


def other_number(text, draw):
    """One number is another."""
    if found := outside(text, of("NUMBER")):
        one = draw.choice(found)
        value = float(one.group().replace(",", "."))
        wrong = draw.choice((value + 1, value - 1, value * 10, value + 10, value * 2 + 1))
        return put(text, one, shown(abs(wrong) if abs(wrong) != value else value + 3))
    return None


def swapped(text, draw, pattern, *, covered=False):
    """Two different things of a kind have changed places."""
    found = list(pattern.finditer(text)) if covered else outside(text, pattern)
    if len({one.group() for one in found}) < 2:
        return None
    one, two = draw.sample(found, 2)
    if one.group() == two.group():
        return None
    first, last = sorted((one, two), key=lambda match: match.start())
    return put(put(text, last, first.group()), first, last.group())


def other_key(text, draw):
    """One key is another's."""
    found = outside(text, KEY)
    return put(text, one, f"PAY-{draw.randint(40_000, 50_000)}") if found and (one := draw.choice(found)) else None


def other_title(text, draw):
    """One title is another's."""
    found = list(TITLE.finditer(text))
    return put(text, draw.choice(found), "«Something else»") if found else None


def other_person(text, draw):
    """Somebody else's name."""
    for name in NAMES:
        if f"{of('OWNED')}{name}" in text:
            other = draw.choice([one for one in NAMES if one != name])
            return text.replace(f"{of('OWNED')}{name}", f"{of('OWNED')}{other}")
    return None


def a_day(text):
    """The day that a text tells as our sentences do."""
    if spoken() != "de":
        return date.fromisoformat(text)
    number, month, year = text.replace(".", "").split()
    return date(int(year), of("MONTH")[month], int(number))


def in_words(day_):
    """A day as people write it: in several ways, the last without its year."""
    if spoken() != "de":
        return (day_.isoformat(), f"{day_.day} {day_:%B} {day_.year}", f"{day_:%B} {day_.day}")
    named = of("NAMED")[day_.month]
    return (f"{day_.day}. {named} {day_.year}", f"{day_.day}.{day_.month}.{day_.year}", f"{day_.day}. {named}")


def other_day(text, draw):
    """One day is another."""
    if found := [
        one
        for one in of("DAY").finditer(text)
        if not any(a <= one.start() < b for a, b in map(re.Match.span, TITLE.finditer(text)))
    ]:
        one = draw.choice(found)
        moved = a_day(one.group()) + timedelta(days=draw.choice((-30, -7, -1, 1, 2, 31, 365)))
        return put(text, one, draw.choice(in_words(moved)))
    return None


def days_swapped(text, draw):
    """Two days have changed places."""
    titles = [match.span() for match in TITLE.finditer(text)]
    found = [one for one in of("DAY").finditer(text) if not any(a <= one.start() < b for a, b in titles)]
    if len(found) != 2 or found[0].group() == found[1].group():
        return None
    return put(put(text, found[1], found[0].group()), found[0], found[1].group())


def replaced(text, draw, pairs):
    """One of these words is its opposite."""
    found = [(one, new) for old, new in pairs for one in outside(text, re.compile(rf"(?<!\w){re.escape(old)}(?!\w)"))]
    return put(text, *draw.choice(found)) if found else None


def hedged(text, draw):
    """A number is said to be more or less than that."""
    if found := outside(text, of("NUMBER")):
        one = draw.choice(found)
        return put(text, one, f"{draw.choice(of('HEDGES'))} {one.group()}")
    return None


def denied(text, draw):
    """What is, is not."""
    found = outside(text, of("DENIABLE"))
    return put(text, one, f"{one.group()} {of('NOT')}") if found and (one := draw.choice(found)) else None


def longer(text, draw):
    """Something is added that nobody computed."""
    return text.rstrip(".") + draw.choice(of("TAILS")) + "."


def units(text, draw):
    """Days are weeks, per cent are points."""
    return replaced(text, draw, of("UNITS"))


MUTATIONS = {
    "another number": other_number,
    "numbers swapped": lambda text, draw: swapped(text, draw, of("NUMBER")),
    "another key": other_key,
    "keys swapped": lambda text, draw: swapped(text, draw, KEY),
    "another title": other_title,
    "titles swapped": lambda text, draw: swapped(text, draw, TITLE, covered=True),
    "another person": other_person,
    "another day": other_day,
    "days swapped": days_swapped,
    "direction flipped": lambda text, draw: replaced(text, draw, of("FLIPS")),
    "negation dropped": lambda text, draw: replaced(text, draw, of("DROPS")),
    "negation added": denied,
    "another state": lambda text, draw: replaced(text, draw, of("STATES")),
    "a hedge added": hedged,
    "another unit": units,
    "something invented": longer,
}


SAME = (
    *(
        ("pieces of work", "items"),
        ("piece of work", "task"),
        ("were done", "were finished"),
        ("is done", "is completed"),
    ),
    *(("overdue", "late"), ("wait for", "are waiting for"), ("waits for", "is held for"), ("came in", "arrived")),
    *(
        ("rose from", "went up from"),
        ("fell from", "declined from"),
        ("probability", "chance"),
        ("open", "outstanding"),
    ),
    *(("fewer", "less"), ("in the", "during the"), ("before", "previously"), ("below", "lower than"), ("due", "due")),
)
SMALL_WORDS = tuple(NUMBERS)
GERMAN_WORDS = tuple(GERMAN_NUMBERS)[: len(SMALL_WORDS)]


def reworded(text, draw):
    """The same in other words, as an honest writer may put it."""
    for old, new in draw.sample(of("SAME"), 8):
        for one in reversed(outside(text, re.compile(rf"(?<!\w){re.escape(old)}(?!\w)"))):
            text = put(text, one, new)
    for one in reversed(outside(text, of("NUMBER"))):
        lone = text[one.start() - 1 : one.start()] not in ("-", ".") and "%" not in text[one.end() : one.end() + 2]
        if lone and one.group().isdigit() and int(one.group()) < len(SMALL_WORDS):
            small = GERMAN_WORDS if spoken() == "de" else SMALL_WORDS
            text = put(text, one, small[int(one.group())]) if draw.random() < 0.5 else text
    for one in reversed(list(of("DAY").finditer(TITLE.sub(lambda match: "x" * len(match.group()), text)))):
        text = put(text, one, in_words(a_day(one.group()))[1]) if draw.random() < 0.5 else text
    return text


def mutated(text, draw):
    """(what was done to it, the text made wrong), by a mutation that fits it."""
    for name in draw.sample(list(MUTATIONS), len(MUTATIONS)):
        wrong = MUTATIONS[name](text, draw)
        if wrong is not None and wrong != text:
            return name, wrong
    raise ValueError(f"nothing in this can be made wrong: {text}")
