"""The rules of a vote as data: what a round starts with, and how a form's answers become regels.json.

A round may carry its own under `settings["stemming"]`: {"voorselectie": {...}, "finale": {...}, "weging": {...}};
what it leaves out is as here. Shares are fractions written as text, so that they stay exact.
"""

from collections.abc import Mapping
from typing import Any

from innovatie.domain.vote_weights import Weighing, WeightRule
from innovatie.domain.wording import wording
from innovatie.voting.results import FINAL, PRESELECTION

Json = dict[str, Any]

PRESELECTION_RULES: Json = {
    "zetels": 3,
    "hoogstens": 5,
    "quorum": "1/3",
    "kandidaat_aandeel": "1/10",
    "kandidaat_gemeenten": 5,
    "kandidaat_kringen": 2,
    "eigen_steun": "1/20",
}
FINAL_RULES: Json = {
    "tweede_winnaar": "twee-bij-meerderheid",
    "quorum": "1/2",
    "tweede_meerderheid": "1/2",
    "tweede_nabij": "9/20",
}
WEIGHING: Json = {"soort": Weighing.EQUAL.value, "maximum": 75, "tabel": []}
DRAW_SOURCE = "De eerste trekking van de Staatsloterij na de sluiting: het nummer van de hoofdprijs"


def rules_for(kind: str, settings: Mapping[str, Any]) -> Json:
    """The rules of `kind` for a round with these settings, without what is only known at opening."""
    own = settings.get("stemming", {}).get(kind, {})
    return {**(PRESELECTION_RULES if kind == PRESELECTION else FINAL_RULES), **own}


def weighing_for(settings: Mapping[str, Any]) -> Json:
    return {**WEIGHING, **settings.get("stemming", {}).get("weging", {})}


def weight_rule(weighing: Mapping[str, Any]) -> WeightRule:
    """Raises ValueError when the table or the cap cannot be."""
    table = tuple((int(start), int(votes)) for start, votes in weighing["tabel"])
    return WeightRule(Weighing(weighing["soort"]), cap=int(weighing["maximum"]), table=table)


def label(kind: str) -> str:
    return {PRESELECTION: wording("Voorselectie"), FINAL: wording("Eindstemming")}[kind]
