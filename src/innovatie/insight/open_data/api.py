"""The lists and things of all public collections in the API, the stream of changes, and searching."""

from typing import Final

from litestar.types import ControllerRouterHandler

from innovatie.adoption.public_data import STANDINGS, STATEMENTS
from innovatie.agreements.public_data import AGREEMENTS
from innovatie.changes.api import changes, list_of, thing_of
from innovatie.domain.wording import wording
from innovatie.grouping.api import SimilarApi
from innovatie.grouping.public_data import GROUPS
from innovatie.ideas.public_data import THEME_LIST
from innovatie.indicators.public_data import INDICATORS, MEASUREMENTS
from innovatie.insight.open_data.finding import entry
from innovatie.insight.open_data.registry import COLLECTIONS
from innovatie.municipalities.public_data import MUNICIPALITIES, PARTNERSHIPS
from innovatie.publication.public_data import WINNERS
from innovatie.rounds.queries import code_meant as round_meant
from innovatie.search.api import SearchApi


class _Search(SearchApi):
    meanings = {**SearchApi.meanings, "ronde": round_meant}  # noqa: RUF012 -- a class variable there


OPEN_DATA_API: Final[list[ControllerRouterHandler]] = [
    entry,
    *(list_of(collection) for collection in COLLECTIONS),
    thing_of(GROUPS, operation="groep", missing=wording("Deze groep bestaat niet.")),
    thing_of(THEME_LIST, operation="thema", missing=wording("Dit thema bestaat niet.")),
    thing_of(MUNICIPALITIES, operation="gemeente", missing=wording("Er is geen gemeente met deze code.")),
    thing_of(PARTNERSHIPS, operation="samenwerkingsverband", missing=wording("Dit samenwerkingsverband bestaat niet.")),
    thing_of(WINNERS, operation="winnaar", missing=wording("Dit is geen winnaar.")),
    thing_of(STANDINGS, operation="stand", missing=wording("Over deze oplossing zei deze gemeente nog niets.")),
    thing_of(STATEMENTS, operation="melding", missing=wording("Deze melding bestaat niet.")),
    thing_of(INDICATORS, operation="indicator", missing=wording("Deze indicator bestaat niet (meer).")),
    thing_of(MEASUREMENTS, operation="meting", missing=wording("Deze meting bestaat niet (meer).")),
    thing_of(AGREEMENTS, operation="overeenkomst", missing=wording("Deze overeenkomst bestaat niet (meer).")),
    changes,
    SimilarApi,
    _Search,
]
