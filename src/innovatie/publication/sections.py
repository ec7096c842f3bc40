"""What a finalist works out: the sections of an elaboration, in order, with what each asks."""

SECTIONS: tuple[tuple[str, str, str], ...] = (
    ("plan", "Plan", "Wat gaat u maken, in welke stappen, en wanneer is het klaar?"),
    ("specificatie", "Functionele specificatie", "Wat kan een gebruiker er straks mee? Welke eisen gelden er?"),
    ("kosten_baten", "Kosten en baten", "Wat kost het bouwen en beheren? Wat levert het op, en voor wie?"),
    ("lokaal", "Wat lokaal blijft", "Wat moet elke gemeente nog zelf inrichten of besluiten?"),
    ("hergebruik", "Pakket voor hergebruik", "Wat krijgt een gemeente die het overneemt? Code, handleiding, hulp?"),
    ("mijlpalen", "Mijlpalen", "Noem data en wat er dan af is."),
)
"""Long texts: (name, label, question)."""

ROLES: tuple[tuple[str, str, str], ...] = (
    ("opdrachtgever", "Opdrachtgever", "Wie vraagt erom en betaalt?"),
    ("eigenaar", "Eigenaar", "Wie beslist erover als het er is?"),
    ("opdrachtnemer", "Opdrachtnemer", "Wie is verantwoordelijk voor het maken?"),
    ("uitvoerder", "Uitvoerder", "Wie maakt en beheert het?"),
)
"""Short texts: (name, label, question)."""

NAMES = tuple(name for name, _label, _question in (*SECTIONS, *ROLES))


def complete(content: dict[str, str]) -> tuple[str, ...]:
    """Labels of the sections that are still empty."""
    return tuple(label for name, label, _question in (*SECTIONS, *ROLES) if not content.get(name, "").strip())
