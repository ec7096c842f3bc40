"""Experiences, and the reuse kit."""

from datetime import date, datetime

from innovatie.adoption.queries.solutions import solution
from innovatie.adoption.tables import AdoptionExperience, KitItem
from innovatie.audit.actions import record
from innovatie.domain import authority
from innovatie.domain.authority import Act, Actor, Context
from innovatie.domain.dutch_dates import dutch_day
from innovatie.domain.errors import Conflict, Invalid, NotAllowed, NotFound
from innovatie.domain.excerpts import plain
from innovatie.domain.vocabulary import Followed
from innovatie.domain.wording import as_written, wording
from innovatie.following.actions import tell_followers
from innovatie.infra.database import fetch_one_value, transaction

KIT_KINDS = ("download", "vraag", "mijlpaal")


async def write_experience(
    *,
    actor: Actor,
    solution_id: int,
    municipality_id: int,
    went_well: str,
    otherwise: str,
    contact: str,
    now: datetime,
    hours: int | None = None,
    cost_euro: int | None = None,
) -> int:
    """What this municipality learned; its number. An earlier one stays in the history."""
    authority.require(actor, Act.REPORT_ADOPTION, Context(municipality_id=municipality_id))
    if not went_well.strip() and not otherwise.strip():
        raise Invalid({"ging_goed": "Schrijf wat goed ging of wat u anders zou doen."})
    async with transaction():
        made = AdoptionExperience(
            solution=solution_id,
            municipality=municipality_id,
            went_well=went_well,
            otherwise=otherwise,
            hours=hours,
            cost_euro=cost_euro,
            contact=contact,
            written_by=actor.person_id,
            written_at=now,
        )
        await made.save()
        await record(
            actor=actor,
            act="ervaring delen",
            object_kind="oplossing",
            object_id=solution_id,
            on_behalf_of=municipality_id,
            details={"ervaring": made.id},
            now=now,
        )
        about = await solution(solution_id)
        await tell_followers(
            of=[(Followed.SOLUTION, solution_id)],
            subject=wording("Nieuwe ervaring met %(titel)s", titel=about.title),
            body=as_written(plain(went_well or otherwise, 300)),
            path=f"/overname/{about.slug}",
            once=f"ervaring {made.id}",
            now=now,
            but=actor.person_id,
        )
    return made.id


async def _require_kit(actor: Actor, solution_id: int) -> None:
    """VNG, or the municipality that made it."""
    maker = (await solution(solution_id)).maker_id
    if authority.may(actor, Act.FOLLOW_SOLUTION):
        return
    if not authority.may(actor, Act.REPORT_ADOPTION, Context(municipality_id=maker)):
        raise NotAllowed("Het pakket is van de gemeente die dit maakte. Alleen die gemeente en VNG vullen het aan.")


async def add_kit_item(
    *,
    actor: Actor,
    solution_id: int,
    kind: str,
    title: str,
    text: str,
    url: str,
    now: datetime,
    planned_on: date | None = None,
) -> int:
    """Add a download, a question to ask yourself or a milestone of the plan; its number."""
    await _require_kit(actor, solution_id)
    if kind not in KIT_KINDS:
        raise Invalid({"soort": "Kies een download, een vraag of een mijlpaal."})
    if not title.strip():
        raise Invalid({"titel": "Geef dit onderdeel een titel."})
    async with transaction():
        last = await fetch_one_value(int, "SELECT max(position) FROM kit_item WHERE solution = $1", solution_id)
        made = KitItem(
            solution=solution_id,
            kind=kind,
            title=title.strip(),
            text=text,
            url=url,
            planned_on=planned_on,
            position=(last or 0) + 1,
            added_by=actor.person_id,
            added_at=now,
        )
        await made.save()
        await record(
            actor=actor,
            act="pakket aanvullen",
            object_kind="oplossing",
            object_id=solution_id,
            details={"onderdeel": made.id},
            now=now,
        )
        about = await solution(solution_id)
        await tell_followers(
            of=[(Followed.SOLUTION, solution_id)],
            subject=wording("Nieuw om over te nemen: %(titel)s", titel=about.title),
            body=as_written(title.strip()),
            path=f"/overname/{about.slug}/pakket",
            once=f"pakket {made.id}",
            now=now,
            but=actor.person_id,
        )
    return made.id


async def finish_milestone(*, actor: Actor, item_id: int, on: date, now: datetime) -> None:
    """A milestone of the plan of realisation was reached on `on`."""
    about = await fetch_one_value(int, "SELECT solution FROM kit_item WHERE id = $1 AND kind = 'mijlpaal'", item_id)
    if about is None:
        raise NotFound("Deze mijlpaal bestaat niet.")
    await _require_kit(actor, about)
    if on > dutch_day(now):
        raise Invalid({"datum": "Deze datum ligt in de toekomst."})
    async with transaction():
        done = (
            await KitItem.update({KitItem.done_on: on})
            .where(KitItem.id == item_id, KitItem.done_on.is_null())
            .returning(KitItem.id)
        )
        if not done:
            raise Conflict("Deze mijlpaal was al gehaald.")
        await record(
            actor=actor,
            act="mijlpaal halen",
            object_kind="oplossing",
            object_id=about,
            details={"onderdeel": item_id},
            now=now,
        )
