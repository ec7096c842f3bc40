"""Reading who people are, what they hold, and how they signed in."""

from innovatie.accounts.queries.people import (
    Held,
    HeldGrant,
    Persona,
    actor_of,
    grants_of,
    held_grants,
    names_of,
    people_who_may,
    person_of_persona,
    personas,
)

__all__ = [
    "Held",
    "HeldGrant",
    "Persona",
    "actor_of",
    "grants_of",
    "held_grants",
    "names_of",
    "people_who_may",
    "person_of_persona",
    "personas",
]
