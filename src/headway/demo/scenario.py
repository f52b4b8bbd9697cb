"""What Harbourline wants and does: goals, projects and operations, with the truths that are hidden in them.

Days count from the day on which the demo is built: -30 is a month ago.
"""

from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True, slots=True)
class KeyResultPlan:
    """A measure: from `start` towards `target`, now at `current`."""

    title: str
    start: float
    target: float
    current: float
    unit: str = ""


@dataclass(frozen=True, slots=True)
class GoalPlan:
    """An objective, or a team's goal beneath one."""

    ref: str
    title: str
    text: str
    owner: str
    results: tuple[KeyResultPlan, ...]
    team: str | None = None
    parent: str | None = None


@dataclass(frozen=True, slots=True)
class ProjectPlan:
    """A project: what it is about (`topics` become its tasks) and how fast it goes (`pace` above 1 is late)."""

    ref: str
    title: str
    text: str
    team: str
    owner: str
    begin: int
    end: int
    topics: tuple[str, ...]
    serves: tuple[tuple[str, float], ...]
    budget: int
    pace: float = 1.05


@dataclass(frozen=True, slots=True)
class OperationPlan:
    """Something that recurs; `late` is how often it is not done in time."""

    ref: str
    title: str
    team: str
    rule: str
    hour: int
    minutes: int
    procedure: str
    serves: tuple[tuple[str, float], ...] = ()
    late: float = 0.08


GOALS: Final = (
    GoalPlan(
        "o1",
        "Every carrier is paid within the hour",
        "Carriers choose the platform that pays them. Today a payout takes two days; our promise for next year is one"
        " hour, on every day of the week.",
        "Robert Achterberg",
        (
            KeyResultPlan("Payouts within one hour", 12, 95, 41, "%"),
            KeyResultPlan("Payouts corrected by hand per month", 420, 50, 310),
        ),
    ),
    GoalPlan(
        "o2",
        "Be the first choice of Nordic shippers",
        "Sweden and Denmark first, Norway after. We need local invoicing, local partners and people who answer in the"
        " customer's language.",
        "Robert Achterberg",
        (
            KeyResultPlan("Paying shippers in Sweden and Denmark", 0, 120, 52),
            KeyResultPlan("Share of Nordic leads from partners", 5, 40, 24, "%"),
        ),
    ),
    GoalPlan(
        "o3",
        "Nobody has to ask where the freight is",
        "Half of all calls to Customer Care ask for a position or a proof of delivery. Both should be on the page"
        " before anybody picks up the phone.",
        "Katarina Voss",
        (
            KeyResultPlan("Hours from delivery to visible proof", 26, 4, 9, "h"),
            KeyResultPlan("Where-is-it calls per 1,000 shipments", 61, 25, 38),
        ),
    ),
    GoalPlan(
        "o4",
        "Keep every customer we win",
        "Growth is worth little when a fifth leaves within the year. Retention at 115 % makes next year's plan hold"
        " without a single new customer.",
        "Katarina Voss",
        (KeyResultPlan("Net revenue retention", 101, 115, 102, "%"),),
    ),
    GoalPlan(
        "payouts",
        "Payouts settle by themselves",
        "No hand touches a payout between approval and arrival.",
        "Ingrid Solheim",
        (KeyResultPlan("Payouts without manual work", 64, 98, 73, "%"),),
        "PAY",
        "o1",
    ),
    GoalPlan(
        "steady",
        "The platform is there when money moves",
        "Failover without a call at night, and deploys in working hours.",
        "Rachel Adeyemi",
        (KeyResultPlan("Minutes of downtime per month", 95, 10, 22, "min"),),
        "PLAT",
        "o1",
    ),
    GoalPlan(
        "nordic",
        "Launch Sweden and Denmark with partners",
        "Two resellers and one bank in each country.",
        "Henrik Dahl",
        (KeyResultPlan("Signed partners", 0, 8, 5),),
        "GROW",
        "o2",
    ),
    GoalPlan(
        "licence",
        "Licensed and audited in both countries",
        "The regulator's approval in Sweden and the first audit without findings.",
        "Margaret Doyle",
        (KeyResultPlan("Controls with evidence", 18, 84, 61),),
        "FIN",
        "o2",
    ),
    GoalPlan(
        "visible",
        "Position and proof on one page",
        "What the driver knows, the customer sees within minutes.",
        "Marcus Lindqvist",
        (KeyResultPlan("Shipments with a live position", 35, 90, 71, "%"),),
        "SHIP",
        "o3",
    ),
    GoalPlan(
        "answers",
        "Answer within two hours, in the customer's language",
        "Measured on working days, in four languages.",
        "Beatriz Almeida",
        (KeyResultPlan("First answer within two hours", 58, 90, 83, "%"),),
        "CARE",
        "o4",
    ),
    GoalPlan(
        "churn",
        "Halve the customers lost in their first 90 days",
        "Those who leave early never sent a second shipment. We know it since spring.",
        "Beatriz Almeida",
        (KeyResultPlan("Customers lost in their first 90 days", 19, 9, 19, "%"),),
        "CARE",
        "o4",
    ),
)
IDLE_GOAL: Final = "churn"

