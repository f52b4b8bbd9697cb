"""What work is called, by team: small tables whose combinations read like a real backlog."""

from collections.abc import Mapping
from dataclasses import dataclass
from random import Random
from typing import Final


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """A team's words: tasks are verb + thing (+ where), issues thing + trouble (+ when)."""

    verbs: tuple[str, ...]
    things: tuple[str, ...]
    wheres: tuple[str, ...]
    parts: tuple[str, ...]
    troubles: tuple[str, ...]
    whens: tuple[str, ...]
    labels: tuple[str, ...]


_BUILD: Final = (
    *("Add", "Rework", "Test", "Document", "Simplify", "Monitor", "Extend", "Replace", "Review", "Measure"),
    *("Harden", "Speed up", "Clean up", "Roll out"),
)
VOCABULARIES: Final[Mapping[str, Vocabulary]] = {
    "PAY": Vocabulary(
        _BUILD,
        (
            *("payout retries", "the refund flow", "ledger postings", "bank holiday rules", "the payout scheduler"),
            *("IBAN validation", "currency rounding", "chargeback intake", "the settlement report", "fee calculation"),
            *("idempotency of transfers", "the reconciliation job", "mandate signing", "split payments"),
            *("the failed-payment queue", "card tokenisation", "limits per carrier", "payout notifications"),
            *("statement exports", "the fraud score threshold", "direct debit returns", "wallet balances"),
        ),
        ("for SEPA", "for Bacs", "in Swedish krona", "for large carriers", "for sole traders", "in the admin console"),
        (
            *("Payout", "Refund", "Settlement file", "Ledger balance", "Invoice total", "Chargeback notice"),
            *("Direct debit", "Fee line", "Bank statement import", "Wallet top-up"),
        ),
        (
            *("is booked twice", "stays pending for days", "shows the wrong currency", "is rounded the wrong way"),
            *("fails without a reason", "is missing from the report", "arrives a day late", "cannot be cancelled"),
        ),
        (
            *(
                "after a bank timeout",
                "on bank holidays",
                "for carriers with two accounts",
                "when the limit is reached",
            ),
            *("at month end", "for amounts over 50,000", "after a partial refund", "when the mandate has expired"),
        ),
        ("ledger", "bank", "fraud", "compliance", "reliability"),
    ),
    "SHIP": Vocabulary(
        _BUILD,
        (
            *("vessel positions", "the arrival estimate", "container events", "the booking form", "port code mapping"),
            *("proof-of-delivery photos", "the tracking page", "customs documents", "route suggestions"),
            *("the carrier feed", "temperature alerts", "driver notifications", "the delivery slot picker"),
            *("address cleaning", "label printing", "the exceptions list", "transhipment handling", "the map layer"),
            *("bill of lading import", "dangerous goods checks", "pick-up windows", "the manifest parser"),
        ),
        ("for sea freight", "for road", "on Android", "for Rotterdam", "for returns", "for consolidators"),
        (
            *("Tracking page", "Arrival estimate", "Container event", "Customs form", "Delivery photo", "Route"),
            *("Booking confirmation", "Carrier feed", "Shipping label", "Driver app"),
        ),
        (
            *("shows yesterday's position", "is lost", "is sent to the wrong contact", "stops updating", "is cut off"),
            *("cannot be opened", "takes a minute to load", "shows the wrong time zone"),
        ),
        (
            *(
                "for transhipments",
                "on older Android phones",
                "after the port changes",
                "when offline",
                "in Gothenburg",
            ),
            *("for bookings with many containers", "after a reroute", "when the carrier resends"),
        ),
        ("mobile", "carrier", "customs", "tracking", "data quality"),
    ),
    "PLAT": Vocabulary(
        _BUILD,
        (
            *("the event stream", "nightly backups", "the deploy pipeline", "database failover", "API rate limits"),
            *("partner sandbox data", "the webhook sender", "log retention", "secret rotation", "the search cluster"),
            *("single sign-on", "feature flags", "the job queue", "query plans of the slowest ten", "alert routing"),
            *("the service template", "certificate renewal", "the cost dashboard", "canary releases", "audit trails"),
        ),
        ("in Frankfurt", "in Stockholm", "for partners", "for staging", "before the audit", "on the new cluster"),
        (
            *("Webhook", "Deploy", "Nightly backup", "Search result", "API token", "Job queue", "Sandbox account"),
            *("Sign-in", "Log shipping", "Certificate"),
        ),
        (
            *("times out", "is delivered twice", "fills the disk", "fails silently", "returns stale data"),
            *("locks the table", "ignores the rate limit", "is refused"),
        ),
        (
            *("under load", "during failover", "after a deploy", "on the new cluster", "for the largest workspace"),
            *("at midnight UTC", "behind a proxy", "when the region is slow"),
        ),
        ("infrastructure", "security", "performance", "api", "cost"),
    ),
    "CARE": Vocabulary(
        (
            *("Write", "Translate", "Update", "Call back", "Survey", "Train", "Shorten", "Review", "Record", "Prepare"),
            *("Collect feedback on", "Sort out"),
        ),
        (
            *("the payout help page", "the onboarding checklist", "macros for late deliveries", "the escalation guide"),
            *("new agents on refunds", "customers with open disputes", "the status page texts", "the welcome call"),
            *("the carrier FAQ", "quarterly business reviews", "the complaint log", "the tracking tutorial"),
            *("the first-invoice guide", "shift hand-over notes", "answers about customs", "the satisfaction survey"),
        ),
        ("in Swedish", "in Danish", "in German", "for enterprise customers", "for carriers", "before peak season"),
        (
            *("Help article", "Ticket", "Satisfaction survey", "Call-back", "Onboarding e-mail", "Chat hand-over"),
            *("Customer export",),
        ),
        (
            *("reaches the wrong queue", "is out of date", "is not translated", "is never answered", "is sent twice"),
            *("links to a missing page", "loses its attachments"),
        ),
        (
            *("for Danish customers", "on weekends", "after hand-over", "for new carriers", "when two agents reply"),
            *("after the merge", "in the mobile app"),
        ),
        ("support", "onboarding", "translation", "enterprise", "training"),
    ),
    "GROW": Vocabulary(
        (
            *("Draft", "Negotiate", "Launch", "Plan", "Brief", "Analyse", "Present", "Refresh", "Qualify", "Test"),
            *("Follow up on", "Localise"),
        ),
        (
            *("the partner programme terms", "the Stockholm launch event", "the pricing page", "the Malmö pilot"),
            *("the carrier referral scheme", "leads from the freight fair", "the Danish landing page", "case studies"),
            *("the reseller contract", "the newsletter", "the demo script", "win-loss interviews", "search adverts"),
            *("the freight forwarders' webinar", "the customer advisory board", "the competitor comparison"),
        ),
        ("for Sweden", "for Denmark", "with Nordlog", "with Baltic Haul", "for Q1", "for mid-size shippers"),
        ("Landing page", "Lead form", "Partner contract", "Campaign report", "Price list", "Demo account"),
        (
            *("shows the old prices", "is not tracked", "is held up in legal", "loses the campaign source"),
            *("is missing in Danish", "was rejected"),
        ),
        ("for Sweden", "in the partner portal", "on small screens", "after the price change", "for resellers"),
        ("launch", "partner", "pricing", "content", "event"),
    ),
    "FIN": Vocabulary(
        (
            *("Reconcile", "Prepare", "Review", "Automate", "File", "Document", "Check", "Update", "Close", "Approve"),
            *("Collect evidence for",),
        ),
        (
            *("intercompany balances", "the VAT return", "vendor contracts", "the access review", "accruals"),
            *("the risk register", "the safeguarding report", "supplier invoices", "the payroll interface"),
            *("the licence renewal file", "travel expenses", "the board pack", "controls over payouts", "fixed assets"),
            *("the data processing records", "the cash forecast"),
        ),
        ("for Sweden", "for the auditors", "for the regulator", "for last quarter", "for the Danish branch"),
        ("Accrual", "Supplier invoice", "VAT code", "Control evidence", "Expense claim", "Access review"),
        (
            *("is booked to the wrong account", "is missing", "is approved twice", "does not match the bank"),
            *("is overdue", "cannot be exported"),
        ),
        ("for the Danish branch", "at quarter end", "after the reorganisation", "for foreign currency", "in the audit"),
        ("audit", "tax", "controls", "month end", "regulator"),
    ),
    "PPL": Vocabulary(
        ("Prepare", "Review", "Plan", "Discuss", "Update", "Schedule"),
        (
            *("salary bands", "the parental leave policy", "interviews", "the engagement survey", "exit interviews"),
            *("the bonus round", "the reorganisation of Payments", "visa applications", "the team lead training"),
        ),
        ("for engineers", "for Stockholm", "for next year", "with the works council"),
        ("Contract", "Payslip", "Leave request", "Reference check"),
        ("is late", "is disputed", "holds confidential data", "was sent to the wrong person"),
        ("in Sweden", "after the move", "for a leaver"),
        ("confidential", "hiring"),
    ),
}

CUSTOMERS: Final = (
    *("Nordlog", "Baltic Haul", "Ferrum Steel", "Osprey Foods", "Maritime Nine", "Veldt & Zonen", "Skagen Fish"),
    *("Alder Furniture", "Poldermann", "Tessera Tiles", "Greenquay", "Lumen Optics", "Brightwater", "Corvina"),
)


def task_title(team: str, random: Random) -> str:
    """A task's title in a team's words."""
    words = VOCABULARIES[team]
    title = f"{random.choice(words.verbs)} {random.choice(words.things)}"
    return f"{title} {random.choice(words.wheres)}" if random.random() < 0.5 else title


def issue_title(team: str, random: Random) -> str:
    """An issue's title in a team's words."""
    words = VOCABULARIES[team]
    title = f"{random.choice(words.parts)} {random.choice(words.troubles)}"
    if random.random() < 0.25:
        return f"{random.choice(CUSTOMERS)}: {title[0].lower()}{title[1:]}"
    return f"{title} {random.choice(words.whens)}"
