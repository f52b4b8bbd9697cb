"""What belongs to projects beside their work: what they hand over, who has a stake, what they cost; and other fates.

Amounts are in the smallest unit of their currency, days count from today.
"""

from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True, slots=True)
class VenturePlan:
    """Deliverables by phase, stakeholders (a member's name, or somebody outside), planned expenses, costs."""

    deliverables: tuple[tuple[str, int], ...]
    stakeholders: tuple[tuple[str, str, str], ...] = ()
    expenses: tuple[tuple[str, int, str], ...] = ()
    costs: tuple[tuple[str, str, int, str, int], ...] = ()


@dataclass(frozen=True, slots=True)
class IdeaPlan:
    """A project that is not under way: what was decided on it, when and in which words."""

    ref: str
    title: str
    text: str
    team: str
    owner: str
    sponsor: str
    made: int
    decided: int
    fate: str
    words: str
    begin: int
    end: int
    budget: int
    tasks: tuple[str, ...] = ()


VENTURES: Final = {
    "instant": VenturePlan(
        (
            ("Decision paper: limits and approvals", 0),
            ("Payout engine, complete in staging", 1),
            ("Report on the pilot with 40 carriers", 2),
            ("Runbook for weekends", 3),
        ),
        (
            ("Leila Farahani", "Speaks for carriers", "Fewer calls about money on Mondays"),
            ("Margaret Doyle", "Safeguarding", "Nothing leaves without a second pair of eyes above €50,000"),
            ("Nordlog (Karin Lund)", "Pilot customer", "Drivers who are paid on Saturday"),
            ("Swedish regulator", "Supervisor", "To be told before the first weekend"),
        ),
        (
            ("Bank fees of the pilot", 2_400_000, "EUR"),
            ("Penetration test", 1_850_000, "EUR"),
            ("Bankgirot membership", 38_000_000, "SEK"),
        ),
        (
            ("actual", "Penetration test, first part", 925_000, "EUR", -41),
            ("actual", "Bank fees, pilot month 1", 61_240, "EUR", -33),
            ("actual", "Bankgirot, entry fee", 19_500_000, "SEK", -70),
            ("committed", "Bankgirot, first year", 18_500_000, "SEK", -12),
            ("actual", "Kestrel, second test cycle", 1_430_000, "EUR", -19),
            ("actual", "Bank fees, refund of wrong entries", -8_315, "EUR", -9),
            ("committed", "Penetration test, second part", 925_000, "EUR", -3),
        ),
    ),
    "sepa": VenturePlan(
        (("Message set, certified by Kestrel", 1), ("Contract annex: recalls", 2)),
        (
            ("Dorian Blake", "Supplier", "A date that holds"),
            ("Ingrid Solheim", "Waits for it", "Instant payouts cannot begin without it"),
        ),
        (("Gateway, first year", 9_600_000, "EUR"),),
        (("committed", "Gateway, first year", 9_600_000, "EUR", -95),),
    ),
    "tracking": VenturePlan(
        (
            ("Contracts with three carriers of positions", 0),
            ("Arrival model, better than six hours off", 1),
            ("Map for shippers", 3),
        ),
        (
            ("Maritime Nine (Olle Sand)", "Pilot customer", "Knows a delay before the port does"),
            ("Beatriz Almeida", "Takes the calls", "Half as many questions where the freight is"),
            ("Yuki Tanaka", "Builds the model", "Honest data from ports"),
        ),
        (
            ("Position data, per vessel", 7_200_000, "EUR"),
            ("Maps", 900_000, "EUR"),
            ("Norwegian coast stations", 64_000_000, "NOK"),
        ),
        (
            ("actual", "Position data, first half", 3_580_000, "EUR", -88),
            ("actual", "Coast stations, set-up", 21_000_000, "NOK", -64),
            ("actual", "Maps, year", 880_000, "EUR", -51),
            ("committed", "Position data, second half", 3_720_000, "EUR", -6),
            ("actual", "Coast stations, quarter", 16_000_000, "NOK", -15),
        ),
    ),
    "customs": VenturePlan(
        (("Tariff codes, checked by the broker", 1), ("Interface to the customs office", 2)),
        (("Hansen Brokers", "Broker", "No paper by fax any more"), ("Freja Holm", "Declares today by hand", "")),
        (("Broker, test declarations", 1_150_000, "EUR"),),
        (("actual", "Broker, first declarations", 310_000, "EUR", -20),),
    ),
    "launch": VenturePlan(
        (("Reseller agreement", 0), ("Price list in krona and krone", 1), ("Event in Stockholm", 3)),
        (
            ("Margaret Doyle", "Licence", "No payout before the approval"),
            ("Baltic Haul (Jens Rask)", "Launch customer", "A price that holds for two years"),
        ),
        (("Stockholm event", 85_000_000, "SEK"), ("Press work", 2_200_000, "EUR")),
        (
            ("actual", "Hall, deposit", 24_000_000, "SEK", -37),
            ("committed", "Catering and stage", 39_000_000, "SEK", -8),
            ("actual", "Agency, two months", 740_000, "EUR", -25),
        ),
    ),
    "audit": VenturePlan(
        (("Controls, written down", 1), ("Evidence of two quarters", 2)),
        (("Falk & Partner", "Auditors", "Evidence, not intentions"), ("Rachel Adeyemi", "Owns most systems", "")),
        (("Audit fee", 4_800_000, "EUR"),),
        (("committed", "Audit fee", 4_800_000, "EUR", -60),),
    ),
    "proof": VenturePlan(
        (("Driver app in the stores", 2), ("Archive of proofs", 3)),
        (("Osprey Foods (Tess Moor)", "Pilot customer", "Signatures that stand up in a dispute"),),
        (("Phones for the pilot", 1_200_000, "EUR"),),
        (("actual", "Phones for the pilot", 1_148_000, "EUR", -120),),
    ),
    "close": VenturePlan((("Closing calendar", 0), ("Reporting pack on the fifth day", 3))),
    "cluster": VenturePlan((("Failover in under a minute, shown", 2),)),
    "help": VenturePlan((("Hundred answers in four languages", 2),)),
}

IDEAS: Final = (
    IdeaPlan(
        "bot",
        "A bot that answers carriers",
        "Let a bot answer the ten most frequent questions, day and night.",
        "CARE",
        "Pablo Navarro",
        "Katarina Voss",
        -74,
        -58,
        "declined",
        "Not before the help centre is there: a bot says what somebody has written down. Propose it again then.",
        -40,
        80,
        5_500_000,
    ),
    IdeaPlan(
        "krone",
        "Payouts in Norwegian krone",
        "The third currency, and the first one outside the European rules.",
        "PAY",
        "Tomás Herrera",
        "Robert Achterberg",
        -33,
        -9,
        "approved",
        "Agreed, to begin once instant payouts are live. Not a day earlier: it is the same four people.",
        21,
        140,
        12_000_000,
    ),
    IdeaPlan(
        "rail",
        "Rail freight beside the sea",
        "Book the train from the port onwards, in the same order.",
        "SHIP",
        "Daniel Mensah",
        "Katarina Voss",
        -110,
        -100,
        "held",
        "On hold until sea freight is live: we need Yuki and Arjun there. I look at it again in the new quarter.",
        -95,
        120,
        18_000_000,
        (
            "Talk with three rail operators",
            "Compare the booking messages",
            "Estimate demand from Hamburg",
            "Sketch the order with two legs",
        ),
    ),
)
