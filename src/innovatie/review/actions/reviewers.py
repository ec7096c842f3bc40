"""Becoming a reviewer: by invitation or as a volunteer, with expertise, a maximum load and declared interests."""

from datetime import datetime

import msgspec

from innovatie.accounts.actions.roles import give_reviewer_role, take_reviewer_role
from innovatie.audit.actions import record
from innovatie.domain import authority
from innovatie.domain.authority import Act, Actor, Context
from innovatie.domain.dutch_dates import dutch_day
from innovatie.domain.errors import Conflict, Invalid, NotFound
from innovatie.domain.phases import Phase
from innovatie.domain.themes import THEMES
from innovatie.domain.wording import wording
from innovatie.infra.database import fetch_one_as, fetch_one_value, transaction
from innovatie.infra.moments import moment
from innovatie.review.actions.notifications import tell_admitted, tell_invited
from innovatie.review.json_columns import as_json
from innovatie.review.tables import Reviewer

LEAST, MOST = 1, 12
_THEMES = {theme.slug for theme in THEMES}


class Expertise(msgspec.Struct, frozen=True):
    """What a reviewer tells: themes, free words, the most groups a round, suppliers, former employers."""

    themes: tuple[str, ...]
    words: str
    maximum: int
    suppliers: str = ""
    employers: tuple[int, ...] = ()


class _Known(msgspec.Struct, frozen=True):
    id: int
    state: str


class _Decided(msgspec.Struct, frozen=True):
    person: int
    municipality: int | None


async def volunteer(*, actor: Actor, expertise: Expertise, now: datetime) -> int:
    """Sign up, accept an invitation or change the own profile; the reviewer's number.

    Who was invited is admitted at once; who volunteers waits for VNG; who reviews already stays admitted.
    """
    municipality = actor.municipality_id
    authority.require(actor, Act.VOLUNTEER_AS_REVIEWER, Context(municipality_id=municipality))
    _check(expertise)
    async with transaction():
        known = await fetch_one_as(
            _Known, "SELECT id, state FROM reviewer WHERE person = $1 FOR UPDATE", actor.person_id
        )
        state = "aangemeld" if known is None or known.state == "gestopt" else known.state
        if state == "uitgenodigd":
            state = "toegelaten"
        number = await _save(known, actor, state, expertise, now)
        if state == "toegelaten" and actor.person_id is not None:
            await give_reviewer_role(actor=actor, person_id=actor.person_id, municipality_id=municipality, now=now)
        await record(
            actor=actor,
            act="aanmelden als beoordelaar",
            object_kind="beoordelaar",
            object_id=number,
            now=now,
            details={"staat": state},
        )
    return number


async def _save(known: _Known | None, actor: Actor, state: str, expertise: Expertise, now: datetime) -> int:
    """The number of the reviewer. Two windows that sign up at the same moment make one: the second changes it."""
    number = await fetch_one_value(
        int,
        "INSERT INTO reviewer (person, municipality, state, themes, words, maximum, suppliers, employers,"
        " created_at, changed_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $9)"
        " ON CONFLICT (person) DO UPDATE SET municipality = $2, state = $3, themes = $4, words = $5,"
        " maximum = $6, suppliers = $7, employers = $8, changed_at = $9 RETURNING id",
        actor.person_id,
        actor.municipality_id,
        state,
        as_json(expertise.themes),
        expertise.words.strip(),
        expertise.maximum,
        expertise.suppliers.strip(),
        as_json(expertise.employers),
        now,
    )
    return number or (known.id if known else 0)


async def invite(*, actor: Actor, person_id: int, now: datetime) -> int:
    """VNG asks somebody to review; the number under which the answer comes."""
    authority.require(actor, Act.DIRECT_REVIEW, Context(open_phase=Phase.REVIEW))
    async with transaction():
        if await Reviewer.exists().where(Reviewer.person == person_id):
            raise Conflict("Deze persoon is al gevraagd of al beoordelaar.")
        town = await fetch_one_value(
            int,
            "SELECT g.municipality FROM role_grant g JOIN person p ON p.id = g.person AND p.active"
            " WHERE g.person = $1 AND g.revoked_at IS NULL AND g.starts <= $2 AND (g.ends IS NULL OR g.ends >= $2)"
            " AND g.municipality IS NOT NULL ORDER BY g.id LIMIT 1",
            person_id,
            dutch_day(await moment(now)),
        )
        if town is None:
            raise NotFound("Deze persoon heeft geen rol bij een gemeente.")
        added = await Reviewer.insert(
            Reviewer(person=person_id, municipality=town, state="uitgenodigd", created_at=now, changed_at=now)
        )
        number: int = added[0]["id"]
        await tell_invited(person_id=person_id, reviewer_id=number, now=now)
        await record(actor=actor, act="beoordelaar uitnodigen", object_kind="beoordelaar", object_id=number, now=now)
    return number


async def admit(*, actor: Actor, reviewer_id: int, now: datetime) -> None:
    """VNG admits a volunteer, who then holds the role of reviewer."""
    await _decide(actor=actor, reviewer_id=reviewer_id, state="toegelaten", now=now)


async def retire(*, actor: Actor, reviewer_id: int, now: datetime) -> None:
    """VNG turns a volunteer down, or a reviewer stops; running reviews stay until they are reassigned."""
    await _decide(actor=actor, reviewer_id=reviewer_id, state="gestopt", now=now)


async def _decide(*, actor: Actor, reviewer_id: int, state: str, now: datetime) -> None:
    authority.require(actor, Act.DIRECT_REVIEW, Context(open_phase=Phase.REVIEW))
    async with transaction():
        changed = await fetch_one_as(
            _Decided,
            "UPDATE reviewer SET state = $1, decided_at = $2, decided_by = $3, changed_at = $2 WHERE id = $4"
            " RETURNING person, municipality",
            state,
            now,
            actor.person_id,
            reviewer_id,
        )
        if changed is None:
            raise NotFound("Deze beoordelaar bestaat niet.")
        if state == "toegelaten":
            await give_reviewer_role(
                actor=actor, person_id=changed.person, municipality_id=changed.municipality, now=now
            )
            await tell_admitted(reviewer_id=reviewer_id, now=now)
        else:
            await take_reviewer_role(actor=actor, person_id=changed.person, now=now)
        await record(
            actor=actor,
            act="beoordelaar toegelaten" if state == "toegelaten" else "beoordelaar gestopt",
            object_kind="beoordelaar",
            object_id=reviewer_id,
            now=now,
        )


def _check(expertise: Expertise) -> None:
    errors: dict[str, str] = {}
    if not expertise.themes and not expertise.words.strip():
        errors["themas"] = "Kies ten minste één thema, of schrijf waar u veel van weet."
    if set(expertise.themes) - _THEMES:
        errors["themas"] = "Kies een thema uit de lijst."
    if not LEAST <= expertise.maximum <= MOST:
        errors["maximum"] = wording("Kies een aantal van %(van)s tot en met %(tot)s.", van=LEAST, tot=MOST)
    if errors:
        raise Invalid(errors)
