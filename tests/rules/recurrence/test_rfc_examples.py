"""Every example of RFC 5545, 3.8.5.3, with the instances that the RFC prints (in America/New_York)."""

from datetime import date, datetime, timedelta
from itertools import islice

import pytest

from headway.rules.recurrence import occurrences, parse_excluded, parse_rule, zone_named

NEW_YORK = zone_named("America/New_York")
SEPTEMBER_2 = "19970902T090000"


def run(first: str, last: str, step: int = 1) -> str:
    """Every `step`th day from one date to another."""
    day, end = date.fromisoformat(first), date.fromisoformat(last)
    return ",".join((day + timedelta(days=n)).isoformat() for n in range(0, (end - day).days + 1, step))


def days(text: str, at: str = "09:00") -> list[datetime]:
    """1997-09-02,05 10-03 means 2 and 5 September and 3 October 1997."""
    out, prefix = [], ["", ""]
    for token in text.replace(" ", ",").split(","):
        prefix = (prefix + token.split("-"))[-3:] if token.count("-") == 2 else merge(prefix, token.split("-"))
        out.append(datetime.fromisoformat(f"{'-'.join(prefix)}T{at}"))
    return out


def merge(prefix: list[str], tail: list[str]) -> list[str]:
    return prefix[: 3 - len(tail)] + tail


def times(day: str, text: str) -> list[datetime]:
    return [datetime.fromisoformat(f"{day}T{time}") for time in text.split()]


JANUARIES = days(",".join(run(f"{year}-01-01", f"{year}-01-31") for year in (1998, 1999, 2000)))
TUESDAYS_THURSDAYS = days("1997-09-02,04,09,11,16,18,23,25,30 10-02")
TWENTY_MINUTES = " ".join(f"{hour:02}:{minute}" for hour in range(9, 17) for minute in ("00", "20", "40"))
SUMMER_THURSDAYS = days(
    ",".join(
        run(*span, 7)
        for span in (("1997-06-05", "1997-08-28"), ("1998-06-04", "1998-08-27"), ("1999-06-03", "1999-08-26"))
    )
)

