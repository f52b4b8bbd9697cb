"""The German words that a summary may be told in, by what they mean, in all their forms."""

from typing import Final

from .lexicon import Lexicon, by_word, split

_ENDINGS: Final = ("", "e", "en", "er", "es", "em")


def _bent(words: str) -> str:
    """Adjectives with all their endings."""
    return " ".join(word + ending for word in words.split() for ending in _ENDINGS)


CONCEPTS: Final = by_word(
    {
        "done": _bent("erledigt abgeschlossen fertig beendet fertiggestellt"),
        "open": f"{_bent('offen ausstehend unerledigt verbleibend')} verbleiben verbleibt",
        "overdue": _bent("überfällig verspätet"),
        "waiting": f"wartet warten wartete warteten {_bent('wartend blockiert')} hängt hängen",
        "came": f"kam kamen hinzu hinzugekommen dazu dazugekommen eingegangen {_bent('neu')}",
        "scope": "umfang umfangs",
        "pace": "tempo tempos",
        "links": "verknüpfung verknüpfungen",
        "people": "personen person",
        "forecast": "prognose prognosen",
        "owner": """verantwortlicher verantwortlichen verantwortliche verantwortlich verantwortet zuständig zuständige
        zuständigen zuständiger inhaber""",
        "due": """fällig fällige fälligen fälligkeit fälligkeitsdatum fälligkeitsdaten fälligkeitstermin
        fälligkeitstermine frist termin termine datum daten""",
        "moved": "verschoben verschob verschoben verlegt gerückt rückte",
        "probability": "wahrscheinlichkeit wahrscheinlichkeiten chance chancen",
        "likely": "wahrscheinlich wahrscheinlicher",
        "missed": "verfehlt verfehlen verpasst verpassen versäumt",
        "met": "erreicht erreichen eingehalten",
        "risk": "risiko risiken",
        "critical": _bent("kritisch"),
        "dropped": _bent("verworfen abgebrochen aufgegeben"),
        "goal": "ziel ziele zielen ziels",
        "project": "projekt projekte projekten projekts",
        "issue": "problem probleme problemen problems",
        "yours": f"ihnen sie {_bent('ihr')}",
        "measured": f"{_bent('gemessen')} messwert messwerte misst",
        "target": "zielwert zielwerte",
        "begun": "begonnen begann angefangen startwert",
        "pursued": "verfolgt verfolgen verfolgte",
        "first": "zuerst zunächst erstens erste ersten",
        "longest": "längsten längste längster",
        "most": "meisten meiste",
        "least": "geringsten geringste niedrigsten niedrigste kleinsten",
        "urgent": "dringendsten dringendste dringlichsten wichtigsten",
        "worst": "schlimmsten schlimmste schlechtesten",
        "best": "besten beste",
        "before": "davor zuvor vorher vorherigen vorigen vorangegangenen bisher",
        "ago": "vor her",
        "in": "in",
        "since": "seit",
        "all": f"{_bent('all jed sämtlich gesamt')} alles ganz ganze ganzen",
        "half": "halb halbe halben hälfte",
        "only": "nur lediglich bloss",
        "nearly": "fast beinahe etwa ungefähr rund circa ca knapp gut nahezu",
        "some": f"{_bent('einig viel manch wenig')} mehrere mehreren mehrerer",
        "both": "beide beiden beider",
        "limit": "mindestens höchstens bis maximal minimal",
        "other": _bent("weiter ander") + " andre weitere weiteres weiteren",
        "timely": "rechtzeitig pünktlich",
    }
)

DIRECTIONS: Final = by_word(
    {
        "more": """mehr höher höhere höheren stieg stiegen steigt steigen gestiegen wuchs wuchsen gewachsen erhöht
        erhöhte zugenommen über oberhalb kletterte""",
        "fewer": """weniger niedriger sank sanken sinkt sinken gesunken fiel fielen fällt fallen gefallen verringert
        abgenommen unter unterhalb geringer schrumpfte""",
        "same": "gleich gleiche gleichen unverändert ebenso genauso dasselbe dieselbe gleichviel gleichbleibend",
        "later": "später spätere",
        "earlier": "früher eher frühere",
    }
)

NEGATIONS: Final = frozenset(
    split(
        """kein keine keinen keinem keiner keines keins nicht nichts nie niemals niemand niemanden niemandem ohne weder
        noch kaum nirgends unwahrscheinlich unfertig unvollständig unzugewiesen mitnichten"""
    )
)

NUMBERS: Final = {
    **{
        word: value
        for value, word in enumerate(
            split(
                """null eins zwei drei vier fünf sechs sieben acht neun zehn elf zwölf dreizehn vierzehn fünfzehn
                sechzehn siebzehn achtzehn neunzehn zwanzig"""
            )
        )
    },
    **dict.fromkeys(split("ein eine einen einem einer eines"), 1),
}

UNITS: Final = by_word(
    {
        "%": "% prozent",
        "day": "tag tage tagen tages",
        "week": "woche wochen",
        "month": "monat monate monaten",
        "year": "jahr jahre jahren",
        "hour": "stunde stunden h std",
        "minute": "minute minuten",
    }
)

MONTHS: Final = {
    word: at
    for at, words in enumerate(
        (
            *("januar jan jänner", "februar feb", "märz mär mrz", "april apr", "mai", "juni jun", "juli jul"),
            *("august aug", "september sep sept", "oktober okt", "november nov", "dezember dez"),
        ),
        start=1,
    )
    for word in split(words)
}

NEUTRAL: Final = frozenset(
    split(
        """der die das den dem des dies diese dieser dieses diesen diesem es er ihm hier da dort an am auf bei beim von
        vom zu zum zur mit für als wie ist sind war waren wird werden wurde wurden worden sein hat haben hatte hatten
        was wer welche welcher welches welchen dessen deren so auch dann nun jetzt im innerhalb um hin davon darunter
        vorgang vorgänge vorgangs vorgängen element elemente elementen aufgabe aufgaben arbeit arbeiten stück % prozent
        stand steht stehen lag liegt liegen beträgt betrug insgesamt gezählt gegen gegenüber verglichen vergleich zahl
        wir derzeit aktuell momentan zeitraum während gibt gab sich statt zählt"""
    )
)

GERMAN: Final = Lexicon(
    concepts=CONCEPTS,
    directions=DIRECTIONS,
    negations=NEGATIONS,
    numbers=NUMBERS,
    units=UNITS,
    months=MONTHS,
    breaking=frozenset(("und", "aber", "wohingegen", "doch", "jedoch", "sondern")),
    neutral=NEUTRAL,
    day=(
        r"(?<!\w)\d{{1,2}}\.\s*(?:{months})\.?(?:\s+\d{{4}})?(?!\w)",
        r"(?<![\w.])\d{{1,2}}\.\s?\d{{1,2}}\.\s?\d{{4}}(?!\w)",
    ),
    thousands=".",
    point=",",
)
