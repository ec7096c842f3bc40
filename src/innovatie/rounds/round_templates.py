"""What a new round may start from: settings as data. A round that starts from none keeps every usual rule."""

from typing import Any

from innovatie.domain.wording import wording

GEMEENTEDELERS: dict[str, Any] = {
    "sjabloon": "gemeentedelers",
    "criteria": ["Succesvol", "Waardevol", "Herbruikbaar"],
    "bewezen": "Het werkt al bij ten minste één gemeente, en is niet ouder dan drie jaar.",
    "shortlist": 30,
    "publieksprijs": True,
    "stemming": {
        "voorselectie": {"zetels": 3, "hoogstens": 5},
        "finale": {"tweede_winnaar": "een"},
        "weging": {"soort": "gelijk"},
    },
}
"""After VNG's own prize: proven work, three criteria, scorers, a shortlist, finalists, one winner."""

TEMPLATES: dict[str, tuple[str, dict[str, Any]]] = {
    "innovatie": (wording("Innovatieronde: plannen kiezen en samen maken"), {}),
    "gemeentedelers": (wording("Zoals de GemeenteDelers: bewezen werk delen, één winnaar"), GEMEENTEDELERS),
}
"""By name: what the form says, and the settings the round gets."""


def settings_of(name: str | None) -> dict[str, Any]:
    """The settings of a template; those of the usual round for none."""
    return TEMPLATES[name or "innovatie"][1]
