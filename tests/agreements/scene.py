"""An agreement about a solution, with a municipality that keeps it, another one and a company as its parties."""

from dataclasses import dataclass
from datetime import timedelta

from innovatie.agreements import actions
from innovatie.agreements.actions import AgreementText, Who
from innovatie.domain.agreement_words import AgreementKind, PartyRole
from innovatie.domain.authority import Actor, Role
from innovatie.infra.database import fetch_exactly
from tests import factories
from tests.factories import NOW, TODAY

PDF = b"%PDF-1.7 afspraken"


@dataclass
class Made:
    """An agreement about a solution that `maker` made, with `maker`, `other` and a company as its parties."""

    number: int
    solution: int
    towns: tuple[int, int]
    keeper: Actor
    other: Actor
    stranger: Actor
    parties: tuple[int, int, int]

    @property
    def base(self) -> str:
        return f"/overeenkomsten/{self.number}"


TEXT = AgreementText(AgreementKind.COVENANT, "Convenant brievenhulp", TODAY - timedelta(days=400), None, 6, "Samen.")


async def agreement() -> Made:
    towns = (await factories.municipality("Almelo aan Zee"), await factories.municipality("Bergdorp"))
    solution = await fetch_exactly(
        int,
        "INSERT INTO solution (title, summary, maker, followed_at) VALUES ('Brievenhulp', '', $1, $2) RETURNING id",
        towns[0],
        NOW,
    )
    keeper = await factories.actor(Role.CIVIL_SERVANT, municipality_id=towns[0])
    number = await actions.make_agreement(actor=keeper, text=TEXT, solution=solution, partnership=None, now=NOW)
    whos = (Who(town=towns[0]), Who(town=towns[1]), Who(organisation="Brieven BV"))
    joined = [
        await actions.add_party(actor=keeper, number=number, who=who, role=role, now=NOW)
        for who, role in zip(whos, (PartyRole.SECRETARY, PartyRole.MEMBER, PartyRole.CONTRACTOR), strict=True)
    ]
    return Made(
        number=number,
        solution=solution,
        towns=towns,
        keeper=keeper,
        other=await factories.actor(Role.CIVIL_SERVANT, municipality_id=towns[1]),
        stranger=await factories.actor(Role.CIVIL_SERVANT, municipality_id=await factories.municipality()),
        parties=(joined[0], joined[1], joined[2]),
    )
