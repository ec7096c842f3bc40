"""What a task is, and what each kind asks."""

from datetime import datetime
from typing import Final

import msgspec

from innovatie.domain.authority import Role
from innovatie.domain.wording import wording

WRITERS: Final = (Role.CIVIL_SERVANT, Role.VOTER, Role.MUNICIPAL_ADMIN)
"""Who works for a municipality."""

KINDS: Final[dict[str, str]] = {
    "beoordelen": wording("Beoordeel"),
    "stemmen": wording("Stem"),
    "uitwerken": wording("Werk uit"),
    "mijlpaal": wording("Werk bij"),
    "meten": wording("Meet"),
    "verlengen": wording("Verleng of zeg op"),
    "afloop": wording("Loopt af"),
    "regelen": wording("Regel het vertrek"),
    "concept": wording("Maak af"),
    "voorstel": wording("Bevestig of wijs af"),
    "bevestigen": wording("Bevestig de stand"),
    "ronde": wording("Regisseer"),
    "aanmeldingen": wording("Laat toe"),
    "groepsvoorstellen": wording("Beslis mee"),
    "groepeermodel": wording("Bekijk en beslis"),
    "tegenhouden": wording("Los op"),
    "voorbij": wording("Vraag een collega te tellen"),
    "gelijk": wording("Vul het getal in"),
    "schrijven": wording("Schrijf de uitslag"),
    "tellen": wording("Sluit en tel"),
    "loten": wording("Bevestig het getal"),
    "intrekken": wording("Beslis over intrekken"),
    "terugtrekken": wording("Beslis over een finalist"),
    "terugnemen": wording("Beslis of het winnaar blijft"),
    "publiceren": wording("Lees en maak bekend"),
    "publieksprijs": wording("Kijk mee en maak bekend"),
    "opnieuw": wording("Begin opnieuw"),
    "nakijken": wording("Kijk de stemmen na"),
}
"""What a task asks, by its kind."""


class Task(msgspec.Struct, frozen=True):
    """One thing asked. `kind` groups alike tasks for the eye; `done`: it is in, but may still be changed.

    `waits`: nothing is late, but something stands still until this is done, so it is for today.
    `beside` tells it from others of its kind at the same address: for whom, or about what.
    """

    kind: str
    title: str
    text: str
    address: str
    deadline: datetime | None = None
    late: bool = False
    waits: bool = False
    done: bool = False
    beside: str = ""

    @property
    def label(self) -> str:
        """What is asked, in one word or two."""
        return KINDS[self.kind]
