"""A winner of one municipality and the plan by which it is made."""

from dataclasses import dataclass
from datetime import timedelta

from innovatie.domain.authority import Actor
from innovatie.infra.database import fetch_values
from innovatie.realisation import actions
from innovatie.realisation.actions import MilestoneText
from tests.factories import NOW

TODAY = NOW.date()


@dataclass
class Made:
    group: int
    town: int
    maker: Actor
    address: str


def text(town: object, **changed: object) -> MilestoneText:
    given = {
        "title": "Brief getest",
        "starts_on": TODAY - timedelta(days=60),
        "promised_on": TODAY + timedelta(days=30),
        "town": town,
    }
    return MilestoneText(**(given | changed))  # type: ignore[arg-type]


async def add(made: Made, **changed: object) -> int:
    return await actions.add_milestone(
        actor=made.maker, group_id=made.group, text=text(**({"town": made.town} | changed)), now=NOW
    )


async def change(made: Made, number: int, version: int, **changed: object) -> None:
    await actions.change_milestone(
        actor=made.maker,
        group_id=made.group,
        number=number,
        version=version,
        text=text(**({"town": made.town} | changed)),
        now=NOW,
    )


async def subjects() -> list[tuple[int, str]]:
    people = await fetch_values(int, "SELECT person FROM notice WHERE once_key LIKE 'realisatie %' ORDER BY id")
    said = await fetch_values(str, "SELECT subject FROM notice WHERE once_key LIKE 'realisatie %' ORDER BY id")
    return list(zip(people, said, strict=True))
