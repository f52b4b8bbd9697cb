"""How German sentences are made wrong, and put in other words: for bench/mutated_texts.py."""

import re

from headway.rules.summaries.lexicon_de import MONTHS

NAMED = {
    at: max((one for one in MONTHS if MONTHS[one] == at and one != "jänner"), key=len).capitalize()
    for at in range(1, 13)
}
MONTH = {name: at for at, name in NAMED.items()}
DAY = re.compile(rf"\d{{1,2}}\. (?:{'|'.join(MONTH)}) \d{{4}}")
SCREEN = re.compile(rf"«[^»]*»|{DAY.pattern}")
NUMBER = re.compile(r"(?<![\w,-])\d+(?:,\d+)?(?![\w-])")
FLIPS = (
    *(("mehr", "weniger"), ("weniger", "mehr"), ("stieg", "sank"), ("sank", "stieg"), ("später", "früher")),
    *(("früher", "später"), ("unter", "über"), ("unverändert", "gestiegen"), ("geringsten", "meisten")),
    *(("längsten", "kürzesten"), ("in", "vor"), ("vor", "in"), ("ebenso", "mehr")),
)
DROPS = (
    *(("Es wurde nichts", "Es wurde alles"), ("Nichts ist", "Alles ist"), ("davon nichts", "davon alles")),
    *(("keinen Verantwortlichen", "einen Verantwortlichen"), ("ohne Verantwortlichen", "mit Verantwortlichen")),
    *(("kein Fälligkeitsdatum", "das Fälligkeitsdatum"), ("Für kein Ziel", "Für jedes Ziel")),
    *(("Keine offene", "Die offene"), ("keine Arbeit", "die Arbeit"), ("Es kam nichts", "Es kam alles")),
)
STATES = (
    *(("erledigt", "überfällig"), ("überfällig", "erledigt"), ("offen", "erledigt"), ("warten", "ruhen")),
    *(("Ihnen", "Bob"), ("erreicht", "verfehlt"), ("verworfen", "erledigt"), ("fällig", "erledigt")),
    *(("Zielwert", "Startwert"), ("kritische", "kleine"), ("hinzu", "weg"), ("seit", "vor")),
)
HEDGES = ("etwa", "fast", "mindestens", "bis zu", "nur", "über", "beinahe", "rund", "nicht", "einige", "knapp", "gut")
TAILS = (
    *(" weil das Team müde ist", ", dank Ann Lee", ", wie geplant", " und niemand stört sich daran", ", ein Rekord"),
    *(" wegen Krankheit", ", eine gute Nachricht", ", doppelt so viel wie sonst", ", vor allem durch PAY-1"),
    *(" seit Montag", " trotz 4 Abwesenheiten", ", leider", ", endlich"),
)
UNITS = (("Tagen", "Wochen"), ("Tage", "Monate"), ("Tag", "Monat"), ("%", "Punkte"), ("Tagen", "Stunden"))
OWNED = "verantwortet von "
DENIABLE = re.compile(r"(?<!\w)(?:ist|sind|war|wurde|wurden|hat|haben|wartet|warten|stieg|sank|liegt)(?!\w)")
NOT = "nicht"
SAME = (
    *(("Vorgänge", "Elemente"), ("Vorgang", "Aufgabe"), ("wurden erledigt", "wurden abgeschlossen")),
    *(("überfällig", "verspätet"), ("warten auf", "hängen an"), ("stieg von", "ist gestiegen von")),
    *(("sank von", "fiel von"), ("Wahrscheinlichkeit", "Chance"), ("offen", "ausstehend"), ("weniger", "geringer")),
    *(("davor", "zuvor"), ("kamen hinzu", "kamen dazu"), ("rechtzeitig", "pünktlich"), ("gehören", "gehören")),
)
