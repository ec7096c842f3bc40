"""The people of the test of the routes, and the sets of them that a route lets in."""

from dataclasses import dataclass, field

# The people of the test. "own" belongs to the municipality that owns the things; "other" to another municipality.
VISITOR = "bezoeker"
CIVIL_OWN, CIVIL_OTHER = "ambtenaar eigen", "ambtenaar ander"
VOTER_OWN, VOTER_OTHER = "stemgemachtigde eigen", "stemgemachtigde ander"
CHIEF_OWN, CHIEF_OTHER = "gemeentebeheerder eigen", "gemeentebeheerder ander"
REVIEWER, KRING, VNG_DIRECTOR, PLATFORM, NOBODY_YET = "beoordelaar", "kring", "vng", "platform", "zonder rol"
SUPPLIER = "leverancier"

PEOPLE = (
    VISITOR, NOBODY_YET, CIVIL_OWN, CIVIL_OTHER, VOTER_OWN, VOTER_OTHER, CHIEF_OWN, CHIEF_OTHER, REVIEWER, KRING,
    VNG_DIRECTOR, PLATFORM, SUPPLIER,
)  # fmt: skip

EVERYBODY = frozenset(PEOPLE)
SIGNED_IN = EVERYBODY - {VISITOR}
MUNICIPAL_OWN = frozenset({CIVIL_OWN, VOTER_OWN, CHIEF_OWN})
MUNICIPAL = MUNICIPAL_OWN | {CIVIL_OTHER, VOTER_OTHER, CHIEF_OTHER}
CHIEFS = frozenset({CHIEF_OWN, CHIEF_OTHER})
CHIEF = frozenset({CHIEF_OWN})
VOTERS = frozenset({VOTER_OWN, VOTER_OTHER})
REVIEWERS = frozenset({REVIEWER})
NOBODY: frozenset[str] = frozenset()
SUPPLIERS = frozenset({SUPPLIER})
VNG = frozenset({VNG_DIRECTOR})
DESK = frozenset({VNG_DIRECTOR, PLATFORM})
ADMIN = frozenset({PLATFORM})


@dataclass(frozen=True)
class Row:
    who: frozenset[str]
    places: dict[str, str] = field(default_factory=dict)
    body: dict[str, str] = field(default_factory=dict)
    hidden: bool = False


def at(who: frozenset[str], *, body: dict[str, str] | None = None, hidden: bool = False, **places: str) -> Row:
    return Row(who, places, body or {}, hidden)
