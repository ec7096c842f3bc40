"""Final vote: ranked ballots with ties and "Geen van deze", counted by Schulze's method with winning votes."""

from innovatie.domain.final_vote.ballots import NONE_OF_THESE, RankedBallot, validate_ranking
from innovatie.domain.final_vote.duels import Duels, duels_of, ranks_of
from innovatie.domain.final_vote.robustness import FinalVariant, final_variants
from innovatie.domain.final_vote.schulze import Ranking, schulze

__all__ = [
    "NONE_OF_THESE",
    "Duels",
    "FinalVariant",
    "RankedBallot",
    "Ranking",
    "duels_of",
    "final_variants",
    "ranks_of",
    "schulze",
    "validate_ranking",
]
