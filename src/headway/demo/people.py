"""Who works at Harbourline: six open teams, a private one, and a guest from a supplier."""

from dataclasses import dataclass
from typing import Final

COMPANY: Final = "Harbourline"
DOMAIN: Final = "harbourline.example"


@dataclass(frozen=True, slots=True)
class TeamPlan:
    """A team: its people's full names, the lead first; `load` is how much more work comes in than it can do."""

    key: str
    name: str
    people: tuple[str, ...]
    load: float = 1.0
    share: float = 1.0
    private: bool = False


@dataclass(frozen=True, slots=True)
class PersonaPlan:
    """Somebody to be in the demo: his question is the label of the button."""

    name: str
    role: str
    label: str


TEAMS: Final = (
    TeamPlan(
        "PAY",
        "Payments",
        (
            *("Ingrid Solheim", "Tomás Herrera", "Aisha Bello", "Kenji Watanabe", "Priya Raman", "Luca Moretti"),
            *("Hanna Virtanen", "Samuel Okoro", "Elif Demir", "Jonas Weber"),
        ),
        load=1.7,
        share=1.35,
    ),
    TeamPlan(
        "SHIP",
        "Shipments",
        (
            *("Marcus Lindqvist", "Chloé Dubois", "Arjun Mehta", "Zofia Kowalska", "Daniel Mensah", "Yuki Tanaka"),
            *("Sofía Castillo", "Liam O'Connor", "Nadia Haddad", "Piotr Zieliński", "Freja Holm"),
        ),
        share=1.2,
    ),
    TeamPlan(
        "PLAT",
        "Platform",
        (
            *("Rachel Adeyemi", "Viktor Petrov", "Mei Ling Chen", "Oskar Nyberg", "Fatima Zahra", "Ben Carter"),
            *("Ananya Iyer", "Mateus Silva", "Greta Hoffmann", "Tariq Aziz"),
        ),
    ),
    TeamPlan(
        "CARE",
        "Customer Care",
        (
            *("Beatriz Almeida", "Noah Fischer", "Leila Farahani", "Emma Jansen", "Kwame Boateng", "Ida Rasmussen"),
            *("Pablo Navarro", "Grace Kim", "Astrid Berg"),
        ),
        share=0.8,
    ),
    TeamPlan(
        "GROW",
        "Growth & Partners",
        (
            *("Henrik Dahl", "Camille Laurent", "Olivia Brooks", "Raj Patel", "Maja Novak", "Isabel Ferreira"),
            *("Theo Papadakis", "Sana Malik"),
        ),
        share=0.7,
    ),
    TeamPlan(
        "FIN",
        "Finance & Compliance",
        ("Margaret Doyle", "Stefan Gruber", "Lin Zhao", "Amara Nwosu", "Erik Johansen", "Carla Rossi", "David Cohen"),
        share=0.6,
    ),
    TeamPlan("PPL", "People", ("Simone Keller", "Adaeze Obi", "Mikkel Thomsen"), share=0.1, private=True),
)
OWNER: Final = "Katarina Voss"
EXECUTIVES: Final = (OWNER, "Robert Achterberg")
ADMIN: Final = "Viktor Petrov"
GUEST: Final = "Dorian Blake"
"""He works for Kestrel Clearing, the bank gateway that Payments waits for."""

PERSONAS: Final = (
    PersonaPlan("Robert Achterberg", "executive", "Executive · are we reaching our goals?"),
    PersonaPlan("Ingrid Solheim", "manager", "Team lead, Payments · is my team overloaded, what is stuck?"),
    PersonaPlan("Chloé Dubois", "project manager", "Project manager · will we finish, and what decides it?"),
    PersonaPlan("Priya Raman", "contributor", "Engineer · what do I do next, and why does it matter?"),
    PersonaPlan(OWNER, "owner", "Owner · sees and sets everything"),
    PersonaPlan(GUEST, "guest", "Guest from a supplier · sees what he is involved in"),
)


def email(name: str) -> str:
    """Somebody's address: first and last name in plain letters."""
    plain = name.lower().translate(_PLAIN)
    words = ["".join(c for c in word if c.isalpha()) for word in plain.split()]
    domain = "kestrel-clearing.example" if name == GUEST else DOMAIN
    return f"{words[0]}.{words[-1]}@{domain}"


_PLAIN: Final = str.maketrans("áéíóúñäöüåøçńśłżź", "aeiounaouaocnslzz")
