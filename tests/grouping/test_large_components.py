"""Wheels that are larger than what is linked with all pairs at once."""

import random

import pytest

from innovatie.domain.agreement import b_cubed
from innovatie.grouping import at_scale, batch_grouping
from innovatie.grouping.batch_grouping import group_documents
from innovatie.grouping.model import pair_model
from innovatie.search.texts import Document

WHEELS = {
    "grafregister": "De begraafplaats houdt bij welke graven er zijn en wie de rechten heeft. Nabestaanden zien het graf"
    " op een kaart en verlengen zelf de grafrechten. De beheerder plant het onderhoud van elk graf.",
    "strooien": "Sensoren meten de temperatuur van het wegdek. Bij gladheid krijgt elke strooiwagen een eigen strooiroute."
    " De gladheidsbestrijding gebruikt zo minder zout in de winter.",
    "laadpalen": "Bewoners vragen een laadpaal aan voor hun elektrische auto. Een kaart toont waar laadpunten komen."
    " De gemeente voorspelt de laadbehoefte van elke straat.",
}


def plans(each: int) -> list[tuple[Document, str]]:
    """Per wheel so many plans: a few of its words each time replaced by those of a name."""
    chance = random.Random(7)
    made = []
    for number in range(each):
        for wheel, text in WHEELS.items():
            words = [f"naam{chance.randrange(90)}" if chance.random() < 0.1 else word for word in text.split()]
            made.append((Document(f"{wheel}-{number:03d}", wheel.capitalize(), " ".join(words)), wheel))
    return made


def test_a_wheel_larger_than_one_component_may_be_stays_one_group(monkeypatch: pytest.MonkeyPatch) -> None:
    made = plans(30)
    monkeypatch.setattr(batch_grouping, "EXACT_UP_TO", 10)
    monkeypatch.setattr(at_scale, "LARGEST", 8)
    groups = group_documents([document for document, _ in made], pair_model()).groups
    agreement = b_cubed([wheel for _, wheel in made], [str(group) for group in groups])
    assert (len(set(groups.tolist())), agreement.f) == (3, 1.0)


def test_groups_of_cut_components_do_not_depend_on_the_order_of_arrival(monkeypatch: pytest.MonkeyPatch) -> None:
    documents = [document for document, _ in plans(20)]
    monkeypatch.setattr(batch_grouping, "EXACT_UP_TO", 10)
    monkeypatch.setattr(at_scale, "LARGEST", 8)
    there = group_documents(documents, pair_model()).groups
    back = group_documents(documents[::-1], pair_model()).groups[::-1]
    assert b_cubed([str(group) for group in there], [str(group) for group in back]).f == 1.0