EXAMPLES = {
    "daily for 10": ("FREQ=DAILY;COUNT=10", SEPTEMBER_2, days(run("1997-09-02", "1997-09-11")), True),
    "daily until 24 December": (
        "FREQ=DAILY;UNTIL=19971224T000000Z",
        SEPTEMBER_2,
        days(run("1997-09-02", "1997-12-23")),
        True,
    ),
    "every other day": ("FREQ=DAILY;INTERVAL=2", SEPTEMBER_2, days(run("1997-09-02", "1997-12-03", 2)), False),
    "every 10 days, 5 times": ("FREQ=DAILY;INTERVAL=10;COUNT=5", SEPTEMBER_2, days("1997-09-02,12,22 10-02,12"), True),
    "every day in January, yearly": (
        "FREQ=YEARLY;UNTIL=20000131T140000Z;BYMONTH=1;BYDAY=SU,MO,TU,WE,TH,FR,SA",
        "19980101T090000",
        JANUARIES,
        True,
    ),
    "every day in January, daily": ("FREQ=DAILY;UNTIL=20000131T140000Z;BYMONTH=1", "19980101T090000", JANUARIES, True),
    "weekly for 10": ("FREQ=WEEKLY;COUNT=10", SEPTEMBER_2, days(run("1997-09-02", "1997-11-04", 7)), True),
    "weekly until 24 December": (
        "FREQ=WEEKLY;UNTIL=19971224T000000Z",
        SEPTEMBER_2,
        days(run("1997-09-02", "1997-12-23", 7)),
        True,
    ),
    "every other week": (
        "FREQ=WEEKLY;INTERVAL=2;WKST=SU",
        SEPTEMBER_2,
        days(run("1997-09-02", "1998-02-17", 14)),
        False,
    ),
    "Tuesday and Thursday for five weeks, until": (
        "FREQ=WEEKLY;UNTIL=19971007T000000Z;WKST=SU;BYDAY=TU,TH",
        SEPTEMBER_2,
        TUESDAYS_THURSDAYS,
        True,
    ),
    "Tuesday and Thursday for five weeks, count": (
        "FREQ=WEEKLY;COUNT=10;WKST=SU;BYDAY=TU,TH",
        SEPTEMBER_2,
        TUESDAYS_THURSDAYS,
        True,
    ),
    "every other week on Monday, Wednesday and Friday": (
        "FREQ=WEEKLY;INTERVAL=2;UNTIL=19971224T000000Z;WKST=SU;BYDAY=MO,WE,FR",
        "19970901T090000",
        days("1997-09-01,03,05,15,17,19,29 10-01,03,13,15,17,27,29,31 11-10,12,14,24,26,28 12-08,10,12,22"),
        True,
    ),
    "every other week on Tuesday and Thursday": (
        "FREQ=WEEKLY;INTERVAL=2;COUNT=8;WKST=SU;BYDAY=TU,TH",
        SEPTEMBER_2,
        days("1997-09-02,04,16,18,30 10-02,14,16"),
        True,
    ),
    "first Friday for 10": (
        "FREQ=MONTHLY;COUNT=10;BYDAY=1FR",
        "19970905T090000",
        days("1997-09-05 10-03 11-07 12-05 1998-01-02 02-06 03-06 04-03 05-01 06-05"),
        True,
    ),
    "first Friday until 24 December": (
        "FREQ=MONTHLY;UNTIL=19971224T000000Z;BYDAY=1FR",
        "19970905T090000",
        days("1997-09-05 10-03 11-07 12-05"),
        True,
    ),
    "first and last Sunday of every other month": (
        "FREQ=MONTHLY;INTERVAL=2;COUNT=10;BYDAY=1SU,-1SU",
        "19970907T090000",
        days("1997-09-07,28 11-02,30 1998-01-04,25 03-01,29 05-03,31"),
        True,
    ),
    "second-to-last Monday": (
        "FREQ=MONTHLY;COUNT=6;BYDAY=-2MO",
        "19970922T090000",
        days("1997-09-22 10-20 11-17 12-22 1998-01-19 02-16"),
        True,
    ),
    "third-to-last day": (
        "FREQ=MONTHLY;BYMONTHDAY=-3",
        "19970928T090000",
        days("1997-09-28 10-29 11-28 12-29 1998-01-29 02-26"),
        False,
    ),
    "2nd and 15th": (
        "FREQ=MONTHLY;COUNT=10;BYMONTHDAY=2,15",
        SEPTEMBER_2,
        days("1997-09-02,15 10-02,15 11-02,15 12-02,15 1998-01-02,15"),
        True,
    ),
    "first and last day": (
        "FREQ=MONTHLY;COUNT=10;BYMONTHDAY=1,-1",
        "19970930T090000",
        days("1997-09-30 10-01,31 11-01,30 12-01,31 1998-01-01,31 02-01"),
        True,
    ),
    "10th to 15th every 18 months": (
        "FREQ=MONTHLY;INTERVAL=18;COUNT=10;BYMONTHDAY=10,11,12,13,14,15",
        "19970910T090000",
        days("1997-09-10,11,12,13,14,15 1999-03-10,11,12,13"),
        True,
    ),
    "every Tuesday, every other month": (
        "FREQ=MONTHLY;INTERVAL=2;BYDAY=TU",
        SEPTEMBER_2,
        days("1997-09-02,09,16,23,30 11-04,11,18,25 1998-01-06,13,20,27 03-03,10,17,24,31"),
        False,
    ),
    "June and July for 10": (
        "FREQ=YEARLY;COUNT=10;BYMONTH=6,7",
        "19970610T090000",
        days("1997-06-10 07-10 1998-06-10 07-10 1999-06-10 07-10 2000-06-10 07-10 2001-06-10 07-10"),
        True,
    ),
    "every other year in January, February and March": (
        "FREQ=YEARLY;INTERVAL=2;COUNT=10;BYMONTH=1,2,3",
        "19970310T090000",
        days("1997-03-10 1999-01-10 02-10 03-10 2001-01-10 02-10 03-10 2003-01-10 02-10 03-10"),
        True,
    ),
    "1st, 100th and 200th day every third year": (
        "FREQ=YEARLY;INTERVAL=3;COUNT=10;BYYEARDAY=1,100,200",
        "19970101T090000",
        days("1997-01-01 04-10 07-19 2000-01-01 04-09 07-18 2003-01-01 04-10 07-19 2006-01-01"),
        True,
    ),
    "20th Monday of the year": (
        "FREQ=YEARLY;BYDAY=20MO",
        "19970519T090000",
        days("1997-05-19 1998-05-18 1999-05-17"),
        False,
    ),
    "Monday of week 20": (
        "FREQ=YEARLY;BYWEEKNO=20;BYDAY=MO",
        "19970512T090000",
        days("1997-05-12 1998-05-11 1999-05-17"),
        False,
    ),
    "every Thursday in March": (
        "FREQ=YEARLY;BYMONTH=3;BYDAY=TH",
        "19970313T090000",
        days("1997-03-13,20,27 1998-03-05,12,19,26 1999-03-04,11,18,25"),
        False,
    ),
    "every Thursday in summer": ("FREQ=YEARLY;BYDAY=TH;BYMONTH=6,7,8", "19970605T090000", SUMMER_THURSDAYS, False),
    "Saturday after the first Sunday": (
        "FREQ=MONTHLY;BYDAY=SA;BYMONTHDAY=7,8,9,10,11,12,13",
        "19970913T090000",
        days("1997-09-13 10-11 11-08 12-13 1998-01-10 02-07 03-07 04-11 05-09 06-13"),
        False,
    ),
    "election day": (
        "FREQ=YEARLY;INTERVAL=4;BYMONTH=11;BYDAY=TU;BYMONTHDAY=2,3,4,5,6,7,8",
        "19961105T090000",
        days("1996-11-05 2000-11-07 2004-11-02"),
        False,
    ),
    "third Tuesday, Wednesday or Thursday": (
        "FREQ=MONTHLY;COUNT=3;BYDAY=TU,WE,TH;BYSETPOS=3",
        "19970904T090000",
        days("1997-09-04 10-07 11-06"),
        True,
    ),
    "second-to-last weekday": (
        "FREQ=MONTHLY;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=-2",
        "19970929T090000",
        days("1997-09-29 10-30 11-27 12-30 1998-01-29 02-26 03-30"),
        False,
    ),
    "every 3 hours": (  # 17:00 in New York; the RFC prints T170000Z, which contradicts its instances
        "FREQ=HOURLY;INTERVAL=3;UNTIL=19970902T210000Z",
        SEPTEMBER_2,
        times("1997-09-02", "09:00 12:00 15:00"),
        True,
    ),
    "every 15 minutes": (
        "FREQ=MINUTELY;INTERVAL=15;COUNT=6",
        SEPTEMBER_2,
        times("1997-09-02", "09:00 09:15 09:30 09:45 10:00 10:15"),
        True,
    ),
    "every hour and a half": (
        "FREQ=MINUTELY;INTERVAL=90;COUNT=4",
        SEPTEMBER_2,
        times("1997-09-02", "09:00 10:30 12:00 13:30"),
        True,
    ),
    "every 20 minutes of the working day, daily": (
        "FREQ=DAILY;BYHOUR=9,10,11,12,13,14,15,16;BYMINUTE=0,20,40",
        SEPTEMBER_2,
        times("1997-09-02", TWENTY_MINUTES) + times("1997-09-03", TWENTY_MINUTES),
        False,
    ),
    "every 20 minutes of the working day, minutely": (
        "FREQ=MINUTELY;INTERVAL=20;BYHOUR=9,10,11,12,13,14,15,16",
        SEPTEMBER_2,
        times("1997-09-02", TWENTY_MINUTES) + times("1997-09-03", TWENTY_MINUTES),
        False,
    ),
    "weeks from Monday": (
        "FREQ=WEEKLY;INTERVAL=2;COUNT=4;BYDAY=TU,SU;WKST=MO",
        "19970805T090000",
        days("1997-08-05,10,19,24"),
        True,
    ),
    "weeks from Sunday": (
        "FREQ=WEEKLY;INTERVAL=2;COUNT=4;BYDAY=TU,SU;WKST=SU",
        "19970805T090000",
        days("1997-08-05,17,19,31"),
        True,
    ),
    "30 February is ignored": (
        "FREQ=MONTHLY;BYMONTHDAY=15,30;COUNT=5",
        "20070115T090000",
        days("2007-01-15,30 02-15 03-15,30"),
        True,
    ),
}


def listed(rule: str, start: str, count: int, exclude: str = "") -> list[date]:
    moment = datetime.strptime(start, "%Y%m%dT%H%M%S")
    gone = parse_excluded(exclude, zone=NEW_YORK)
    series = occurrences(rule=parse_rule(rule), start=moment, zone=NEW_YORK, exclude=gone)
    return list(islice(series, count))


@pytest.mark.parametrize("name", EXAMPLES)
def test_example(name: str) -> None:
    rule, start, expected, complete = EXAMPLES[name]
    assert listed(rule, start, len(expected) + complete) == expected


def test_friday_the_13th_with_its_exdate() -> None:
    found = listed("FREQ=MONTHLY;BYDAY=FR;BYMONTHDAY=13", SEPTEMBER_2, 5, "19970902T090000")
    assert found == days("1998-02-13 03-13 11-13 1999-08-13 2000-10-13")
