"""Reads of adoption: solutions, histories, and where a municipality stands."""

from innovatie.adoption.queries.histories import (
    Statement,
    histories,
    mergers,
    municipalities_on,
    statements,
    statuses,
)
from innovatie.adoption.queries.solutions import (
    Counts,
    SolutionCard,
    SolutionDetail,
    counts,
    number_of_municipalities,
    others_in_use,
    solution,
    solution_of_group,
    solutions,
)
from innovatie.adoption.queries.towns import (
    Proposal,
    Standing,
    Town,
    proposals_for,
    standings_of,
    town,
    town_by_code,
    towns,
)

__all__ = [
    "Counts",
    "Proposal",
    "SolutionCard",
    "SolutionDetail",
    "Standing",
    "Statement",
    "Town",
    "counts",
    "histories",
    "mergers",
    "municipalities_on",
    "number_of_municipalities",
    "others_in_use",
    "proposals_for",
    "solution",
    "solution_of_group",
    "solutions",
    "standings_of",
    "statements",
    "statuses",
    "town",
    "town_by_code",
    "towns",
]
