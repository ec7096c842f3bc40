"""What a finalist works out: the sections of an elaboration, in order, with what each asks."""

from innovatie.domain.wording import wording

SECTIONS: tuple[tuple[str, str, str], ...] = (
    ("plan", wording("Plan"), wording("Wat gaat u maken, in welke stappen, en wanneer is het klaar?")),
    (
        "specificatie",
        wording("Functionele specificatie"),
        wording("Wat kan een gebruiker er straks mee? Welke eisen gelden er?"),
    ),
    (
        "kosten_baten",
        wording("Kosten en baten"),
        wording("Wat kost het bouwen en beheren? Wat levert het op, en voor wie?"),
    ),
    ("lokaal", wording("Wat lokaal blijft"), wording("Wat moet elke gemeente nog zelf inrichten of besluiten?")),
    (
        "hergebruik",
        wording("Pakket voor hergebruik"),
        wording("Wat krijgt een gemeente die het overneemt? Code, handleiding, hulp?"),
    ),
    ("mijlpalen", wording("Mijlpalen"), wording("Noem data en wat er dan af is.")),
)
"""Long texts: (name, label, question)."""

ROLES: tuple[tuple[str, str, str], ...] = (
    ("opdrachtgever", wording("Opdrachtgever"), wording("Wie vraagt erom en betaalt?")),
    ("eigenaar", wording("Eigenaar"), wording("Wie beslist erover als het er is?")),
    ("opdrachtnemer", wording("Opdrachtnemer"), wording("Wie is verantwoordelijk voor het maken?")),
    ("uitvoerder", wording("Uitvoerder"), wording("Wie maakt en beheert het?")),
)
"""Short texts: (name, label, question)."""

NAMES = tuple(name for name, _label, _question in (*SECTIONS, *ROLES))


def complete(content: dict[str, str]) -> tuple[str, ...]:
    """Labels of the sections that are still empty."""
    return tuple(label for name, label, _question in (*SECTIONS, *ROLES) if not content.get(name, "").strip())
