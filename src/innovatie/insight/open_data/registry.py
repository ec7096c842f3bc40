"""Which public collections there are; each is declared by its own feature."""

from typing import Final

from innovatie.adoption.public_data import SOLUTIONS, STANDINGS, STATEMENTS
from innovatie.agreements.public_data import AGREEMENTS
from innovatie.changes.collection import AnyCollection
from innovatie.grouping.public_data import GROUPS
from innovatie.ideas.public_data import PLANS, THEME_LIST
from innovatie.indicators.public_data import INDICATORS, MEASUREMENTS
from innovatie.municipalities.public_data import MUNICIPALITIES, PARTNERSHIPS
from innovatie.publication.public_data import RESULTS, WINNERS
from innovatie.rounds.public_data import ROUNDS

COLLECTIONS: Final[tuple[AnyCollection, ...]] = (
    PLANS,
    GROUPS,
    THEME_LIST,
    ROUNDS,
    RESULTS,
    WINNERS,
    SOLUTIONS,
    STANDINGS,
    STATEMENTS,
    MUNICIPALITIES,
    PARTNERSHIPS,
    AGREEMENTS,
    INDICATORS,
    MEASUREMENTS,
)
BY_NAME: Final[dict[str, AnyCollection]] = {one.name: one for one in COLLECTIONS}