PROJECTS: Final = (
    ProjectPlan(
        "instant",
        "Instant payouts",
        "Pay a carrier within the hour of delivery, seven days a week.\n\n**Out of scope:** currencies beyond euro,"
        " krona and krone.",
        "PAY",
        "Ingrid Solheim",
        -150,
        55,
        (
            "the payout engine",
            "limits and approvals",
            "the weekend settlement",
            "payout status",
            "the ledger hand-over",
        ),
        (("payouts", 5.0), ("o1", 2.0)),
        48_000_000,
        1.35,
    ),
    ProjectPlan(
        "sepa",
        "SEPA Instant through Kestrel Clearing",
        "Kestrel is our gateway to instant transfers. Their certification is the gate; everything after it waits.",
        "PAY",
        "Luca Moretti",
        -120,
        40,
        ("the Kestrel gateway", "transfer messages", "recall handling", "the certificate exchange", "daily limits"),
        (("payouts", 3.0),),
        21_000_000,
        1.25,
    ),
    ProjectPlan(
        "fraud",
        "Screen payouts for fraud in seconds",
        "Instant money needs an instant answer whether to send it.",
        "PAY",
        "Aisha Bello",
        -95,
        70,
        ("the risk score", "screening lists", "the review queue", "device signals", "false alarms"),
        (("payouts", 2.0),),
        16_500_000,
        1.3,
    ),
    ProjectPlan(
        "tracking",
        "Live positions for sea freight",
        "Vessel positions every ten minutes, and an arrival time that people believe.",
        "SHIP",
        "Chloé Dubois",
        -160,
        25,
        ("the position feed", "the arrival model", "port calls", "the map", "delay notices", "carrier contracts"),
        (("visible", 4.0), ("o3", 1.0)),
        32_000_000,
    ),
    ProjectPlan(
        "proof",
        "Proof of delivery on the phone",
        "Photo, signature and place in one minute, with or without a network.",
        "SHIP",
        "Zofia Kowalska",
        -170,
        -20,
        ("the photo flow", "signatures", "offline storage", "the driver app", "the proof archive"),
        (("visible", 3.0),),
        19_000_000,
        0.95,
    ),
    ProjectPlan(
        "customs",
        "Customs papers before the ship arrives",
        "Pre-clearance for goods from Norway and the United Kingdom.",
        "SHIP",
        "Chloé Dubois",
        -70,
        80,
        ("the declaration form", "tariff codes", "the customs interface", "broker hand-over", "duty estimates"),
        (("visible", 1.0), ("nordic", 1.0)),
        14_000_000,
        1.1,
    ),
    ProjectPlan(
        "cluster",
        "Move the event stream to the new cluster",
        "Two regions, failover in under a minute, and a third of the cost.",
        "PLAT",
        "Viktor Petrov",
        -140,
        15,
        ("stream topics", "consumer groups", "the failover drill", "storage tiers", "the cut-over", "dashboards"),
        (("steady", 4.0),),
        11_000_000,
    ),
    ProjectPlan(
        "sandbox",
        "A sandbox that partners open themselves",
        "From sign-up to first test payout in ten minutes, without a call.",
        "PLAT",
        "Mei Ling Chen",
        -90,
        45,
        ("test accounts", "sample data", "the API key page", "rate limits", "the quick start", "the usage report"),
        (("nordic", 2.0),),
        9_500_000,
    ),
    ProjectPlan(
        "help",
        "A help centre in four languages",
        "The hundred most asked questions, answered in English, German, Swedish and Danish.",
        "CARE",
        "Noah Fischer",
        -110,
        20,
        (
            "the article structure",
            "payout articles",
            "tracking articles",
            "search in the help centre",
            "feedback links",
        ),
        (("answers", 3.0), ("nordic", 1.0)),
        6_000_000,
    ),
    ProjectPlan(
        "launch",
        "Launch in Sweden and Denmark",
        "Partners, price list, local invoicing and an event in Stockholm.",
        "GROW",
        "Camille Laurent",
        -130,
        35,
        ("the reseller programme", "the local price list", "the Stockholm event", "launch customers", "press work"),
        (("nordic", 5.0), ("o2", 2.0)),
        27_000_000,
        1.1,
    ),
    ProjectPlan(
        "audit",
        "Ready for the first full audit",
        "Controls written down, evidence collected, gaps closed before the auditors come.",
        "FIN",
        "Stefan Gruber",
        -155,
        30,
        ("access controls", "change control", "supplier checks", "incident records", "backup evidence", "safeguarding"),
        (("licence", 4.0),),
        8_500_000,
    ),
    ProjectPlan(
        "close",
        "Close the books in five days",
        "From eleven days to five, by having the systems talk to each other.",
        "FIN",
        "Lin Zhao",
        -165,
        -30,
        ("accruals", "intercompany invoices", "bank matching", "the closing calendar", "the reporting pack"),
        (("licence", 1.0),),
        3_800_000,
        0.95,
    ),
)

