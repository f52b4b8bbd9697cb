"""What Harbourline wants this year."""

from typing import Final

from ...rules.words import KeyResultType
from .plans import GoalPlan, KeyResultPlan, ProofPlan

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
        told=(
            "Weekends wait for the settlement, the settlement waits for Kestrel.",
            "Flat for a month. The corrections by hand have one cause, and nobody on it.",
            "We shall not make this by the end of the year unless the gateway is certified within three weeks.",
        ),
        proofs=(
            ProofPlan("Instant payouts live for everybody", KeyResultType.MILESTONE, ("instant:1:m", "instant:3:m")),
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
        (
            "Three people on failed payouts this week instead of one.",
            "The doubled reversals eat what the new engine wins.",
            "Stands still until the ledger books a timeout once. I cannot free anybody for it.",
        ),
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
        ("Safeguarding is through, incident records are next.", "Twelve more controls; the auditors have seen half."),
        (ProofPlan("Ready for the audit", KeyResultType.WORK, ("audit",)),),
    ),
    GoalPlan(
        "visible",
        "Position and proof on one page",
        "What the driver knows, the customer sees within minutes.",
        "Marcus Lindqvist",
        (KeyResultPlan("Shipments with a live position", 35, 90, 71, "%"),),
        "SHIP",
        "o3",
        ("Two more carriers send positions.", "The third carrier's contract is all that is left for sea freight."),
        (ProofPlan("Proof of delivery on every phone", KeyResultType.MILESTONE, ("proof:2:m", "proof:3:m")),),
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
        ("Measured for the first time: 19 %.", "No change. We need somebody who has time for this."),
    ),
)
IDLE_GOAL: Final = "churn"
