"""Solutions that are followed, what municipalities say of them (only ever added to), and what goes with that."""

from innovatie.adoption.tables.solutions import (
    AdoptionExperience,
    KitItem,
    Solution,
    SolutionSupplier,
)
from innovatie.adoption.tables.spread import (
    AdoptionForecast,
    AdoptionMilestone,
    AdoptionSign,
    BoundarySet,
)
from innovatie.adoption.tables.statements import (
    AdoptionEvent,
    AdoptionEvidence,
    AdoptionLink,
    AdoptionProposal,
    AdoptionStatus,
)

__all__ = [
    "AdoptionEvent",
    "AdoptionEvidence",
    "AdoptionExperience",
    "AdoptionForecast",
    "AdoptionLink",
    "AdoptionMilestone",
    "AdoptionProposal",
    "AdoptionSign",
    "AdoptionStatus",
    "BoundarySet",
    "KitItem",
    "Solution",
    "SolutionSupplier",
]