OPERATIONS: Final = (
    OperationPlan(
        "recon",
        "Reconcile the bank accounts",
        "PAY",
        "FREQ=WEEKLY;BYDAY=MO,WE,FR",
        9,
        90,
        "1. Import the statements\n2. Run the match\n3. Clear what is left by hand\n4. Note the sum of open lines",
        (("payouts", 1.0),),
        0.3,
    ),
    OperationPlan(
        "failed",
        "Work off failed payouts",
        "PAY",
        "FREQ=WEEKLY;BYDAY=TU,TH",
        10,
        120,
        "Take the queue from the oldest. Call the carrier when the account is wrong.",
        (("payouts", 1.0),),
        0.35,
    ),
    OperationPlan(
        "feeds",
        "Check the carrier feeds",
        "SHIP",
        "FREQ=WEEKLY;BYDAY=MO,TH",
        8,
        45,
        "Compare yesterday's events per carrier with the week before; ask where more than a fifth is missing.",
        (("visible", 1.0),),
    ),
    OperationPlan(
        "ports",
        "Refresh port and terminal codes",
        "SHIP",
        "FREQ=MONTHLY;BYMONTHDAY=5",
        9,
        120,
        "Download the list, compare, load, tell the carriers what changed.",
    ),
    OperationPlan(
        "backup",
        "Restore a backup as a drill",
        "PLAT",
        "FREQ=WEEKLY;BYDAY=WE",
        14,
        60,
        "Restore last night's backup into the drill account, count rows, delete it again.",
        (("steady", 1.0),),
        0.04,
    ),
    OperationPlan(
        "patch",
        "Patch servers and dependencies",
        "PLAT",
        "FREQ=WEEKLY;BYDAY=TU",
        10,
        150,
        "Staging first, a day's wait, then production by region.",
        (("steady", 1.0),),
    ),
    OperationPlan(
        "oncall",
        "Hand over the on-call watch",
        "PLAT",
        "FREQ=WEEKLY;BYDAY=FR",
        15,
        30,
        "What happened, what is open, what to look at first.",
        (("steady", 1.0),),
        0.02,
    ),
    OperationPlan(
        "quality",
        "Listen to ten calls and score them",
        "CARE",
        "FREQ=WEEKLY;BYDAY=TH",
        13,
        90,
        "Two of each agent. Talk about the best and the worst with him on the same day.",
        (("answers", 1.0),),
    ),
    OperationPlan(
        "digest",
        "Send the complaints digest",
        "CARE",
        "FREQ=WEEKLY;BYDAY=MO",
        11,
        60,
        "The five reasons that came most often, each with one case and the owner of its cause.",
        (("answers", 1.0),),
        0.15,
    ),
    OperationPlan(
        "pipeline",
        "Review the sales pipeline",
        "GROW",
        "FREQ=WEEKLY;BYDAY=MO",
        10,
        60,
        "Each deal: next step, date, owner. Without one it leaves the list.",
        (("nordic", 1.0),),
    ),
    OperationPlan(
        "month",
        "Close the month",
        "FIN",
        "FREQ=MONTHLY;BYMONTHDAY=3",
        9,
        480,
        "Follow the closing calendar; the reporting pack is due on the fifth working day.",
        (("licence", 1.0),),
    ),
    OperationPlan(
        "access",
        "Review who has access to what",
        "FIN",
        "FREQ=MONTHLY;BYDAY=2TU",
        10,
        180,
        "Ask each lead to confirm his list. What is not confirmed within a week is taken away.",
        (("licence", 1.0),),
        0.2,
    ),
)
